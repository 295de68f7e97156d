using System.Text;
using System.Text.Json.Nodes;
using Plexus.Fhir.Tests.Corpus;
using Plexus.Fhir.Tests.Json;
using Xunit.Abstractions;

namespace Plexus.Fhir.Tests.Conversion;

public sealed class ConvertingPublishedExamples(ITestOutputHelper output)
{
    private static readonly HashSet<string> Carried =
    [
        "Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "Bundle", "OperationOutcome", "Immunization",
        "Medication", "MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration", "Observation",
        "Condition", "AllergyIntolerance", "DocumentReference", "Appointment", "Slot", "Schedule", "Encounter", "Composition",
    ];

    // Names a table of HL7 v2 by an address that R4 does not give it, which comes back as the one that it does.
    private const string Misnamed = "fhir-examples/r4/Practitioner-example.json";

    private static readonly ProfileValidator Validator = new([], new ProfileValidatorOptions { ReportUnknownExtensions = false });

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, FhirVersion.R4)]
    [InlineData(FhirVersion.R4, FhirVersion.Stu3)]
    public void What_was_valid_and_converts_without_error_is_valid_in_the_other_version(FhirVersion from, FhirVersion to)
    {
        var faults = new List<string>();
        var (count, lossless) = (0, 0);

        foreach (var (path, document) in Examples(from).Where(example => Errors(example.Document).Count == 0))
        {
            var conversion = FhirConverter.Convert(document.Root, to);
            count++;
            lossless += conversion.IsLossless ? 1 : 0;
            if (!conversion.HasErrors)
                faults.AddRange(Errors(conversion.Document!).Select(issue => $"{path} {issue.Id} {issue.Path} {issue.Text}"));
        }

        output.WriteLine($"{count} examples, {lossless} without loss");
        faults.ShouldBeEmpty();
        count.ShouldBeGreaterThan(100);
    }

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, FhirVersion.R4)]
    [InlineData(FhirVersion.R4, FhirVersion.Stu3)]
    public void What_converts_without_loss_there_and_back_is_the_same_again(FhirVersion from, FhirVersion to)
    {
        var faults = new List<string>();
        var count = 0;

        foreach (var (path, document) in Examples(from).Where(example => example.Path != Misnamed && Errors(example.Document).Count == 0))
        {
            var there = FhirConverter.Convert(document.Root, to);
            if (!IsExact(there))
                continue;

            var back = FhirConverter.Convert(there.Document!.Root, from);
            if (back.Issues.Any(issue => issue.Id == "FHIR-CONV-007"))
                continue;
            count++;
            if (!back.IsLossless)
                faults.Add($"{path} is lost on the way back: {back.Issues.First(issue => issue.Severity < FhirSeverity.Information)}");
            else if (Tree(document) is var before && Tree(back.Document!) is var after && before != after)
                faults.Add($"{path} {Difference(before, after)}");
        }

        faults.ShouldBeEmpty();
        count.ShouldBeGreaterThan(60);
    }

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, FhirVersion.R4)]
    [InlineData(FhirVersion.R4, FhirVersion.Stu3)]
    public void Every_text_of_an_example_is_in_the_result_or_under_an_issue(FhirVersion from, FhirVersion to)
    {
        var faults = new List<string>();

        foreach (var (path, document) in Examples(from))
        {
            var conversion = FhirConverter.Convert(document.Root, to);
            if (conversion.Document is null)
                continue;

            var texts = conversion.Document.Nodes.Select((_, i) => new FhirElement(conversion.Document, i).Value).OfType<string>().ToHashSet();
            var reported = conversion.Issues.Select(issue => issue.Path).ToArray();
            for (var i = 0; i < document.Nodes.Length; i++)
            {
                var element = new FhirElement(document, i);
                if (element.Value is { } text && !texts.Contains(text) && !reported.Any(place => element.Path == place || element.Path.StartsWith(place + ".", StringComparison.Ordinal)) && !IsUnderstood(element))
                    faults.Add($"{path} {element.Path}");
            }
        }

        faults.ShouldBeEmpty();
    }

    /// <summary>Nothing but claims to profiles is told apart.</summary>
    private static bool IsExact(FhirConversion conversion) => conversion.Document is not null && conversion.Issues.All(issue => issue.Id == "FHIR-CONV-010");

    /// <summary>What the other version says in other words.</summary>
    private static bool IsUnderstood(FhirElement element) =>
        element.Name is "notGiven" or "notDone" or "taken"
        || (element.Name == "status" && element.Value is "not-done" or "not-taken" or "declined" or "completed" or "active" or "stopped")
        || (element.Name == "type" && element.Value is "has-member" or "derived-from")
        || (element.Name == "system" && element.Value!.StartsWith("http", StringComparison.Ordinal))
        || element.Value == "urn:iso:std:iso:4217";

    private static IEnumerable<(string Path, FhirDocument Document)> Examples(FhirVersion version) =>
        from example in PublishedExamples.All()
        where example.Version == version && example.Bytes.Length < 500_000
        let document = (example.IsXml ? FhirXml.Read(example.Bytes, version) : FhirJson.Read(example.Bytes, version)).Document
        where document is not null && Carried.Contains(document.Root.TypeName)
        select (example.Path, document);

    private static List<FhirIssue> Errors(FhirDocument document) =>
        [.. Validator.Validate(document.Root).Where(issue => issue.Severity <= FhirSeverity.Error)];

    /// <summary>The document as text, without the claims to profiles, its code systems under their own version's addresses.</summary>
    private static string Tree(FhirDocument document)
    {
        var root = JsonNode.Parse(FhirJson.ToBytes(document.Root))!;
        Level(root, document.Version);
        return JsonTree.Of(Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    private static void Level(JsonNode? node, FhirVersion version)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Level(item, version);
        }

        if (node is not JsonObject holder)
            return;

        if (holder["meta"] is JsonObject meta && meta.Remove("profile") && meta.Count == 0)
            holder.Remove("meta");
        if (holder["system"] is JsonValue system)
            holder["system"] = CodeSystemAliases.In(version, system.GetValue<string>());
        foreach (var (_, value) in holder)
            Level(value, version);
    }

    private static string Difference(string before, string after)
    {
        var (left, right) = (before.Split('\n'), after.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(left.Length, right.Length)).FirstOrDefault(i => left[i] != right[i]);
        return $"-{left[at].Trim()} +{right[at].Trim()}";
    }
}
