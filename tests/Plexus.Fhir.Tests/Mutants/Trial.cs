using Plexus.Fhir.Tests.Structure;

namespace Plexus.Fhir.Tests.Mutants;

/// <summary>Does with a document all that the library can do, and holds its verdict on structure to that of the published definitions.</summary>
internal static class Trial
{
    // What is structure among what the validator finds; the rest is codes, references and rules.
    private static readonly HashSet<string> StructuralFindings = ["FHIR-VALUE-001", "FHIR-VALUE-002", "FHIR-CARD-001", "FHIR-CARD-002", "FHIR-CARD-003", "FHIR-INV-ele-1"];

    private static readonly ProfileValidator Validator = new([]);

    private static readonly string[] Expressions =
    [
        "descendants().count()",
        "descendants().where($this is string).first().length()",
        "descendants().reference.resolve().name",
        "children().exists() and descendants().value.all($this.exists())",
        "(descendants() as dateTime).first() + 1 month",
        "repeat(children()).ofType(decimal).select(round(1)).count()",
        "extension('u').value | identifier.where(system = 'x').value",
    ];

    /// <param name="Disagreement">What engine and definitions say, when it is not the same.</param>
    internal sealed record Outcome(bool IsRead, bool IsValid, string? Disagreement, TimeSpan Time, long Allocated);

    internal static Outcome Run(byte[] bytes, bool isXml, FhirVersion version)
    {
        var started = ProcessorTime.OfThread();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Read(bytes, isXml, version, FhirReaderOptions.Lenient);
        var result = Read(bytes, isXml, version, FhirReaderOptions.Default);
        var findings = result.Issues.ToList();
        string? loss = null;
        if (result.Document is { } document)
        {
            findings.AddRange(Validator.Validate(document.Root));
            Walk(document);
            foreach (var expression in Expressions)
                FhirPath.Compile(expression, version).TryEvaluate(document.Root, null, out _, out _);
            var (xml, json) = (FhirXml.ToBytes(document.Root), FhirJson.ToBytes(document.Root));
            var again = new[] { Read(xml, true, version, FhirReaderOptions.Default), Read(json, false, version, FhirReaderOptions.Default) };
            loss = again.FirstOrDefault(read => read.IsFatal)?.Issues[^1] is { } fatal ? $"cannot read what it wrote: {fatal.Id} at {fatal.Line}:{fatal.Column}" : null;
        }

        var (time, used) = (ProcessorTime.OfThread() - started, GC.GetAllocatedBytesForCurrentThread() - allocated);

        // A limit is no statement about structure.
        if (findings.Exists(issue => issue.Id.StartsWith("FHIR-LIMIT-", StringComparison.Ordinal)))
            return new Outcome(false, false, loss, time, used);

        var faults = findings.Where(issue => issue.Severity <= FhirSeverity.Error && IsStructural(issue.Id)).ToArray();
        var complaints = isXml ? StructureOfXml.Complaints(bytes, version) : StructureOfJson.Complaints(bytes, version);
        if (faults.Length == 0 && complaints.Count == 0)
            loss ??= Corpus.RoundTrip.Problem(bytes, isXml, version);
        var disagreement = loss
            ?? (faults.Length > 0 && complaints.Count == 0 ? $"engine alone: {faults[0].Id} {faults[0].Text} at {faults[0].Path}"
            : faults.Length == 0 && complaints.Count > 0 ? $"definitions alone: {complaints[0]}"
            : null);
        return new Outcome(result.Document is not null, faults.Length == 0, disagreement, time, used);
    }

    private static bool IsStructural(string id) =>
        StructuralFindings.Contains(id)
        || id.StartsWith("FHIR-XML-", StringComparison.Ordinal)
        || id.StartsWith("FHIR-JSON-", StringComparison.Ordinal)
        || id.StartsWith("FHIR-DIV-", StringComparison.Ordinal)
        || id.StartsWith("FHIR-TYPE-", StringComparison.Ordinal);

    private static FhirReadResult Read(byte[] bytes, bool isXml, FhirVersion version, FhirReaderOptions options) =>
        isXml ? FhirXml.Read(bytes, version, options) : FhirJson.Read(bytes, version, options);

    private static void Walk(FhirDocument document)
    {
        var pending = new Stack<FhirElement>([document.Root]);
        while (pending.TryPop(out var element))
        {
            _ = (element.Name, element.BaseName, element.TypeName, element.Path, element.Value, element.BooleanValue, element.IntegerValue);
            _ = (element.DecimalValue, element.InstantValue, element.Base64Value, element.Parent, element.Line, element.Resolve());
            foreach (var child in element.Children())
                pending.Push(child);
        }
    }
}
