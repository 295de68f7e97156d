using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Xml;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir;

/// <summary><c>plexus fhir bench</c>: what reading, writing and validating a file costs, beside a bare reader over the same bytes.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Resources, XML or JSON.", Arity = ArgumentArity.OneOrMore };
        var seconds = new Option<double>("--seconds") { Description = "How long to measure each kind of work.", DefaultValueFactory = _ => 2 };
        var version = new Option<FhirVersion?>("--fhir-version") { Description = "Dstu2, Stu3 or R4; found out from each resource when left out." };
        var command = new Command("bench", "Measures parsing, serialising and validating files on one thread.") { files, seconds, version };
        command.SetAction((parsed, cancellation) =>
            MeasureAsync(parsed, parsed.GetRequiredValue(files), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(version), cancellation));
        return command;
    }

    private sealed record Measure(string File, string Work, double PerSecond, double MegabytesPerSecond, long BytesAllocated, double AllocatedPerInput);

    private static async Task<int> MeasureAsync(ParseResult parsed, string[] files, TimeSpan time, FhirVersion? version, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var isJson = parsed.GetValue(CommonOptions.Json);
        var measures = new List<Measure>();
        foreach (var file in files)
        {
            var bytes = await FhirFile.BytesAsync(file, cancellation);
            var (result, found) = FhirFile.Read(bytes, version, FhirReaderOptions.Default);
            if (result.Document is not { } document)
                throw new CommandException($"The resource cannot be read: {result.Issues[0].Text}");
            if (!isJson)
                await output.WriteLineAsync($"{Path.GetFileName(file)}, {bytes.Length:N0} bytes, {found}");

            foreach (var (name, work) in Works(bytes, document))
            {
                cancellation.ThrowIfCancellationRequested();
                var measure = Take(Path.GetFileName(file), name, work, time, bytes.Length);
                measures.Add(measure);
                if (!isJson)
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {measure.Work,-12} {measure.PerSecond,10:N0} /s {measure.MegabytesPerSecond,8:N1} MB/s {measure.BytesAllocated,12:N0} B allocated ({measure.AllocatedPerInput:N2} x input)"));
            }
        }

        if (isJson)
            await output.WriteLineAsync(JsonSerializer.Serialize(measures, Layout));
        return ExitCode.Yes;
    }

    private static IEnumerable<(string Name, Action Work)> Works(byte[] bytes, FhirDocument document)
    {
        var isXml = FhirFile.IsXml(bytes);
        var buffer = new ArrayBufferWriter<byte>(bytes.Length * 2);
        var validator = new ProfileValidator(NationalProfiles.For);
        yield return ("bare reader", isXml ? () => ReadXml(bytes) : () => JsonDocument.Parse(bytes).Dispose());
        yield return ("parse", () => FhirFile.Read(bytes, document.Version, FhirReaderOptions.Default));
        yield return ("serialise", () =>
        {
            buffer.ResetWrittenCount();
            if (isXml)
                FhirXml.Write(document.Root, buffer);
            else
                FhirJson.Write(document.Root, buffer);
        }
        );
        yield return ("validate", () => validator.Validate(document.Root));
    }

    private static void ReadXml(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (reader.Read())
        {
            while (reader.MoveToNextAttribute())
                _ = reader.Value.Length;
        }
    }

    /// <summary>Warm first, then as often as the time allows; the allocation is of one run in the steady state.</summary>
    private static Measure Take(string file, string name, Action work, TimeSpan time, int length)
    {
        Repeat(work, time / 2);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        work();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        var (count, elapsed) = Repeat(work, time);
        var perSecond = count / elapsed.TotalSeconds;
        return new Measure(file, name, perSecond, perSecond * length / 1_000_000, allocated, (double)allocated / length);
    }

    private static (int Count, TimeSpan Elapsed) Repeat(Action work, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        do
        {
            work();
            count++;
        }
        while (Stopwatch.GetElapsedTime(started) < time);

        return (count, Stopwatch.GetElapsedTime(started));
    }
}
