using System.Text;
using System.Text.Json.Nodes;
using Plexus.Fhir.Conversion;
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
            var conversion = FhirConverter.Convert(document.Root, to, new FhirConversionOptions { MaxIssues = int.MaxValue });
            if (conversion.Document is null)
                continue;

            var texts = Elements(conversion.Document).Select(element => element.Value).OfType<string>().ToHashSet();
            var reported = conversion.Issues.Select(issue => issue.Path).ToHashSet();
            var missing = Elements(document).Where(element => element.HasValue && !texts.Contains(element.Value!) && !IsWithin(element, reported)).ToArray();
            var claims = Elements(document).Where(element => IsClaim(element) && reported.Contains(element.Path)).Select(claim => claim.Value).ToHashSet();
            faults.AddRange(missing.Where(element => !(IsClaim(element) && claims.Contains(element.Value)) && !IsSaidInOtherWords(element, to, texts)).Select(element => $"{path} {element.Path}"));
        }

        faults.ShouldBeEmpty();
    }

    /// <summary>Nothing but claims to profiles is told apart.</summary>
    private static bool IsExact(FhirConversion conversion) => conversion.Document is not null && conversion.Issues.All(issue => issue.Id == "FHIR-CONV-010");

    /// <summary>A claim to a profile, of which all but the first are understood to be told with it.</summary>
    private static bool IsClaim(FhirElement element) => element.Name == "profile" && element.Parent.TypeName == "Meta";

    private static bool IsWithin(FhirElement element, HashSet<string> places)
    {
        for (; element.Exists; element = element.Parent)
        {
            if (places.Contains(element.Path))
                return true;
        }

        return false;
    }

    /// <summary>What the other version says without the text, or by another: each is a text of its own in one place alone.</summary>
    private static bool IsSaidInOtherWords(FhirElement element, FhirVersion to, HashSet<string> texts) => (element.Parent.TypeName, element.Name, element.Value, to) switch
    {
        // That a vaccine was given is what any other status says in R4; that a medicine was not taken is a status there.
        ("Immunization", "notGiven", "false", FhirVersion.R4) => true,
        ("MedicationStatement", "taken", "n", FhirVersion.R4) => texts.Contains("not-taken"),

        // The kind of a related observation is the name of an element in R4.
        ("Observation.related", "type", "has-member" or "derived-from", FhirVersion.R4) => true,

        // A status that is a code in STU3 says its system by being there.
        ("Coding", "system", _, FhirVersion.Stu3) when element.Parent.Parent is { BaseName: "clinicalStatus" or "verificationStatus", Parent.TypeName: "Condition" or "AllergyIntolerance" } => true,

        // An interpretation's code is taken from another code system.
        ("Coding", "system", var system, _) when element.Parent.Parent.BaseName == "interpretation" && CodeMoves.SystemIn(to, element.Parent, system!) is var other && other != system => texts.Contains(other),

        // The same code system under its address in the other version.
        ("Coding" or "Quantity", "system", var system, _) => CodeSystemAliases.In(to, system!) is var alias && alias != system && texts.Contains(alias),
        _ => false,
    };

    private static IEnumerable<FhirElement> Elements(FhirDocument document) => Enumerable.Range(0, document.Nodes.Length).Select(i => new FhirElement(document, i));

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
