using System.Text;

namespace Plexus.Fhir.Tests.Terminology;

/// <summary>Terminology of a user that would cost without end, or that cannot be used: each is a fault with its remedy, and codes become unknown, never wrong.</summary>
public sealed class LimitsOfTerminology
{
    [Fact]
    public void Value_sets_that_import_each_other_in_a_long_row_are_cut_and_unknown_beyond()
    {
        var builder = Builder(DefinitionLimits.Default, [.. Enumerable.Range(0, 2_000).Select(number => Set($"urn:set-{number:D4}", $"{{'system':'urn:s','concept':[{{'code':'c{number}'}}]}},{{'valueSet':['urn:set-{number + 1:D4}']}}")), Set("urn:set-2000", "{'system':'urn:s','concept':[{'code':'last'}]}")]);

        var codes = new FhirTerminology(FhirVersion.R4, builder.Build());

        builder.Faults.ShouldNotBeEmpty();
        builder.Faults.ShouldAllBe(fault => fault.StartsWith("sets.json: urn:set-", StringComparison.Ordinal) && fault.EndsWith("raise DefinitionLimits.MaxChain.", StringComparison.Ordinal));
        codes.Contains("urn:set-0000", "urn:s", "c0").ShouldBe(true);
        codes.Contains("urn:set-0000", "urn:s", "last").ShouldBeNull();
        codes.Contains("urn:set-1990", "urn:s", "last").ShouldBe(true);
        codes.Contains("urn:set-1990", "urn:s", "none").ShouldBe(false);
    }

    [Fact]
    public void Value_sets_that_import_each_other_are_told_of_and_say_nothing_of_codes_they_do_not_list()
    {
        var builder = Builder(DefinitionLimits.Default, [Set("urn:a", "{'system':'urn:s','concept':[{'code':'1'}]},{'valueSet':['urn:b']}"), Set("urn:b", "{'system':'urn:s','concept':[{'code':'2'}]},{'valueSet':['urn:a']}")]);

        var codes = new FhirTerminology(FhirVersion.R4, builder.Build());

        builder.Faults.ShouldBe(["sets.json: urn:a: it imports itself, so codes that it does not list are unknown; take the import out."]);
        foreach (var set in new[] { "urn:a", "urn:b" })
            codes.Contains(set, "urn:s", set == "urn:a" ? "1" : "2").ShouldBe(true);
        codes.Contains("urn:b", "urn:s", "1").ShouldBeNull();
        codes.Contains("urn:a", "urn:s", "3").ShouldBeNull();
    }

    [Fact]
    public void Maps_that_lead_on_without_end_or_in_a_circle_are_told_of_and_end()
    {
        var builder = Builder(DefinitionLimits.Default, [Map("urn:x", "urn:y"), Map("urn:y", "urn:x"), .. Enumerable.Range(0, 20_000).Select(number => Map($"urn:map-{number}", $"urn:map-{number + 1}"))]);

        var codes = new FhirTerminology(FhirVersion.R4, builder.Build());

        builder.Faults.Count.ShouldBe(20_000 - 65 + 2);
        builder.Faults.Count(fault => fault.Contains("lead back", StringComparison.Ordinal)).ShouldBe(2);
        codes.Translate("urn:map-0", "urn:s", "1").ShouldBeEmpty();
        codes.Translate("urn:x", "urn:s", "1").ShouldBeEmpty();
        codes.Translate("urn:map-0", "urn:s", "known").ShouldHaveSingleItem().Code.ShouldBe("target");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("(?=a)b")]
    [InlineData(@"(a)\\1")]
    [InlineData("(?<!a)b")]
    [InlineData("((a{1,500}){1,500}){1,500}")]
    public void A_pattern_that_cannot_be_used_is_a_fault_and_leaves_codes_unknown(string pattern)
    {
        foreach (var property in new[] { "concept", "colour" })
        {
            var builder = Builder(DefinitionLimits.Default, [Things("{'code':'a','property':[{'code':'colour','valueString':'red'}]}"), Set("urn:set", "{'system':'urn:s','filter':[{'property':'" + property + "','op':'regex','value':'" + pattern + "'}]}")]);

            var codes = new FhirTerminology(FhirVersion.R4, builder.Build());

            builder.Faults.ShouldHaveSingleItem().ShouldStartWith($"sets.json: urn:set: the pattern of its filter on {property} is wrong or not supported");
            codes.Contains("urn:set", "urn:s", "a").ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(40)]
    public void Concepts_may_be_nested_as_deep_as_a_document_may_be(int depth)
    {
        var builder = Builder(DefinitionLimits.Default, [Things(Nested(depth))]);

        builder.Faults.ShouldBeEmpty();
        new FhirTerminology(FhirVersion.R4, builder.Build()).Display("urn:s", $"c{depth}").ShouldBe("deep");
    }

    [Fact]
    public void A_definition_that_is_too_deep_is_a_fault()
    {
        var builder = new ProfilePackBuilder(FhirVersion.R4) { Limits = new DefinitionLimits { MaxJsonDepth = 20 } };

        builder.Add(Parse(Things(Nested(40))), "deep.json").ShouldBeFalse();
        builder.Add(Parse(Set("urn:set", "{'system':'urn:s'}"))).ShouldBeTrue();

        builder.Faults.ShouldHaveSingleItem().ShouldStartWith("deep.json: urn:s: it is nested deeper than 20 levels of JSON");
        new FhirTerminology(FhirVersion.R4, builder.Build()).Contains("urn:set", "urn:s", "x").ShouldBeNull();
        builder.Faults.ShouldHaveSingleItem();
    }

    [Fact]
    public void Expanding_looks_at_so_many_codes_and_the_rest_is_unknown()
    {
        var concepts = string.Join(',', Enumerable.Range(0, 60).Select(number => "{'code':'c" + number + "'}"));
        var builder = Builder(new DefinitionLimits { MaxCodes = 100 }, [Things(concepts), Set("urn:set-1", "{'system':'urn:s'}"), Set("urn:set-2", "{'system':'urn:s'}")]);

        var codes = new FhirTerminology(FhirVersion.R4, builder.Build());

        builder.Faults.ShouldHaveSingleItem().ShouldStartWith("sets.json: urn:set-2: expanding the value sets takes more than 100 codes");
        codes.Contains("urn:set-1", "urn:s", "none").ShouldBe(false);
        codes.Contains("urn:set-2", "urn:s", "none").ShouldBeNull();
    }

    [Fact]
    public void A_hierarchy_of_one_long_line_is_walked_once()
    {
        // By climbing from each code this would be two thousand million steps.
        const int length = 60_000;
        var concepts = string.Join(',', Enumerable.Range(0, length).Select(number => "{'code':'c" + number + "','property':[{'code':'parent','valueCode':'c" + (number - 1) + "'}]}"));
        var builder = Builder(DefinitionLimits.Default, [Things(concepts), Set("urn:below", "{'system':'urn:s','filter':[{'property':'concept','op':'is-a','value':'c1'}]}"), Set("urn:above", "{'system':'urn:s','filter':[{'property':'concept','op':'generalizes','value':'c" + (length - 1) + "'}]}")]);

        var codes = new FhirTerminology(FhirVersion.R4, builder.Build());

        codes.Codes("urn:below")!.Count.ShouldBe(length - 1);
        codes.Codes("urn:above")!.Count.ShouldBe(length);
    }

    private static string Nested(int depth)
    {
        var concept = "{'code':'c" + depth + "','display':'deep'}";
        for (var level = depth - 1; level > 0; level--)
            concept = "{'code':'c" + level + "','concept':[" + concept + "]}";
        return concept;
    }

    private static string Things(string concepts) => "{'resourceType':'CodeSystem','url':'urn:s','status':'active','content':'complete','concept':[" + concepts + "]}";

    private static string Set(string url, string includes) => "{'resourceType':'ValueSet','url':'" + url + "','status':'active','compose':{'include':[" + includes + "]}}";

    private static string Map(string url, string other) =>
        "{'resourceType':'ConceptMap','url':'" + url + "','status':'active','group':[{'source':'urn:s','target':'urn:t','element':[{'code':'known','target':[{'code':'target','equivalence':'equal'}]}],'unmapped':{'mode':'other-map','url':'" + other + "'}}]}";

    private static ProfilePackBuilder Builder(DefinitionLimits limits, IEnumerable<string> definitions)
    {
        var builder = new ProfilePackBuilder(FhirVersion.R4) { Limits = limits };
        foreach (var definition in definitions)
            builder.Add(Parse(definition), "sets.json").ShouldBeTrue();
        return builder;
    }

    private static FhirElement Parse(string definition) => FhirJson.Read(Encoding.UTF8.GetBytes(definition.Replace('\'', '"')), FhirVersion.R4).Document!.Root;
}
