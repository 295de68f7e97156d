using System.Diagnostics;
using Plexus.Cli.Bench;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir.Bench;

/// <summary>Bundles that double in size: an entry of the largest must not cost more than one of the smallest does.</summary>
internal static class GrowthBench
{
    // A machine's caches favour the small: an entry may cost somewhat more where the whole no longer fits them.
    private const double Bar = 2;

    /// <summary>The best counts: the first at a size also pays for memory fresh from the system.</summary>
    private const int Rounds = 3;

    private static readonly int[] Entries = [12_500, 25_000, 50_000, 100_000, 200_000];
    private static readonly FhirReaderOptions Raised = new() { MaxDocumentBytes = int.MaxValue, MaxNodes = 50_000_000 };

    internal static async Task MeasureAsync(BenchReport report, CancellationToken cancellation)
    {
        var validator = new ProfileValidator(NationalProfiles.For);
        var (parse, resolve, validate) = (new List<double>(), new List<double>(), new List<double>());
        var length = 0;
        foreach (var entries in Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            await report.DoingAsync($"a bundle of {entries} entries");
            var bytes = InventedRecord.Json(entries);
            length = bytes.Length;
            var best = Enumerable.Range(0, Rounds).Select(_ => Measure(bytes, entries, validator)).ToList();
            parse.Add(best.Min(m => m.Parse));
            resolve.Add(best.Min(m => m.Resolve));
            validate.Add(best.Min(m => m.Validate));
        }

        report.Tell("growth: largest bundle", length / 1e6, "MB");
        Tell(report, "parse", parse);
        Tell(report, "resolve", resolve);
        Tell(report, "validate", validate);
    }

    /// <summary>Microseconds an entry.</summary>
    private static (double Parse, double Resolve, double Validate) Measure(byte[] bytes, int entries, ProfileValidator validator)
    {
        var started = Stopwatch.GetTimestamp();
        var document = FhirJson.Read(bytes, FhirVersion.Stu3, Raised).Document!;
        var parse = Microseconds(ref started, entries);
        Resolve(document);
        var resolve = Microseconds(ref started, entries);
        validator.Validate(document.Root);
        return (parse, resolve, Microseconds(ref started, entries));
    }

    /// <summary>The smallest warms the program up and is not compared.</summary>
    private static void Tell(BenchReport report, string work, List<double> each)
    {
        report.Tell($"growth: {work} an entry of {Entries[1]}", each[1], "us");
        report.Tell($"growth: {work} an entry of {Entries[^1]}", each[^1], "us");
        report.AtMost($"growth: {work}, largest against smallest", each[^1] / each[1], "x", Bar);
    }

    private static void Resolve(FhirDocument document)
    {
        foreach (var entry in document.Root.Elements("entry"))
        {
            var resource = entry["resource"];
            if (resource["subject"].Exists && !(resource["subject"].Resolve().Exists && resource["related"]["target"].Resolve().Exists))
                throw new InvalidOperationException("A reference of the invented record leads nowhere.");
        }
    }

    private static double Microseconds(ref long started, int entries)
    {
        var elapsed = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        return elapsed.TotalMicroseconds / entries;
    }
}
