using System.Text;
using System.Text.Json;
using DefinitionCompiler;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Tests.Packs;

public sealed class ExpandedValueSets
{

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3)]
    [InlineData(FhirVersion.R4)]
    public void Agree_with_the_expansions_that_HL7_publishes(FhirVersion version)
    {
        var folder = new DefinitionFolder(Path.Combine(Specifications.Folder!, "fhir-definitions", "expansions"));
        var model = FhirModel.For(version);
        var compared = 0;
        var differences = new List<string>();

        foreach (var published in folder.Read(BasePack.NameOf(version)))
        {
            var url = published.GetProperty("url").GetString()!;
            var number = model.Strings.Find(Encoding.UTF8.GetBytes(url));
            if (number < 0 || model.CodeSets.Find(number) is not { } set || set.OpenSystems.Any())
                continue;

            compared++;
            var expected = Rows(published).ToHashSet();
            var actual = set.Codes.ToHashSet();
            var isWhole = published.GetProperty("total") is not { ValueKind: JsonValueKind.Number } total || total.GetInt32() == expected.Count;
            if (isWhole && !expected.SetEquals(actual))
                differences.Add($"{url}: {expected.Except(actual).Count()} missing, {actual.Except(expected).Count()} more, e.g. {expected.Except(actual).Concat(actual.Except(expected)).First()}");
        }

        differences.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(150);
    }

    [Theory]
    [InlineData("male", true)]
    [InlineData("Male", false)]
    [InlineData("nonsense", false)]
    public void A_code_is_in_its_set_exactly(string code, bool isIn)
    {
        var model = FhirModel.For(FhirVersion.Stu3);
        var set = model.CodeSets.Find(model.Strings.Find("http://hl7.org/fhir/ValueSet/administrative-gender"u8))!;

        set.Find(Encoding.UTF8.GetBytes(code)).ShouldBe(isIn ? CodeVerdict.In : CodeVerdict.NotIn);
        set.Find("http://hl7.org/fhir/administrative-gender"u8, Encoding.UTF8.GetBytes(code)).ShouldBe(isIn ? CodeVerdict.In : CodeVerdict.NotIn);
        set.Find("http://example.org/other"u8, Encoding.UTF8.GetBytes(code)).ShouldBe(CodeVerdict.NotIn);
    }

    private static IEnumerable<(string System, string Code)> Rows(JsonElement published) =>
        published.GetProperty("codes").EnumerateArray().Select(row => (row[0].GetString()!, row[1].GetString()!));
}
