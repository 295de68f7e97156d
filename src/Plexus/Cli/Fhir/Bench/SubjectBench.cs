using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using System.Xml;
using Plexus.Cli.Bench;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir.Bench;

/// <summary>Parsing, serialising and validating one document, in turns with a bare reader.</summary>
internal static class SubjectBench
{
    private const double XmlParseBar = 2.2;
    private const double JsonParseBar = 2.5;
    private const double ParseAllocationBar = 3;
    private const double SerialiseBar = 200;

    // What validating a valid message may allocate: the list of issues and the run, whatever the message's size.
    private const double ValidateAllocationBar = 4096;

    private const int Rounds = 5;
    private const int LeastWarmingRounds = 3;
    private const int MostWarmingRounds = 12;

    /// <summary>Validations a second by the size of the document, up to so many bytes.</summary>
    private static readonly (int Bytes, double PerSecond)[] ValidateBars = [(32_000, 2500), (260_000, 150), (2_000_000, 30)];

    private static readonly ProfileValidator Validator = new(NationalProfiles.For);

    internal static void Measure(BenchReport report, Subject subject, TimeSpan time, CancellationToken cancellation)
    {
        var (bytes, root) = (subject.Bytes, subject.Document.Root);
        var buffer = new ArrayBufferWriter<byte>(bytes.Length * 2);
        Action[] works =
        [
            subject.IsXml ? () => ReadXml(bytes) : () => JsonDocument.Parse(bytes).Dispose(),
            () => FhirFile.Read(bytes, subject.Document.Version, FhirReaderOptions.Default),
            () =>
            {
                buffer.ResetWrittenCount();
                if (subject.IsXml)
                    FhirXml.Write(root, buffer);
                else
                    FhirJson.Write(root, buffer);
            },
            () => Validator.Validate(root),
            () => Validator.Validate(FhirFile.Read(bytes, subject.Document.Version, FhirReaderOptions.Default).Document!.Root),
        ];
        var seconds = InTurns(works, time, cancellation);
        Report(report, subject, seconds, Allocated(works[1]), Allocated(works[3]));
    }

    private static void Report(BenchReport report, Subject subject, double[] seconds, long parsing, long validating)
    {
        var (name, length) = (subject.Name, subject.Bytes.Length);
        report.Tell($"{name}: size", length, "bytes");
        report.Tell($"{name}: bare reader", length / seconds[0] / 1e6, "MB/s");
        report.Tell($"{name}: parse", 1 / seconds[1], "/s");
        report.Tell($"{name}: parse", length / seconds[1] / 1e6, "MB/s");
        report.AtMost($"{name}: parse against bare", seconds[1] / seconds[0], "x", subject.IsXml ? XmlParseBar : JsonParseBar);
        report.AtMost($"{name}: parse allocates", (double)parsing / length, "x input", ParseAllocationBar);
        report.Tell($"{name}: serialise", 1 / seconds[2], "/s");
        report.AtLeast($"{name}: serialise", length / seconds[2] / 1e6, "MB/s", SerialiseBar);

        var bar = Array.Find(ValidateBars, size => length <= size.Bytes).PerSecond;
        if (bar > 0)
            report.AtLeast($"{name}: validate", 1 / seconds[3], "/s", bar);
        else
            report.Tell($"{name}: validate", 1 / seconds[3], "/s");
        report.Tell($"{name}: validate", length / seconds[3] / 1e6, "MB/s");
        report.Tell($"{name}: parse and validate", 1 / seconds[4], "/s");

        var issues = Validator.Validate(subject.Document.Root).Count;
        report.Tell($"{name}: issues", issues, "");
        if (issues == 0)
            report.AtMost($"{name}: validate allocates", validating, "bytes", ValidateAllocationBar);
        else
            report.Tell($"{name}: validate allocates", validating, "bytes");
    }

    /// <summary>The best of several rounds, seconds a run: a machine that is busy for a while is busy for all kinds of work.</summary>
    private static double[] InTurns(Action[] works, TimeSpan time, CancellationToken cancellation)
    {
        WarmUp(works, time, cancellation);
        var best = new double[works.Length];
        Array.Fill(best, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
            Round(works, time / Rounds, best, cancellation);
        return best;
    }

    /// <summary>The runtime compiles what is used much a second and a third time, in the background: on a busy machine that takes a while.</summary>
    private static void WarmUp(Action[] works, TimeSpan time, CancellationToken cancellation)
    {
        var before = double.MaxValue;
        for (var round = 0; round < MostWarmingRounds; round++)
        {
            var seconds = new double[works.Length];
            Array.Fill(seconds, double.MaxValue);
            Round(works, time / 4, seconds, cancellation);
            if (round >= LeastWarmingRounds && seconds.Sum() > before * 0.95)
                return;
            before = Math.Min(before, seconds.Sum());
        }
    }

    private static void Round(Action[] works, TimeSpan time, double[] best, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        for (var i = 0; i < works.Length; i++)
            best[i] = Math.Min(best[i], Repeat(works[i], time));
    }

    private static double Repeat(Action work, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        do
        {
            work();
            count++;
        }
        while (Stopwatch.GetElapsedTime(started) < time);

        return Stopwatch.GetElapsedTime(started).TotalSeconds / count;
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Nothing but the events: a reader that also asks for each value would be slower.</summary>
    private static void ReadXml(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (reader.Read())
        {
            // The loop is what is measured.
        }
    }
}
