using System.IO.Compression;
using System.Text.Json;

namespace Plexus.Fhir.Tests.Paths;

public sealed class PublishedInvariants
{
    [Theory]
    [InlineData(FhirVersion.Stu3, 188)]
    [InlineData(FhirVersion.R4, 239)]
    public void Every_invariant_of_the_base_definitions_compiles(FhirVersion version, int atLeast)
    {
        var model = FhirModel.For(version);
        var expressions = model.Invariants.Where(invariant => invariant.Expression != 0).Select(invariant => (Key: model.Strings[invariant.Key], Text: model.Strings[invariant.Expression])).ToList();

        var faults = expressions
            .Select(expression => FhirPath.TryCompile(expression.Text, version, out _, out var error) ? null : $"{expression.Key}: {expression.Text}: {error}")
            .OfType<string>();

        faults.ShouldBeEmpty();
        expressions.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
    }

    [Theory]
    [InlineData(FhirVersion.Stu3, "StructureDefinition.snapshot sdf-15 No element 'kind' exists here.", "StructureDefinition.snapshot sdf-15 No element 'snapshot' exists here.")]
    [InlineData(FhirVersion.R4, "ChargeItemDefinition cid-0 No element 'name' exists here.")]
    public void Names_in_invariants_exist_where_the_rule_stands_but_for_what_was_published_wrong(FhirVersion version, params string[] publishedFaults)
    {
        var model = FhirModel.For(version);
        var warnings = new List<string>();

        foreach (var type in model.Types)
            warnings.AddRange(type.Invariants.SelectMany(number => WarningsOf(model, number, model.Names[type.NameId])));
        foreach (var element in model.Elements)
            warnings.AddRange(element.Invariants.SelectMany(number => element.Types.Length == 1 ? WarningsOf(model, number, model.TypeName(element.Types[0].Type)) : []));

        warnings.Distinct().ShouldBe(publishedFaults);
    }

    private static IEnumerable<string> WarningsOf(FhirModel model, int number, string type)
    {
        var invariant = model.Invariants[number];
        return invariant.Expression == 0
            ? []
            : FhirPath.Compile(model.Strings[invariant.Expression], model.Version, type).Warnings.Select(warning => $"{type} {model.Strings[invariant.Key]} {warning.Text}");
    }

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, "stu3", 1000, "ConceptMap.source.as(Uri)", "ConceptMap.target.as(Uri)")]
    [InlineData(FhirVersion.R4, "r4", 1000)]
    public void Every_published_search_parameter_compiles_but_for_a_type_that_does_not_exist(FhirVersion version, string folder, int atLeast, params string[] publishedFaults)
    {
        using var file = File.OpenRead(Path.Combine(Specifications.Folder!, "fhir-definitions", folder, "search-parameters.ndjson.gz"));
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var faults = new List<string>();
        var count = 0;
        while (lines.ReadLine() is { } line)
        {
            using var parameter = JsonDocument.Parse(line);
            if (!parameter.RootElement.TryGetProperty("expression", out var expression))
                continue;
            count++;
            if (!FhirPath.TryCompile(expression.GetString()!, version, out _, out _))
                faults.Add(expression.GetString()!);
        }

        faults.ShouldBe(publishedFaults);
        count.ShouldBeGreaterThan(atLeast);
    }
}
