using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Patients;

/// <summary>Decides what a batch of patients changes, with two reads for the whole batch.</summary>
internal static class PatientBatch
{
    /// <summary>How many patients are written in one transaction.</summary>
    internal const int Largest = 250;

    /// <param name="batch">At most <see cref="PatientRows.Together"/>.</param>
    internal static List<PatientPut> Plan(Session rows, KeyRing keys, IReadOnlyList<Patient> batch, bool keepOtherPeriods)
    {
        var known = PatientRows.FindMany(rows, keys, [.. batch.Select(p => PatientRows.IdOf(p.Organisation, p.LocalId)).Distinct()]).ToDictionary(k => k.Key, k => k.Value.Patient);
        var holders = new Dictionary<(string Organisation, string Number), string>();
        foreach (var organisation in batch.GroupBy(p => p.Organisation))
            foreach (var numbers in organisation.SelectMany(PatientRows.Numbers).Select(n => keys.IndexOf(n.Number)).Distinct().Chunk(PatientRows.Together))
                foreach (var (number, holder) in PatientRows.Holders(rows, organisation.Key, numbers))
                    holders[(organisation.Key.ToWire(), number)] = holder;

        // A patient may be in the batch twice: the second row must see what the first one did.
        var puts = new List<PatientPut>(batch.Count);
        foreach (var given in batch)
        {
            var id = PatientRows.IdOf(given.Organisation, given.LocalId);
            var before = known.GetValueOrDefault(id);
            var patient = keepOtherPeriods && before is not null ? given with { Registrations = Merge(before.Registrations, given.Registrations) } : given;
            var kind = KindOf(patient, before, id);
            puts.Add(new PatientPut(patient, kind));
            if (kind is PatientPutKind.NumberTaken or PatientPutKind.Unchanged)
                continue;
            known[id] = patient;
            Move(id, before, patient);
        }

        return puts;

        PatientPutKind KindOf(Patient patient, Patient? before, string id)
        {
            foreach (var (number, _) in PatientRows.Numbers(patient))
                if (holders.TryGetValue((patient.Organisation.ToWire(), keys.IndexOf(number)), out var holder) && holder != id)
                    return PatientPutKind.NumberTaken;
            return before is null ? PatientPutKind.Added : Same(before, patient) ? PatientPutKind.Unchanged : PatientPutKind.Changed;
        }

        void Move(string id, Patient? before, Patient patient)
        {
            var ods = patient.Organisation.ToWire();
            foreach (var (number, _) in before is null ? [] : PatientRows.Numbers(before))
                holders.Remove((ods, keys.IndexOf(number)));
            foreach (var (number, _) in PatientRows.Numbers(patient))
                holders[(ods, keys.IndexOf(number))] = id;
        }
    }

    internal static void Write(WriteSession session, KeyRing keys, List<PatientPut> puts)
    {
        // A number may pass from one patient to another within the batch: with changes the order counts.
        if (puts.All(p => p.Kind != PatientPutKind.Changed))
            PatientRows.Add(session, keys, [.. puts.Where(p => p.Kind == PatientPutKind.Added).Select(p => (p.Id, p.Patient))]);
        else
            foreach (var put in puts.Where(p => p.Kind is PatientPutKind.Added or PatientPutKind.Changed))
                PatientRows.Put(session, keys, put.Id, put.Patient);
    }

    /// <summary>Notes per organisation that its patients changed, and who wrote how many: not who they are.</summary>
    internal static void Note(WriteSession session, List<PatientPut> puts, string by)
    {
        foreach (var organisation in puts.GroupBy(p => p.Patient.Organisation))
        {
            var (added, changed) = (organisation.Count(p => p.Kind == PatientPutKind.Added), organisation.Count(p => p.Kind == PatientPutKind.Changed));
            if (added + changed == 0)
                continue;
            PatientRows.Changed(session, organisation.Key.ToWire());
            session.Audit(new AuditEntry(organisation.Key.ToWire(), by, "patients.put", "patients", $"{added} added, {changed} changed"));
        }
    }

    private static List<Registration> Merge(IReadOnlyList<Registration> before, IReadOnlyList<Registration> given) =>
        [.. before.Where(b => given.All(g => g.StartedOn != b.StartedOn)).Concat(given).OrderBy(r => r.StartedOn)];

    private static bool Same(Patient one, Patient other) =>
        one.SupersededNumbers.SequenceEqual(other.SupersededNumbers)
        && one.Registrations.OrderBy(r => r.StartedOn).SequenceEqual(other.Registrations.OrderBy(r => r.StartedOn))
        && one with { SupersededNumbers = other.SupersededNumbers, Registrations = other.Registrations } == other;
}
