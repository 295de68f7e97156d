using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Patients;

/// <summary>The SQL of the patient index, and the form patients have in it.</summary>
internal static class PatientRows
{
    /// <summary>How many patients are looked up in one statement.</summary>
    internal const int Together = 50;

    private const string Columns = "SELECT id, organisation, local_id, details, version FROM patient";

    private static readonly Sql SelectById = new($"{Columns} WHERE id = $1");
    private static readonly Sql SelectByIds = new($"{Columns} WHERE id IN ({Places(1)})");
    private static readonly Sql SelectBySurname = new($"{Columns} WHERE organisation = $1 AND surname_index = $2 ORDER BY id LIMIT $3");
    private static readonly Sql SelectByBirth = new($"{Columns} WHERE organisation = $1 AND birth_index = $2 ORDER BY id LIMIT $3");
    private static readonly Sql SelectBySurnameAndBirth = new($"{Columns} WHERE organisation = $1 AND surname_index = $2 AND birth_index = $3 ORDER BY id LIMIT $4");
    private static readonly Sql SelectHolder = new("SELECT patient FROM patient_number WHERE organisation = $1 AND number_index = $2");
    private static readonly Sql SelectHolders = new($"SELECT number_index, patient FROM patient_number WHERE organisation = $1 AND number_index IN ({Places(2)})");
    private static readonly Sql SelectRegistrations = new("SELECT patient, started_on, ended_on, end_reason FROM registration WHERE patient = $1 ORDER BY started_on");
    private static readonly Sql SelectManyRegistrations = new($"SELECT patient, started_on, ended_on, end_reason FROM registration WHERE patient IN ({Places(1)}) ORDER BY started_on");
    private static readonly Sql CountPatients = new("SELECT count(*) FROM patient WHERE organisation = $1");

    private static readonly Sql UpsertPatient = new(
        """
        INSERT INTO patient (id, organisation, local_id, details, surname_index, birth_index, version, changed_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
        ON CONFLICT (id) DO UPDATE SET details = excluded.details, surname_index = excluded.surname_index, birth_index = excluded.birth_index,
        version = patient.version + 1, changed_at = excluded.changed_at
        """);

    private static readonly Sql SelectVersion = new("SELECT version FROM patient_change WHERE organisation = $1");

    private static readonly Sql NextVersion = new(
        "INSERT INTO patient_change (organisation, version) VALUES ($1, 1) ON CONFLICT (organisation) DO UPDATE SET version = patient_change.version + 1");

    // As many rows as fit the 64 parameters of a statement.
    private static readonly ManyRows InsertPatients = new("INSERT INTO patient (id, organisation, local_id, details, surname_index, birth_index, changed_at, version) VALUES ", 8);
    private static readonly ManyRows InsertNumbers = new("INSERT INTO patient_number (organisation, number_index, patient, superseded) VALUES ", 4);
    private static readonly ManyRows InsertRegistrations = new("INSERT INTO registration (patient, organisation, started_on, ended_on, end_reason) VALUES ", 5);

    private static readonly Sql DeleteNumbers = new("DELETE FROM patient_number WHERE patient = $1");
    private static readonly Sql DeleteRegistrations = new("DELETE FROM registration WHERE patient = $1");

    /// <summary>The same for the same patient of the same organisation, so that nothing has to be looked up before it is written.</summary>
    internal static string IdOf(OdsCode organisation, string localId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"patient\n{organisation.ToWire()}\n{localId}")).AsSpan(0, 16));

    internal static string SurnameIndex(KeyRing keys, OdsCode organisation, string surname) =>
        keys.FingerprintOf(Encoding.UTF8.GetBytes($"surname\n{organisation.ToWire()}\n{NameFolding.Fold(surname)}"))[..32];

    internal static string BirthIndex(KeyRing keys, OdsCode organisation, DateOnly born) =>
        keys.FingerprintOf(Encoding.UTF8.GetBytes($"birth\n{organisation.ToWire()}\n{Write(born)}"))[..32];

    internal static StoredPatient? Find(Session rows, KeyRing keys, string id) => rows.Query(SelectById, Read, id) is [var row] ? row.Open(keys, Registrations(rows, id)) : null;

    /// <param name="ids">At most <see cref="Together"/>.</param>
    internal static Dictionary<string, StoredPatient> FindMany(Session rows, KeyRing keys, IReadOnlyList<string> ids)
    {
        var values = Padded([], ids);
        var found = rows.Query(SelectByIds, Read, values);
        var registrations = rows.Query(SelectManyRegistrations, ReadRegistration, values).ToLookup(r => r.Patient, r => r.Registration);
        return found.ToDictionary(r => r.Id, r => r.Open(keys, [.. registrations[r.Id]]));
    }

    internal static string? Holder(Session rows, KeyRing keys, OdsCode organisation, NhsNumber number) =>
        rows.First(SelectHolder, row => row.GetString(0), organisation.ToWire(), keys.IndexOf(number));

    /// <summary>Which patient holds which of the numbers.</summary>
    /// <param name="indexes">At most <see cref="Together"/>.</param>
    internal static Dictionary<string, string> Holders(Session rows, OdsCode organisation, IReadOnlyList<string> indexes) =>
        rows.Query(SelectHolders, row => (Number: row.GetString(0), Patient: row.GetString(1)), Padded([organisation.ToWire()], indexes)).ToDictionary(h => h.Number, h => h.Patient);

    internal static List<StoredPatient> Search(Session rows, KeyRing keys, OdsCode organisation, string? surname, DateOnly? born, int limit)
    {
        var (ods, most) = (organisation.ToWire(), (long)limit);
        var found = (surname, born) switch
        {
            ({ } name, { } date) => rows.Query(SelectBySurnameAndBirth, Read, ods, SurnameIndex(keys, organisation, name), BirthIndex(keys, organisation, date), most),
            ({ } name, null) => rows.Query(SelectBySurname, Read, ods, SurnameIndex(keys, organisation, name), most),
            (null, { } date) => rows.Query(SelectByBirth, Read, ods, BirthIndex(keys, organisation, date), most),
            _ => [],
        };
        return [.. found.Select(row => row.Open(keys, Registrations(rows, row.Id)))];
    }

    internal static long Count(Session rows, OdsCode organisation) => rows.First(CountPatients, row => row.GetInt64(0), organisation.ToWire());

    internal static long Version(Session rows, OdsCode organisation) => rows.First(SelectVersion, row => row.GetInt64(0), organisation.ToWire());

    internal static void Changed(WriteSession session, string organisation) => session.Post(NextVersion, organisation);

    /// <summary>Writes patients that are not there yet, each another, in as few statements as can be.</summary>
    internal static void Add(WriteSession session, KeyRing keys, IReadOnlyList<(string Id, Patient Patient)> patients)
    {
        InsertPatients.Post(session, [.. patients.Select(p => (object?[])[.. Particulars(keys, p.Id, p.Patient, session.Now), 1L])]);
        InsertNumbers.Post(session, [.. patients.SelectMany(p => NumberRows(keys, p.Id, p.Patient))]);
        InsertRegistrations.Post(session, [.. patients.SelectMany(p => RegistrationRows(p.Id, p.Patient))]);
    }

    /// <summary>Writes a patient in place of what is there.</summary>
    internal static void Put(WriteSession session, KeyRing keys, string id, Patient patient)
    {
        session.Post(UpsertPatient, Particulars(keys, id, patient, session.Now));
        session.Post(DeleteNumbers, id);
        session.Post(DeleteRegistrations, id);
        InsertNumbers.Post(session, NumberRows(keys, id, patient));
        InsertRegistrations.Post(session, RegistrationRows(id, patient));
    }

    private static object?[] Particulars(KeyRing keys, string id, Patient patient, long now) =>
    [
        id, patient.Organisation.ToWire(), patient.LocalId, keys.EncryptText(Details.Of(patient).ToJson(), Place(id)),
        SurnameIndex(keys, patient.Organisation, patient.Surname), BirthIndex(keys, patient.Organisation, patient.BirthDate), now,
    ];

    private static List<object?[]> NumberRows(KeyRing keys, string id, Patient patient) =>
        [.. Numbers(patient).Select(n => (object?[])[patient.Organisation.ToWire(), keys.IndexOf(n.Number), id, n.Superseded ? 1L : 0L])];

    private static List<object?[]> RegistrationRows(string id, Patient patient) =>
        [.. patient.Registrations.Select(r => (object?[])[id, patient.Organisation.ToWire(), Write(r.StartedOn), r.EndedOn is { } end ? Write(end) : null, r.EndReason?.ToString()])];

    internal static IEnumerable<(NhsNumber Number, bool Superseded)> Numbers(Patient patient)
    {
        if (patient.NhsNumber is { } present)
            yield return (present, false);
        foreach (var number in patient.SupersededNumbers.Distinct())
            if (number != patient.NhsNumber)
                yield return (number, true);
    }

    private static List<Registration> Registrations(Session rows, string id) => [.. rows.Query(SelectRegistrations, ReadRegistration, id).Select(r => r.Registration)];

    private static Row Read(DbDataReader row) =>
        new(row.GetString(0), OdsCode.Parse(row.GetString(1)), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetInt64(4));

    private static (string Patient, Registration Registration) ReadRegistration(DbDataReader row) => (
        row.GetString(0),
        new Registration(ReadDate(row.GetString(1)), row.Text(2) is { } end ? ReadDate(end) : null, row.Text(3) is { } reason ? Enum.Parse<RegistrationEnd>(reason) : null));

    private static string Write(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly ReadDate(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Place(string id) => $"patient/{id}";

    private static string Places(int from) => string.Join(", ", Enumerable.Range(from, Together).Select(n => $"${n.ToString(CultureInfo.InvariantCulture)}"));

    // An id is never empty: the places that are left over find nothing.
    private static object?[] Padded(string[] first, IReadOnlyList<string> rest) => [.. first, .. rest, .. Enumerable.Repeat("", Together - rest.Count)];

    private sealed record Row(string Id, OdsCode Organisation, string LocalId, byte[] Sealed, long Version)
    {
        internal StoredPatient Open(KeyRing keys, IReadOnlyList<Registration> registrations) =>
            new(Id, Details.FromJson(keys.DecryptText(Sealed, Place(Id))!).ToPatient(Organisation, LocalId, registrations), Version);
    }

    /// <summary>What is encrypted of a patient.</summary>
    private sealed record Details(
        string Surname, string Given, DateOnly Born, string? Gender, string? Postcode, DateOnly? Died, NhsNumber? Number, bool Verified, IReadOnlyList<NhsNumber> Superseded)
    {
        internal static Details Of(Patient p) =>
            new(p.Surname, p.GivenNames, p.BirthDate, p.Gender, p.Postcode, p.DiedOn, p.NhsNumber, p.NhsNumberVerified, p.SupersededNumbers);

        internal static Details FromJson(string json) => JsonSerializer.Deserialize<Details>(json)!;

        internal string ToJson() => JsonSerializer.Serialize(this);

        internal Patient ToPatient(OdsCode organisation, string localId, IReadOnlyList<Registration> registrations) => new()
        {
            Organisation = organisation,
            LocalId = localId,
            NhsNumber = Number,
            NhsNumberVerified = Verified,
            SupersededNumbers = Superseded,
            Surname = Surname,
            GivenNames = Given,
            BirthDate = Born,
            Gender = Gender,
            Postcode = Postcode,
            DiedOn = Died,
            Registrations = registrations,
        };
    }
}

/// <param name="Version">Grows with every change.</param>
internal sealed record StoredPatient(string Id, Patient Patient, long Version);
