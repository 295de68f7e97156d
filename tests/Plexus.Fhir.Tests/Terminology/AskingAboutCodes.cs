using System.Text;

namespace Plexus.Fhir.Tests.Terminology;

public sealed class AskingAboutCodes
{
    private static readonly FhirTerminology R4 = new(FhirVersion.R4, Hl7Definitions.R4);
    private static readonly FhirTerminology Dstu2 = new(FhirVersion.Dstu2, Hl7Definitions.Dstu2);
    private static readonly FhirTerminology Stu3 = new(FhirVersion.Stu3, Hl7Definitions.Stu3);

    [Theory]
    [InlineData("http://hl7.org/fhir/ValueSet/administrative-gender", null, "male", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1", "http://hl7.org/fhir/administrative-gender", "male", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/administrative-gender", null, "man", false)]
    [InlineData("http://hl7.org/fhir/ValueSet/administrative-gender", "urn:other", "male", false)]
    [InlineData("http://hl7.org/fhir/ValueSet/condition-code", "http://snomed.info/sct", "73211009", null)]
    [InlineData("http://terminology.hl7.org/ValueSet/v3-PersonalRelationshipRoleType", "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH", true)]
    [InlineData("http://terminology.hl7.org/ValueSet/v3-PersonalRelationshipRoleType", "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "ECON", false)]
    [InlineData("urn:no-set", null, "x", null)]
    public void A_value_set_has_a_code_or_not_or_nobody_knows(string valueSet, string? system, string code, bool? expected) =>
        R4.Contains(valueSet, system, code).ShouldBe(expected);

    [Fact]
    public void Codes_and_displays_of_HL7_are_held()
    {
        R4.Codes("http://hl7.org/fhir/ValueSet/request-priority").ShouldNotBeNull().Select(row => row.Code).ShouldBe(["asap", "routine", "stat", "urgent"], ignoreOrder: true);
        R4.Display("http://terminology.hl7.org/CodeSystem/v2-0131", "C").ShouldBe("Emergency Contact");
        R4.Display("http://terminology.hl7.org/CodeSystem/v2-0131", "nothing").ShouldBeNull();
        Stu3.Display("http://hl7.org/fhir/v2/0131", "C").ShouldBe("Emergency Contact");
        R4.Codes("urn:no-set").ShouldBeNull();
    }

    [Fact]
    public void A_published_map_translates_between_versions_of_a_code()
    {
        R4.Translate("http://cds-hooks.hl7.org/ConceptMap/indicator-to-request-priority", null, "critical")
            .ShouldHaveSingleItem().ShouldBe(new ConceptTranslation("", "stat", ConceptEquivalence.Equal, "http://cds-hooks.hl7.org/ConceptMap/indicator-to-request-priority"));
        Stu3.Translate("http://hl7.org/fhir/ConceptMap/101", "http://hl7.org/fhir/address-use", "home").ShouldHaveSingleItem().Code.ShouldBe("H");
        Stu3.TranslateTo("http://hl7.org/fhir/v3/AddressUse", "http://hl7.org/fhir/address-use", "home").Select(translation => translation.Code).Distinct().ShouldBe(["H"]);
        Stu3.Translate("http://hl7.org/fhir/ConceptMap/101", "http://hl7.org/fhir/address-use", "nowhere").ShouldHaveSingleItem().Code.ShouldBe("temp"); // what the map says of the rest
        Stu3.Translate("urn:no-map", null, "home").ShouldBeEmpty();
    }

    [Fact]
    public void DSTU2_which_keeps_codes_in_value_sets_and_maps_without_groups_answers_as_well()
    {
        Dstu2.Contains("http://hl7.org/fhir/ValueSet/administrative-gender", null, "male").ShouldBe(true);
        Dstu2.Contains("http://hl7.org/fhir/ValueSet/administrative-gender", null, "man").ShouldBe(false);
        Dstu2.Contains("http://hl7.org/fhir/ValueSet/condition-code", "http://snomed.info/sct", "73211009").ShouldBeNull();
        Dstu2.Codes("http://hl7.org/fhir/ValueSet/v2-0131").ShouldNotBeNull().ShouldContain(row => row.Code == "C");
        Dstu2.Display("http://hl7.org/fhir/v2/0131", "C").ShouldBe("Emergency Contact");
        Dstu2.Translate("http://hl7.org/fhir/ConceptMap/101", "http://hl7.org/fhir/address-use", "home").Select(translation => translation.Code).Distinct().ShouldBe(["H"]);
    }

    [Theory]
    [InlineData("'valueAddress':{'city':'Leeds'}", true)]
    [InlineData("'valueString':'Leeds'", false)]
    public void An_extension_that_HL7_defines_for_DSTU2_is_held_to_its_definition(string value, bool isValid)
    {
        var json = "{'resourceType':'Patient','extension':[{'url':'http://hl7.org/fhir/StructureDefinition/birthPlace'," + value + "}]}";
        var patient = FhirJson.Read(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), FhirVersion.Dstu2).Document!.Root;

        var issues = new ProfileValidator([Hl7Definitions.Dstu2]).Validate(patient);

        issues.All(issue => issue.Severity > FhirSeverity.Error).ShouldBe(isValid);
        issues.ShouldNotContain(issue => issue.Id == "FHIR-EXT-001");
    }

    [Theory]
    [InlineData("'mode':'provided'", "b x Equal")]
    [InlineData("'mode':'fixed','code':'none'", "b none Inexact")]
    [InlineData("'mode':'other-map','url':'urn:map-2'", "c y Wider")]
    [InlineData("'mode':'other-map','url':'urn:map-1'", "")]
    public void What_a_map_does_not_list_becomes_what_it_says_of_the_rest(string unmapped, string expected)
    {
        var terminology = Invented(
            "{'resourceType':'ConceptMap','url':'urn:map-1','status':'active','group':[{'source':'a','target':'b','element':[{'code':'1','target':[{'code':'2','equivalence':'narrower'},{'code':'3'}]}],'unmapped':{" + unmapped + "}}]}",
            "{'resourceType':'ConceptMap','url':'urn:map-2','status':'active','group':[{'source':'a','target':'c','element':[{'code':'x','target':[{'code':'y','equivalence':'wider'}]}],'unmapped':{'mode':'other-map','url':'urn:map-1'}}]}");

        Text(terminology.Translate("urn:map-1", "a", "1")).ShouldBe("b 2 Narrower, b 3 Equivalent");
        Text(terminology.Translate("urn:map-1", "a", "x")).ShouldBe(expected);
        terminology.Translate("urn:map-1", "other", "1").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'property':'concept','op':'is-a','value':'animal'", "animal cat dog puppy")]
    [InlineData("'property':'concept','op':'descendent-of','value':'animal'", "cat dog puppy")]
    [InlineData("'property':'concept','op':'is-not-a','value':'dog'", "animal cat stone")]
    [InlineData("'property':'concept','op':'generalizes','value':'puppy'", "animal dog puppy")]
    [InlineData("'property':'concept','op':'in','value':'cat, stone'", "cat stone")]
    [InlineData("'property':'concept','op':'not-in','value':'cat,stone'", "animal dog puppy")]
    [InlineData("'property':'concept','op':'regex','value':'.*o.*'", "dog stone")]
    [InlineData("'property':'legs','op':'=','value':'4'", "cat dog")]
    [InlineData("'property':'legs','op':'exists','value':'false'", "animal puppy stone")]
    [InlineData("'property':'legs','op':'=','value':'4'},{'property':'concept','op':'regex','value':'d.*'", "dog")]
    public void A_value_set_takes_what_its_filters_let_through(string filters, string expected)
    {
        var terminology = Invented(
            "{'resourceType':'CodeSystem','url':'urn:things','status':'active','content':'complete','concept':[{'code':'animal','concept':[{'code':'cat','property':[{'code':'legs','valueInteger':4}]},{'code':'dog','property':[{'code':'legs','valueInteger':4}],'concept':[{'code':'puppy'}]}]},{'code':'stone'}]}",
            "{'resourceType':'ValueSet','url':'urn:some','status':'active','compose':{'include':[{'system':'urn:things','filter':[{" + filters + "}]}]}}");

        string.Join(' ', terminology.Codes("urn:some")!.Select(row => row.Code).Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public void Imports_and_exclusions_are_followed_into_the_packs_given()
    {
        var terminology = Invented("{'resourceType':'ValueSet','url':'urn:some','status':'active','compose':{'include':[{'valueSet':['http://hl7.org/fhir/ValueSet/administrative-gender']}],'exclude':[{'system':'http://hl7.org/fhir/administrative-gender','concept':[{'code':'unknown'}]}]}}");

        terminology.Codes("urn:some")!.Select(row => row.Code).ShouldBe(["female", "male", "other"], ignoreOrder: true);
    }

    [Fact]
    public void A_circle_in_a_hierarchy_or_between_sets_ends()
    {
        var terminology = Invented(
            "{'resourceType':'CodeSystem','url':'urn:things','status':'active','content':'complete','concept':[{'code':'a','property':[{'code':'parent','valueCode':'b'}]},{'code':'b','property':[{'code':'parent','valueCode':'a'}]}]}",
            "{'resourceType':'ValueSet','url':'urn:some','status':'active','compose':{'include':[{'system':'urn:things','filter':[{'property':'concept','op':'is-a','value':'c'}]},{'valueSet':['urn:some']}]}}");

        terminology.Codes("urn:some").ShouldNotBeNull().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("is-a", "a b c")]
    [InlineData("descendent-of", "b c")]
    [InlineData("is-not-a", "d")]
    public void A_hierarchy_may_be_written_from_above_before_the_concepts_are_listed(string op, string expected)
    {
        // As HL7's v3 code systems of R4 write what stands below two others; and with a property of the author's own name.
        foreach (var (declared, name) in new[] { ("", "child"), ("'property':[{'code':'kids','uri':'http://hl7.org/fhir/concept-properties#child','type':'code'}],", "kids") })
        {
            var terminology = Invented(
                "{'resourceType':'CodeSystem','url':'urn:things','status':'active','content':'complete'," + declared + "'concept':[{'code':'a','property':[{'code':'" + name + "','valueCode':'c'}],'concept':[{'code':'b'}]},{'code':'d'},{'code':'c'}]}",
                "{'resourceType':'ValueSet','url':'urn:some','status':'active','compose':{'include':[{'system':'urn:things','filter':[{'property':'concept','op':'" + op + "','value':'a'}]}]}}");

            string.Join(' ', terminology.Codes("urn:some")!.Select(row => row.Code).Order(StringComparer.Ordinal)).ShouldBe(expected);
        }
    }

    [Fact]
    public void What_imports_a_set_that_nobody_holds_may_have_any_code()
    {
        var terminology = Invented("{'resourceType':'ValueSet','url':'urn:some','status':'active','compose':{'include':[{'system':'urn:things','concept':[{'code':'a'}]},{'valueSet':['urn:nowhere']}]}}");

        terminology.Contains("urn:some", "urn:things", "a").ShouldBe(true);
        terminology.Contains("urn:some", "urn:things", "b").ShouldBeNull();
        terminology.Contains("urn:some", "urn:unheard-of", "b").ShouldBeNull();
        terminology.Contains("urn:some", null, "b").ShouldBeNull();
    }

    [Theory]
    [InlineData("'urn:nowhere'", "a", null)]
    [InlineData("'urn:half'", "a", true)]
    [InlineData("'urn:half'", "b", null)]
    [InlineData("'urn:half','urn:nowhere'", "a", null)]
    [InlineData("'urn:whole'", "a", true)]
    [InlineData("'urn:whole'", "b", false)]
    public void A_code_that_must_be_in_an_import_too_is_unknown_where_that_is_not_held(string imports, string code, bool? expected)
    {
        var terminology = Invented(
            "{'resourceType':'ValueSet','url':'urn:some','status':'active','compose':{'include':[{'system':'urn:things','concept':[{'code':'a'},{'code':'b'}],'valueSet':[" + imports + "]}]}}",
            "{'resourceType':'ValueSet','url':'urn:half','status':'active','compose':{'include':[{'system':'urn:things','concept':[{'code':'a'}]},{'valueSet':['urn:nowhere']}]}}",
            "{'resourceType':'ValueSet','url':'urn:whole','status':'active','compose':{'include':[{'system':'urn:things','concept':[{'code':'a'}]}]}}");

        terminology.Contains("urn:some", "urn:things", code).ShouldBe(expected);
        terminology.Contains("urn:some", "urn:others", code).ShouldBe(false);
    }

    private static FhirTerminology Invented(params string[] definitions)
    {
        var builder = new ProfilePackBuilder(FhirVersion.R4, Hl7Definitions.R4);
        foreach (var definition in definitions)
            builder.Add(FhirJson.Read(Encoding.UTF8.GetBytes(definition.Replace('\'', '"')), FhirVersion.R4).Document!.Root).ShouldBeTrue();
        return new FhirTerminology(FhirVersion.R4, builder.Build());
    }

    private static string Text(IEnumerable<ConceptTranslation> translations) =>
        string.Join(", ", translations.Select(one => $"{one.System} {one.Code} {one.Equivalence}"));
}
