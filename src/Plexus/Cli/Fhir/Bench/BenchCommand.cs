using System.CommandLine;
using Plexus.Cli.Bench;
using Plexus.Fhir;

namespace Plexus.Cli.Fhir.Bench;

/// <summary><c>plexus fhir bench</c>: what reading, writing and validating costs, beside a bare reader over the same bytes.</summary>
internal static class BenchCommand
{
    private static readonly Argument<string[]> Files = new("file") { Description = "Resources, XML or JSON; an invented record when left out.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "How long to measure each kind of work.", DefaultValueFactory = _ => 2 };
    private static readonly Option<FhirVersion?> Version = new("--fhir-version") { Description = "Dstu2, Stu3 or R4; found out from each resource when left out." };
    private static readonly Option<int> Repeat = new("--repeat") { Description = "Measure also a bundle of about so many bytes of JSON, made of each file's entries with fresh ids." };
    private static readonly Option<bool> Growth = new("--growth") { Description = "Measure also bundles of up to 200,000 entries (100 MB); takes a minute and 2 GB." };
    private static readonly Option<bool> NoCold = new("--no-cold") { Description = "Leave out the first validation in a process of its own." };
    private static readonly Option<ColdStep?> Once = new("--once") { Description = "One step in a fresh process, which says what it cost.", Hidden = true };

    public static Command Create()
    {
        var command = new Command("bench", "Measures parsing, serialising and validating on one thread; each figure beside its bar (docs/benchmarks.md).")
        {
            Files, Seconds, Version, Repeat, Growth, NoCold, Once,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Once) is { } step)
        {
            await output.WriteLineAsync(await ColdValidation.RunOnceAsync(step, (parsed.GetValue(Files) ?? []).FirstOrDefault(), cancellation));
            return ExitCode.Yes;
        }

        var subjects = await SubjectsAsync(parsed, cancellation);
        var report = new BenchReport("fhir", parsed.InvocationConfiguration.Error);
        foreach (var subject in subjects)
        {
            await report.DoingAsync(subject.Name);
            SubjectBench.Measure(report, subject, TimeSpan.FromSeconds(parsed.GetValue(Seconds)), cancellation);
        }

        if (!parsed.GetValue(NoCold))
            await ColdValidation.MeasureAsync(report, parsed.GetValue(Files) ?? [], cancellation);
        if (parsed.GetValue(Growth))
            await GrowthBench.MeasureAsync(report, cancellation);
        await report.WriteAsync(output, parsed.GetValue(CommonOptions.Json));
        return report.IsOk ? ExitCode.Yes : ExitCode.No;
    }

    /// <summary>Each file in both formats, and the bundle made of it.</summary>
    private static async Task<IReadOnlyList<Subject>> SubjectsAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var subjects = new List<Subject>();
        var files = parsed.GetValue(Files) ?? [];
        if (files.Length == 0)
            Add("invented", InventedRecord.Json(observations: 20), FhirVersion.Stu3);
        foreach (var file in files)
            Add(Path.GetFileName(file), await FhirFile.BytesAsync(file, cancellation), parsed.GetValue(Version));
        return subjects;

        void Add(string name, byte[] bytes, FhirVersion? version)
        {
            var (result, found) = FhirFile.Read(bytes, version, FhirReaderOptions.Default);
            if (result.Document is not { } document)
                throw new CommandException($"The resource cannot be read: {result.Issues[0].Text}");

            subjects.Add(new Subject(name, bytes, document));
            subjects.Add(Subject.InOtherFormat(subjects[^1]));
            if (parsed.GetValue(Repeat) is var length and > 0)
            {
                var bundle = FhirJson.Read(RepeatedBundle.Of(FhirJson.ToBytes(document.Root), length), found).Document!;
                subjects.Add(new Subject(name + " repeated", FhirXml.ToBytes(bundle.Root), bundle));
                subjects.Add(Subject.InOtherFormat(subjects[^1]));
            }
        }
    }
}

/// <summary>A document to measure with.</summary>
/// <param name="Name">What its figures are told by.</param>
/// <param name="Bytes">As it is read.</param>
/// <param name="Document">The same, read.</param>
internal sealed record Subject(string Name, byte[] Bytes, FhirDocument Document)
{
    internal bool IsXml => FhirFile.IsXml(Bytes);

    internal static Subject InOtherFormat(Subject subject) => subject.IsXml
        ? new Subject(subject.Name + " as JSON", FhirJson.ToBytes(subject.Document.Root), subject.Document)
        : new Subject(subject.Name + " as XML", FhirXml.ToBytes(subject.Document.Root), subject.Document);
}
