using Plexus.Contracts;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Patients;

/// <summary>The embedded patient index: who the patients of each organisation are, searchable only by those who hold the key.</summary>
/// <param name="businessClock">Says what day it is for registrations that end.</param>
public sealed class PatientIndex(Database database, KeyRing keys, TimeProvider businessClock)
{
    /// <summary>Answers from the record that the NHS number, present or superseded, leads to; not known when there is none.</summary>
    /// <remarks>Without a number nobody is matched: <see cref="Candidates"/> shows a person who it might be.</remarks>
    public PatientAnswer Answer(OdsCode organisation, PatientQuestion question)
    {
        if (question.NhsNumber is not { } number)
            return PatientMatch.NotKnown;
        return Find(organisation, number) is { } patient ? PatientMatch.Answer(question, patient, Today) : PatientMatch.NotKnown;
    }

    /// <summary>Patients that a person should compare with the question, the likeliest first.</summary>
    /// <param name="limit">1 to 100.</param>
    public IReadOnlyList<PatientCandidate> Candidates(OdsCode organisation, PatientQuestion question, int limit = 20)
    {
        var found = database.Read(rows =>
        {
            var patients = new Dictionary<string, StoredPatient>();
            if (question.NhsNumber is { } number && PatientRows.Holder(rows, keys, organisation, number) is { } holder)
                Add(PatientRows.Find(rows, keys, holder));
            var surname = question.Surname.IsEmpty ? null : question.Surname.Reveal();
            if (surname is not null && question.BirthDate is { } born)
                PatientRows.Search(rows, keys, organisation, surname, born, limit).ForEach(Add);
            if (question.BirthDate is { } date)
                PatientRows.Search(rows, keys, organisation, null, date, 100).ForEach(Add);
            if (surname is not null)
                PatientRows.Search(rows, keys, organisation, surname, null, 100).ForEach(Add);
            return patients.Values;

            void Add(StoredPatient? stored)
            {
                if (stored is not null)
                    patients.TryAdd(stored.Id, stored);
            }
        });
        return
        [
            .. found.Select(f => new PatientCandidate(f.Patient, PatientMatch.HoldsNumber(question, f.Patient), PatientMatch.Likeness(question, f.Patient)))
                .Where(c => c.HoldsNumber || c.Likeness >= 2)
                .OrderByDescending(c => c.HoldsNumber).ThenByDescending(c => c.Likeness).ThenBy(c => c.Patient.LocalId, StringComparer.Ordinal)
                .Take(limit),
        ];
    }

    /// <summary>The patient that the NHS number, present or superseded, leads to.</summary>
    public Patient? Find(OdsCode organisation, NhsNumber number) =>
        database.Read(rows => PatientRows.Holder(rows, keys, organisation, number) is { } id ? PatientRows.Find(rows, keys, id) : null)?.Patient;

    public Patient? Find(OdsCode organisation, string localId) =>
        database.Read(rows => PatientRows.Find(rows, keys, PatientRows.IdOf(organisation, localId)))?.Patient;

    /// <summary>Patients with this surname (case, accents and punctuation aside), this birth date, or both; none when neither is given.</summary>
    /// <param name="limit">1 to 100.</param>
    public IReadOnlyList<Patient> Search(OdsCode organisation, string? surname, DateOnly? birthDate, int limit = 50) =>
        [.. database.Read(rows => PatientRows.Search(rows, keys, organisation, surname, birthDate, Math.Clamp(limit, 1, 100))).Select(s => s.Patient)];

    public long Count(OdsCode organisation) => database.Read(rows => PatientRows.Count(rows, organisation));

    /// <summary>Grows whenever a patient of the organisation changes.</summary>
    public long Version(OdsCode organisation) => database.Read(rows => PatientRows.Version(rows, organisation));

    /// <summary>Adds the patients or replaces those with the same local id, whole. What cannot be taken is named in the answer; the rest is written.</summary>
    /// <param name="by">Who does it, for the audit.</param>
    public async Task<IReadOnlyList<PatientPut>> PutAsync(IReadOnlyList<Patient> patients, string by, CancellationToken cancellation)
    {
        var puts = new List<PatientPut>(patients.Count);
        foreach (var batch in patients.Chunk(PatientBatch.Largest))
            puts.AddRange(await PutBatchAsync(batch, keepOtherPeriods: false, by, cancellation).ConfigureAwait(false));
        return puts;
    }

    /// <param name="batch">At most <see cref="PatientBatch.Largest"/>.</param>
    /// <param name="keepOtherPeriods">Registrations the patients have already stay, unless they begin on the same day as a given one.</param>
    internal Task<List<PatientPut>> PutBatchAsync(IReadOnlyList<Patient> batch, bool keepOtherPeriods, string by, CancellationToken cancellation) =>
        database.Writes.RunAsync(
            session =>
            {
                var puts = new List<PatientPut>(batch.Count);
                foreach (var part in batch.Chunk(PatientRows.Together))
                {
                    var planned = PatientBatch.Plan(session.Rows, keys, part, keepOtherPeriods);
                    PatientBatch.Write(session, keys, planned);
                    puts.AddRange(planned);
                }

                PatientBatch.Note(session, puts, by);
                return puts;
            },
            [.. batch.Select(p => LockKey.Of("patients", p.Organisation.ToWire(), "")).Distinct()],
            cancellation: cancellation);

    /// <summary>What <see cref="PutBatchAsync"/> would do.</summary>
    internal List<PatientPut> Preview(IReadOnlyList<Patient> batch, bool keepOtherPeriods) =>
        database.Read(rows => batch.Chunk(PatientRows.Together).SelectMany(part => PatientBatch.Plan(rows, keys, part, keepOtherPeriods)).ToList());

    internal string NumberIndex(NhsNumber number) => keys.IndexOf(number);

    private DateOnly Today => DateOnly.FromDateTime(businessClock.GetUtcNow().UtcDateTime);
}

/// <param name="HoldsNumber">The asked NHS number, present or superseded, is this patient's.</param>
/// <param name="Likeness">0 to 5: birth date, surname, given names, gender and postcode that agree.</param>
public sealed record PatientCandidate(Patient Patient, bool HoldsNumber, int Likeness);

/// <summary>What became of one patient that was to be written.</summary>
public sealed record PatientPut(Patient Patient, PatientPutKind Kind)
{
    internal string Id => PatientRows.IdOf(Patient.Organisation, Patient.LocalId);

    public override string ToString() => Kind.ToString();
}

public enum PatientPutKind
{
    Added,
    Changed,
    Unchanged,

    /// <summary>An NHS number of the patient is another patient's of the organisation: nothing was written.</summary>
    NumberTaken,
}
