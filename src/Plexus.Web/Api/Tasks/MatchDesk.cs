using Plexus.Contracts;
using Plexus.Engine.Commands;
using Plexus.Engine.Journal;
using Plexus.Engine.Patients;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Web.Api.Exchanges;
using Plexus.Web.Api.Http;
using Plexus.Web.Api.Patients;

namespace Plexus.Web.Api.Tasks;

/// <summary>Whom a letter might mean, and whom the person who decides has chosen.</summary>
internal sealed class MatchDesk(ExchangeDesk exchanges, PatientDesk patients, PatientIndex index, PatientPort port)
{
    /// <summary>The kind of task in which a person says whose a document is.</summary>
    public const string Kind = "match";

    /// <summary>Whom the letter of an open match task might mean; nobody for any other task, and when the letter cannot be read.</summary>
    public async Task<MatchChoice> ChoiceAsync(TaskView task, Actor by, CancellationToken cancellation)
    {
        var elsewhere = port.IsElsewhere(task.Organisation);
        if (task is not { Kind: Kind, State: TaskStates.Open, Exchange: { } exchange } || await NamedInAsync(exchange, by, cancellation) is not { } named)
            return new MatchChoice([], null, elsewhere);
        var question = new PatientQuestion(named.NhsNumber, named.Surname, named.GivenName, named.BirthDate, named.Gender, named.Postcode);
        return new MatchChoice(await patients.CandidatesAsync(task.Organisation, question, by, cancellation), named.NhsNumber, elsewhere);
    }

    /// <summary>Somebody who is no candidate, for a person to look at before they decide; of an index kept here only.</summary>
    /// <exception cref="ApiRefusal">The organisation has no such patient.</exception>
    public async Task<Patient> SomebodyElseAsync(TaskView task, NhsNumber number, Actor by, CancellationToken cancellation) =>
        await patients.SearchAsync(new PatientSearch { Organisation = task.Organisation, NhsNumber = number }, by, cancellation) is [var found]
            ? found
            : throw Unknown(new PatientChoice(null, number));

    /// <summary>The patient that goes with a decision; null for a decision that names none.</summary>
    /// <param name="chosen">What the person said; null leaves it to the letter, which may determine one.</param>
    /// <exception cref="ApiRefusal">The organisation has no such patient, the letter determines none, or the decision names none.</exception>
    /// <exception cref="PatientIndexException">An index elsewhere does not answer now.</exception>
    public async Task<ChosenPatient?> PatientAsync(TaskView task, string? decision, PatientChoice? chosen, Actor by, CancellationToken cancellation)
    {
        // What is wrong with the task or the decision, the engine says.
        if (task.State != TaskStates.Open || task.Decisions.FirstOrDefault(d => d.Name == decision) is not { } taken)
            return null;
        if (!taken.NamesPatient)
            return chosen is null ? null : throw Refused(CommandRefusedException.PatientNotWanted, chosen, "not-wanted", "This decision names no patient.");
        if (chosen is not null)
            return await FindAsync(task, chosen, by, cancellation) ?? throw Unknown(chosen);
        return await DeterminedAsync(task, by, cancellation)
            ?? throw Refused(CommandRefusedException.PatientRequired, new PatientChoice("", null), "required", "Say which patient it is: the letter alone does not determine one.");
    }

    private async Task<ChosenPatient?> FindAsync(TaskView task, PatientChoice chosen, Actor by, CancellationToken cancellation)
    {
        var organisation = task.Organisation;
        if (chosen.LocalId is null)
            return chosen.NhsNumber is { } typed ? await port.FindAsync(organisation, typed, cancellation) : null;
        if (index.Find(organisation, chosen.LocalId) is { } known)
            return chosen.NhsNumber is not { } also || known.NhsNumber == also || known.SupersededNumbers.Contains(also) ? new ChosenPatient(known.LocalId, known.NhsNumber) : null;
        if (!port.IsElsewhere(organisation))
            return null;

        // An index elsewhere is asked by number only: its answer must be the patient who was named.
        var number = chosen.NhsNumber ?? (await ChoiceAsync(task, by, cancellation)).NumberInLetter;
        var found = number is { } asked ? await port.FindAsync(organisation, asked, cancellation) : null;
        return found?.LocalId == chosen.LocalId ? found : null;
    }

    /// <summary>The only patient it might be, when they hold the letter's NHS number.</summary>
    private async Task<ChosenPatient?> DeterminedAsync(TaskView task, Actor by, CancellationToken cancellation)
    {
        var choice = await ChoiceAsync(task, by, cancellation);
        return choice switch
        {
            { Candidates: [{ HoldsNumber: true, Patient: var only }] } => new ChosenPatient(only.LocalId, only.NhsNumber),
            { Candidates: [], IsElsewhere: true, NumberInLetter: { } number } => await port.FindAsync(task.Organisation, number, cancellation),
            _ => null,
        };
    }

    private async Task<LetterPatient?> NamedInAsync(ExchangeId exchange, Actor by, CancellationToken cancellation)
    {
        try
        {
            return (await exchanges.LetterAsync(exchange, by, cancellation))?.Patient;
        }
        catch (ApiRefusal refusal) when (refusal.Code == ExchangeDesk.TooLargeToShow || refusal.Status == 404)
        {
            return null;
        }
    }

    private static ApiRefusal Unknown(PatientChoice choice) => Refused("unknown-patient", choice, "unknown", "This is no patient of the organisation.");

    private static ApiRefusal Refused(string code, PatientChoice choice, string problem, string text) =>
        new(422, code, text, [new(choice.LocalId is null ? "nhsNumber" : "patient", problem, text)]);
}

/// <summary>Patients of an organisation among whom a person chooses.</summary>
/// <param name="Candidates">The likeliest first.</param>
/// <param name="NumberInLetter">Null when the letter has none, or it cannot be one.</param>
/// <param name="IsElsewhere">The organisation's index lists nobody; it knows patients by their NHS number.</param>
public sealed record MatchChoice(IReadOnlyList<PatientCandidate> Candidates, NhsNumber? NumberInLetter, bool IsElsewhere)
{
    /// <summary>Somebody who is no candidate, whom the person found by number and has yet to look at.</summary>
    public Patient? SomebodyElse { get; init; }
}

/// <summary>Whom a person says a letter is about: by local id, by NHS number, or by both, which must then agree.</summary>
internal sealed record PatientChoice(string? LocalId, NhsNumber? NhsNumber)
{
    /// <summary>Null when neither is given.</summary>
    public static PatientChoice? Of(string? localId, NhsNumber? number) =>
        string.IsNullOrWhiteSpace(localId) ? number is null ? null : new(null, number) : new(localId.Trim(), number);

    /// <summary>Masked: a patient is never printed by accident.</summary>
    public override string ToString() => "•••";
}
