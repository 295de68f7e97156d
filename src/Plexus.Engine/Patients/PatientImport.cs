using System.Diagnostics;
using Plexus.Primitives;

namespace Plexus.Engine.Patients;

/// <summary>Brings a CSV file of any size into the embedded index, a batch at a time.</summary>
/// <remarks>Each row is one registration period. A row whose local id is known replaces that patient's particulars and adds, or replaces, the period that begins on the same day.</remarks>
/// <param name="isConfigured">Whether the installation has the organisation.</param>
public sealed class PatientImport(PatientIndex index, Func<OdsCode, bool> isConfigured, TimeProvider time)
{
    /// <summary>Problems beyond this many are counted, not kept.</summary>
    public const int MostProblems = 1000;

    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);

    /// <param name="organisation">For rows that name none; null when every row must name its own.</param>
    /// <param name="dryRun">Reads and checks everything, writes nothing.</param>
    /// <exception cref="PatientFileException">The file cannot be read further; what was written before stays.</exception>
    public async Task<PatientImportResult> RunAsync(
        Stream file, OdsCode? organisation, bool dryRun, string by, IProgress<PatientImportResult>? progress, CancellationToken cancellation)
    {
        var run = new Run(index, dryRun, by);
        var reported = time.GetTimestamp();
        await foreach (var row in PatientCsv.ReadAsync(file, organisation, cancellation).ConfigureAwait(false))
        {
            if (row.Patient is not { } patient)
                run.Refuse(row.Line, row.Problem!);
            else if (!isConfigured(patient.Organisation))
                run.Refuse(row.Line, "organisation is not configured here.");
            else
                await run.AddAsync(row.Line, patient, cancellation).ConfigureAwait(false);
            if (time.GetElapsedTime(reported) < BetweenReports)
                continue;
            reported = time.GetTimestamp();
            progress?.Report(run.Result);
        }

        await run.FlushAsync(cancellation).ConfigureAwait(false);
        progress?.Report(run.Result);
        return run.Result;
    }

    private sealed class Run(PatientIndex index, bool dryRun, string by)
    {
        private readonly List<(long Line, Patient Patient)> _batch = new(PatientBatch.Largest);
        private readonly List<PatientProblem> _problems = [];

        // A dry run writes nothing that a later row could meet: it remembers whose each number is.
        private readonly Dictionary<(OdsCode, string), string> _numbers = [];
        private int _added, _changed, _unchanged, _refused;

        internal PatientImportResult Result => new(_added, _changed, _unchanged, _refused, [.. _problems.OrderBy(p => p.Line)]);

        internal void Refuse(long line, string problem)
        {
            _refused++;
            if (_problems.Count < MostProblems)
                _problems.Add(new PatientProblem(line, problem));
        }

        internal async ValueTask AddAsync(long line, Patient patient, CancellationToken cancellation)
        {
            if (dryRun && TakenInFile(patient))
            {
                Refuse(line, Taken);
                return;
            }

            _batch.Add((line, patient));
            if (_batch.Count == PatientBatch.Largest)
                await FlushAsync(cancellation).ConfigureAwait(false);
        }

        internal async ValueTask FlushAsync(CancellationToken cancellation)
        {
            if (_batch.Count == 0)
                return;
            List<Patient> patients = [.. _batch.Select(b => b.Patient)];
            var puts = dryRun ? index.Preview(patients, keepOtherPeriods: true) : await index.PutBatchAsync(patients, keepOtherPeriods: true, by, cancellation).ConfigureAwait(false);
            for (var i = 0; i < puts.Count; i++)
                Count(_batch[i].Line, puts[i].Kind);
            _batch.Clear();
        }

        private const string Taken = "nhs_number or superseded_nhs_numbers holds a number that is another patient's.";

        private void Count(long line, PatientPutKind kind)
        {
            switch (kind)
            {
                case PatientPutKind.Added:
                    _added++;
                    break;
                case PatientPutKind.Changed:
                    _changed++;
                    break;
                case PatientPutKind.Unchanged:
                    _unchanged++;
                    break;
                case PatientPutKind.NumberTaken:
                    Refuse(line, Taken);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        private bool TakenInFile(Patient patient)
        {
            foreach (var (number, _) in PatientRows.Numbers(patient))
                if (!_numbers.TryAdd((patient.Organisation, index.NumberIndex(number)), patient.LocalId) && _numbers[(patient.Organisation, index.NumberIndex(number))] != patient.LocalId)
                    return true;
            return false;
        }
    }
}

/// <param name="Problems">The first ones, with their lines; never a value from the file.</param>
public sealed record PatientImportResult(int Added, int Changed, int Unchanged, int Refused, IReadOnlyList<PatientProblem> Problems)
{
    public int Rows => Added + Changed + Unchanged + Refused;
}

/// <param name="Line">1 is the header's.</param>
public sealed record PatientProblem(long Line, string Text);
