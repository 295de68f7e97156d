using Plexus.Contracts;
using Plexus.Engine;
using Plexus.Engine.Patients;
using Plexus.Primitives;
using Plexus.Storage.Audit;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Patients;

/// <summary>Everything the API and the pages do with the embedded patient index.</summary>
internal sealed class PatientDesk(EngineCore core, PatientIndex index)
{
    public const int MostFound = 100;

    private const int MostCandidates = 10;

    private static readonly string[] Genders = ["male", "female", "other", "unknown"];

    /// <summary>Patients by NHS number, or by surname, date of birth or both; at most <see cref="MostFound"/>.</summary>
    /// <exception cref="ApiRefusal">Nothing to search by is given.</exception>
    public async Task<IReadOnlyList<Patient>> SearchAsync(PatientSearch search, Actor by, CancellationToken cancellation)
    {
        RequireOrganisation(search.Organisation);
        if (search.NhsNumber is null && string.IsNullOrWhiteSpace(search.Surname) && search.BirthDate is null && string.IsNullOrWhiteSpace(search.LocalId))
            throw new ApiRefusal(422, "nothing-to-search-by", "Give an NHS number, a surname, a date of birth or a local id.");
        IReadOnlyList<Patient> found = search switch
        {
            { NhsNumber: { } number } => index.Find(search.Organisation, number) is { } patient ? [patient] : [],
            { LocalId: { Length: > 0 } id } => index.Find(search.Organisation, id.Trim()) is { } patient ? [patient] : [],
            _ => index.Search(search.Organisation, string.IsNullOrWhiteSpace(search.Surname) ? null : search.Surname.Trim(), search.BirthDate, MostFound),
        };
        await NoteSearchAsync(search.Organisation, found.Count, search.NhsNumber, by, cancellation);
        return found;
    }

    /// <summary>Adds the patient, or replaces the one with the same local id, whole.</summary>
    /// <exception cref="ApiRefusal">Something in it cannot be taken.</exception>
    public async Task<PatientPutKind> PutAsync(Patient patient, Actor by, CancellationToken cancellation)
    {
        RequireOrganisation(patient.Organisation);
        if (Problems(patient) is { Count: > 0 } problems)
            throw new ApiRefusal(422, "invalid-patient", "The patient cannot be kept as they are given.", problems);
        var put = (await index.PutAsync([patient], by.Name, cancellation)).Single();
        return put.Kind == PatientPutKind.NumberTaken
            ? throw new ApiRefusal(409, "number-taken", "An NHS number of the patient is another patient's of the organisation.", [new("nhsNumber", "taken", "This NHS number is another patient's here.")])
            : put.Kind;
    }

    /// <summary>Brings a CSV file into the index, a batch at a time.</summary>
    /// <exception cref="PatientFileException">The file cannot be read further; what was written before stays.</exception>
    public Task<PatientImportResult> ImportAsync(Stream file, OdsCode? organisation, bool dryRun, Actor by, CancellationToken cancellation) =>
        new PatientImport(index, ods => core.Directory.Current.Organisation(ods) is not null, core.Clocks.Wall).RunAsync(file, organisation, dryRun, by.Name, null, cancellation);

    /// <summary>Who a task's document might be about, the likeliest first: those who hold its NHS number, then those whose birth date and name resemble it.</summary>
    public async Task<IReadOnlyList<PatientCandidate>> CandidatesAsync(OdsCode organisation, PatientQuestion named, Actor by, CancellationToken cancellation)
    {
        var found = index.Candidates(organisation, named, MostCandidates);
        await NoteSearchAsync(organisation, found.Count, named.NhsNumber, by, cancellation);
        return found;
    }

    public long Count(OdsCode organisation) => index.Count(organisation);

    private Task NoteSearchAsync(OdsCode organisation, int found, NhsNumber? number, Actor by, CancellationToken cancellation) => core.Database.Writes.RunAsync(
        session => session.Audit(new AuditEntry(
            organisation.ToWire(), by.Name, "patients searched", "patients", $"{found} found", number is { } known ? core.Keys.IndexOf(known) : null)),
        cancellation: cancellation);

    private void RequireOrganisation(OdsCode organisation)
    {
        if (organisation == default || core.Directory.Current.Organisation(organisation) is null)
            throw new ApiRefusal(422, "unknown-organisation", "The organisation is not configured here.", [new("organisation", "unknown", "Choose an organisation that is configured here.")]);
    }

    private static List<FieldProblem> Problems(Patient patient)
    {
        var problems = new List<FieldProblem>();
        Check(!string.IsNullOrWhiteSpace(patient.LocalId) && patient.LocalId.Length <= 64, "localId", "1 to 64 characters.");
        Check(!string.IsNullOrWhiteSpace(patient.Surname) && patient.Surname.Length <= 100, "surname", "1 to 100 characters.");
        Check(patient.GivenNames.Length <= 200, "givenNames", "At most 200 characters.");
        Check(patient.BirthDate > new DateOnly(1850, 1, 1), "birthDate", "A date of birth as yyyy-MM-dd.");
        Check(patient.Gender is null || Genders.Contains(patient.Gender), "gender", "male, female, other or unknown.");
        Check(patient.Postcode is null || patient.Postcode.Length <= 10, "postcode", "At most 10 characters.");
        Check(patient.Registrations.Count > 0, "registrations", "At least one period of registration.");
        Check(patient.Registrations.All(r => r.EndedOn is not { } end || end >= r.StartedOn), "registrations", "A period ends after it starts.");
        Check(patient.Registrations.All(r => r.EndedOn is null == r.EndReason is null), "registrations", "A period that ended says why: deducted or died.");
        return problems;

        void Check(bool good, string field, string text)
        {
            if (!good)
                problems.Add(new FieldProblem(field, "invalid", text));
        }
    }
}

/// <summary>By number alone, by local id alone, or by surname, date of birth or both.</summary>
internal sealed record PatientSearch
{
    public OdsCode Organisation { get; init; }

    public NhsNumber? NhsNumber { get; init; }

    public string? LocalId { get; init; }

    /// <summary>Case, accents and punctuation aside.</summary>
    public string? Surname { get; init; }

    public DateOnly? BirthDate { get; init; }
}
