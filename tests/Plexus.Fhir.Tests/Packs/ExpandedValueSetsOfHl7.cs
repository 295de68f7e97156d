using System.Text;
using System.Text.Json;
using DefinitionCompiler;

namespace Plexus.Fhir.Tests.Packs;

public sealed class ExpandedValueSetsOfHl7
{
    private static readonly string GoldenFile =
        Path.Combine(Specifications.Repository, "tests", "Plexus.Fhir.Tests", "Packs", "expansion-differences.tsv");

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, 400)]
    [InlineData(FhirVersion.R4, 490)]
    public void Agree_with_the_expansions_that_HL7_publishes_but_for_differences_with_a_reason(FhirVersion version, int least)
    {
        var known = File.ReadAllLines(GoldenFile).Select(line => line.Split('\t')).Where(parts => parts[0].StartsWith(version + " ", StringComparison.Ordinal)).ToDictionary(parts => parts[0], parts => parts[1]);
        var pack = version == FhirVersion.R4 ? Hl7Definitions.R4 : Hl7Definitions.Stu3;
        var folder = new DefinitionFolder(Path.Combine(Specifications.Folder!, "fhir-definitions", "expansions"));
        var compared = 0;
        var different = new List<string>();

        foreach (var published in folder.Read(BasePack.NameOf(version)))
        {
            var url = published.GetProperty("url").GetString()!;
            if (pack.Strings.Find(Encoding.UTF8.GetBytes(url)) is not (var number and >= 0) || pack.ValueSets.Find(number) is not { } set || set.OpenSystems.Any())
                continue;

            var expected = published.GetProperty("codes").EnumerateArray().Select(row => (row[0].GetString()!, row[1].GetString()!)).ToHashSet();
            if (published.GetProperty("total") is { ValueKind: JsonValueKind.Number } total && total.GetInt32() != expected.Count)
                continue;

            compared++;
            if (!expected.SetEquals(set.Codes))
                different.Add($"{version} {url} {expected.Except(set.Codes).Count()} missing {set.Codes.Except(expected).Count()} more");
        }

        different.Except(known.Keys).ShouldBeEmpty();
        known.Keys.Except(different).ShouldBeEmpty("these agree now");
        known.Values.ShouldAllBe(reason => reason.Length > 20);
        compared.ShouldBeGreaterThan(least);
    }
}
