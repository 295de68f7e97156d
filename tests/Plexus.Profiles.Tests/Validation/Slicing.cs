
namespace Plexus.Profiles.Tests.Validation;

public sealed class Slicing
{
    private const string BySystem =
        "{'path':'Patient.identifier','slicing':{'discriminator':[{'type':'value','path':'system'}],'rules':'RULES','ordered':ORDERED}},"
        + "{'path':'Patient.identifier','sliceName':'nhs','min':1,'max':'1'},{'path':'Patient.identifier.system','fixedUri':'urn:nhs'},{'path':'Patient.identifier.value','min':1},"
        + "{'path':'Patient.identifier','sliceName':'local','min':0,'max':'1'},{'path':'Patient.identifier.system','fixedUri':'urn:local'}";

    private const string Nhs = "{'system':'urn:nhs','value':'1'}";
    private const string Local = "{'system':'urn:local','value':'1'}";
    private const string PhoneAtHome = "{'system':'phone','use':'home','value':'1'}";
    private const string PhoneAtWork = "{'system':'phone','use':'work','value':'1'}";
    private const string Other = "{'system':'urn:other','value':'1'}";

    [Theory]
    [InlineData("open", "false", "")]
    [InlineData("open", "false", "FHIR-SLICE-001", Local)]
    [InlineData("open", "false", "", Nhs, Other, Local)]
    [InlineData("open", "false", "FHIR-SLICE-002", Nhs, Nhs)]
    [InlineData("open", "false", "FHIR-PROF-001", "{'system':'urn:nhs'}")]
    [InlineData("closed", "false", "", Nhs, Local)]
    [InlineData("closed", "false", "FHIR-SLICE-004", Nhs, Other)]
    [InlineData("openAtEnd", "false", "", Nhs, Local, Other)]
    [InlineData("openAtEnd", "false", "FHIR-SLICE-006", Nhs, Other, Local)]
    [InlineData("open", "true", "", Nhs, Local)]
    [InlineData("open", "true", "FHIR-SLICE-005", Local, Nhs)]
    public void By_a_fixed_value(string rules, string ordered, string expected, params string[] identifiers)
    {
        // A list without the required slice is a fault as well, but there is none where nothing is said.
        var all = identifiers.Length == 0 ? [Nhs] : identifiers;
        var elements = BySystem.Replace("RULES", rules, StringComparison.Ordinal).Replace("ORDERED", ordered, StringComparison.Ordinal);

        Ids("Patient", elements, "{'resourceType':'Patient','identifier':[" + string.Join(',', all) + "]}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("'fixedUri':'urn:a'", "{'path':'Observation.category.coding.system',", "{'coding':[{'system':'urn:a'}]}", "")]
    [InlineData("'fixedUri':'urn:a'", "{'path':'Observation.category.coding.system',", "{'coding':[{'system':'urn:b'},{'system':'urn:a'}]}", "FHIR-PROF-005")]
    [InlineData("'patternCodeableConcept':{'coding':[{'system':'urn:a'}]}", "{'path':'Observation.category',", "{'coding':[{'system':'urn:a','code':'x'}]}", "")]
    [InlineData("'patternCodeableConcept':{'coding':[{'system':'urn:a'}]}", "{'path':'Observation.category',", "{'coding':[{'system':'urn:b','code':'x'}]}", "FHIR-SLICE-001")]
    public void By_a_value_deeper_down_or_a_pattern_above_it(string value, string row, string category, string expected)
    {
        var isAbove = value.StartsWith("'pattern", StringComparison.Ordinal);
        var slice = isAbove
            ? row + "'sliceName':'one','min':1," + value + "}"
            : "{'path':'Observation.category','sliceName':'one','min':1}," + row + value + "}";
        var elements = "{'path':'Observation.category','slicing':{'discriminator':[{'type':'value','path':'coding.system'}],'rules':'open'}}," + slice;

        Ids("Observation", elements, Observation("'category':[" + category + "]")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{'system':'urn:a','code':'1'}", "")]
    [InlineData("{'system':'urn:a','code':'2'}", "FHIR-SLICE-001")]
    [InlineData("{'system':'urn:a','code':'2'},{'system':'urn:b','code':'1'}", "FHIR-SLICE-001")]
    public void By_two_values_that_must_stand_on_one_repeat(string codings, string expected)
    {
        const string elements = "{'path':'Observation.category','slicing':{'discriminator':[{'type':'value','path':'coding.system'},{'type':'value','path':'coding.code'}],'rules':'open'}},"
            + "{'path':'Observation.category','sliceName':'one','min':1},{'path':'Observation.category.coding.system','fixedUri':'urn:a'},{'path':'Observation.category.coding.code','fixedCode':'1'}";

        Ids("Observation", elements, Observation("'category':[{'coding':[" + codings + "]}]")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{'use':'home','text':'x'}", "")]
    [InlineData("{'use':'work','text':'x'}", "FHIR-SLICE-001")]
    public void By_a_required_binding(string address, string expected)
    {
        const string elements = "{'path':'Patient.address','slicing':{'discriminator':[{'type':'value','path':'use'}],'rules':'open'}},"
            + "{'path':'Patient.address','sliceName':'home','min':1},{'path':'Patient.address.use','binding':{'strength':'required','valueSetReference':{'reference':'https://example.org/ValueSet/home'}}}";
        const string set = "{'resourceType':'ValueSet','url':'https://example.org/ValueSet/home','compose':{'include':[{'system':'http://hl7.org/fhir/address-use','concept':[{'code':'home'}]}]}}";

        var issues = InventedProfile.Validate("Patient", elements, "{'resourceType':'Patient','address':[" + address + "]}", set);

        string.Join(' ', issues.Select(issue => issue.Id)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{'system':'phone','value':'1','period':{'start':'2020'}}", "")]
    [InlineData("{'system':'phone','value':'1'}", "FHIR-SLICE-001")]
    public void By_what_exists(string telecom, string expected)
    {
        const string elements = "{'path':'Patient.telecom','slicing':{'discriminator':[{'type':'exists','path':'period'}],'rules':'open'}},"
            + "{'path':'Patient.telecom','sliceName':'dated','min':1},{'path':'Patient.telecom.period','min':1},"
            + "{'path':'Patient.telecom','sliceName':'undated','max':'1'},{'path':'Patient.telecom.period','max':'0'}";

        Ids("Patient", elements, "{'resourceType':'Patient','telecom':[" + telecom + "]}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("'valueString':'x'", "")]
    [InlineData("'valueBoolean':true", "FHIR-SLICE-004")]
    [InlineData("'valueQuantity':{'value':1}", "FHIR-PROF-001")]
    [InlineData("'valueQuantity':{'value':1,'unit':'mg'}", "")]
    public void By_type(string value, string expected)
    {
        const string elements = "{'path':'Observation.value[x]','slicing':{'discriminator':[{'type':'type','path':'$this'}],'rules':'closed'}},"
            + "{'path':'Observation.value[x]','sliceName':'valueQuantity','type':[{'code':'Quantity'}]},{'path':'Observation.value[x].unit','min':1},"
            + "{'path':'Observation.value[x]','sliceName':'valueString','type':[{'code':'string'}]}";

        Ids("Observation", elements, Observation(value)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Practitioner", "", "")]
    [InlineData("Organization", ",'name':'x'", "FHIR-SLICE-001")]
    public void By_the_type_that_a_reference_leads_to(string type, string content, string expected)
    {
        const string elements = "{'path':'Patient.generalPractitioner','slicing':{'discriminator':[{'type':'type','path':'resolve()'}],'rules':'open'}},"
            + "{'path':'Patient.generalPractitioner','sliceName':'person','min':1,'type':[{'code':'Reference','targetProfile':'http://hl7.org/fhir/StructureDefinition/Practitioner'}]}";

        Ids("Patient", elements, "{'resourceType':'Patient','contained':[{'resourceType':'" + type + "','id':'a','active':true" + content + "}],'generalPractitioner':[{'reference':'#a'}]}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("Practitioner/1", "")]
    [InlineData("https://example.org/fhir/Practitioner/1/_history/2", "")]
    [InlineData("Organization/1", "FHIR-SLICE-001")]
    [InlineData("urn:uuid:11111111-1111-4111-8111-111111111111", "FHIR-SLICE-001")]
    public void By_the_type_that_a_reference_names_when_what_it_leads_to_is_elsewhere(string reference, string expected)
    {
        const string elements = "{'path':'Patient.generalPractitioner','slicing':{'discriminator':[{'type':'type','path':'resolve()'}],'rules':'open'}},"
            + "{'path':'Patient.generalPractitioner','sliceName':'person','min':1,'type':[{'code':'Reference','targetProfile':'http://hl7.org/fhir/StructureDefinition/Practitioner'}]}";

        Ids("Patient", elements, "{'resourceType':'Patient','generalPractitioner':[{'reference':'" + reference + "'}]}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("'active':true,'gender':'male'", "")]
    [InlineData("'active':true", "FHIR-SLICE-001")]
    public void By_the_profile_that_a_reference_leads_to(string content, string expected)
    {
        const string other = "https://example.org/StructureDefinition/Gendered";
        const string elements = "{'path':'Patient.generalPractitioner','slicing':{'discriminator':[{'type':'profile','path':'resolve()'}],'rules':'open'}},"
            + "{'path':'Patient.generalPractitioner','sliceName':'person','min':1,'type':[{'code':'Reference','targetProfile':'" + other + "'}]}";

        var issues = InventedProfile.Validate(
            "Patient",
            elements,
            "{'resourceType':'Patient','contained':[{'resourceType':'Practitioner','id':'a'," + content + "}],'generalPractitioner':[{'reference':'#a'}]}",
            InventedProfile.Definition(other, "Practitioner", "{'path':'Practitioner.gender','min':1}"));

        string.Join(' ', issues.Select(issue => issue.Id)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", Nhs, "{'system':'urn:local','use':'temp','period':{'start':'2020'}}")]
    [InlineData("FHIR-PROF-001", Nhs, "{'system':'urn:local','use':'temp'}")]
    [InlineData("FHIR-SLICE-001", Nhs, "{'system':'urn:local','use':'usual'}")]
    public void Slices_of_a_slice_take_what_it_took(string expected, params string[] identifiers)
    {
        const string again = ",{'path':'Patient.identifier','sliceName':'local','slicing':{'discriminator':[{'type':'value','path':'use'}],'rules':'open'}},"
            + "{'path':'Patient.identifier.system','fixedUri':'urn:local'},"
            + "{'path':'Patient.identifier','sliceName':'local/temp','min':1},{'path':'Patient.identifier.use','fixedCode':'temp'},{'path':'Patient.identifier.period','min':1}";
        var elements = BySystem[..BySystem.IndexOf(",{'path':'Patient.identifier','sliceName':'local'", StringComparison.Ordinal)]
            .Replace("RULES", "open", StringComparison.Ordinal).Replace("ORDERED", "false", StringComparison.Ordinal) + again;

        Ids("Patient", elements, "{'resourceType':'Patient','identifier':[" + string.Join(',', identifiers) + "]}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("open", "", PhoneAtHome, PhoneAtWork)]
    [InlineData("closed", "", PhoneAtHome, "{'system':'email','use':'work','value':'x'}")]
    [InlineData("closed", "FHIR-SLICE-004", "{'system':'phone','use':'mobile','value':'1'}")]
    [InlineData("openAtEnd", "", PhoneAtHome, PhoneAtWork)]
    [InlineData("openAtEnd", "FHIR-SLICE-006", PhoneAtWork, PhoneAtHome)]
    public void A_slice_that_is_sliced_again_has_rules_of_its_own(string rules, string expected, params string[] telecoms)
    {
        const string elements = "{'path':'Patient.telecom','slicing':{'discriminator':[{'type':'value','path':'system'}],'rules':'open'}},"
            + "{'path':'Patient.telecom','sliceName':'phone','slicing':{'discriminator':[{'type':'value','path':'use'}],'rules':'RULES'}},{'path':'Patient.telecom.system','fixedCode':'phone'},"
            + "{'path':'Patient.telecom','sliceName':'phone/home','max':'1'},{'path':'Patient.telecom.use','fixedCode':'home'}";

        Ids("Patient", elements.Replace("RULES", rules, StringComparison.Ordinal), "{'resourceType':'Patient','telecom':[" + string.Join(',', telecoms) + "]}").ShouldBe(expected);
    }

    [Fact]
    public void The_rules_of_an_element_are_not_those_of_slices_inside_its_slice()
    {
        const string elements = "{'path':'Patient.telecom','slicing':{'discriminator':[{'type':'value','path':'system'},{'type':'value','path':'use'}],'rules':'closed'}},"
            + "{'path':'Patient.telecom','sliceName':'phone'},{'path':'Patient.telecom.system','fixedCode':'phone'},"
            + "{'path':'Patient.telecom','sliceName':'phone/home','max':'1'},{'path':'Patient.telecom.system','fixedCode':'phone'},{'path':'Patient.telecom.use','fixedCode':'home'}";

        Ids("Patient", elements, "{'resourceType':'Patient','telecom':[" + PhoneAtWork + "," + PhoneAtHome + "]}").ShouldBe("");
    }

    [Theory]
    [InlineData("'B'", "")]
    [InlineData("'A','B'", "")]
    [InlineData("'A'", "FHIR-SLICE-001")]
    public void By_a_value_that_any_repeat_may_have(string given, string expected)
    {
        const string elements = "{'path':'Patient.name','slicing':{'discriminator':[{'type':'value','path':'given'}],'rules':'open'}},"
            + "{'path':'Patient.name','sliceName':'second','min':1},{'path':'Patient.name.given','fixedString':'B'}";

        // The slice fixes every given name, so the first of two is another fault.
        Ids("Patient", elements, "{'resourceType':'Patient','name':[{'given':[" + given + "]}]}").Replace("FHIR-PROF-005", "", StringComparison.Ordinal).ShouldBe(expected);
    }

    [Theory]
    [InlineData("urn:a", "1", "")]
    [InlineData("urn:a", "2", "FHIR-SLICE-001")]
    [InlineData("urn:b", "1", "FHIR-SLICE-001")]
    public void By_the_value_of_an_extension_that_is_known_by_its_fixed_url(string url, string code, string expected)
    {
        const string elements = "{'path':'Patient.name','slicing':{'discriminator':[{'type':'value','path':'extension(\\\"urn:a\\\").value'}],'rules':'open'}},"
            + "{'path':'Patient.name','sliceName':'one','min':1},"
            + "{'path':'Patient.name.extension','slicing':{'discriminator':[{'type':'value','path':'url'}],'rules':'open'}},"
            + "{'path':'Patient.name.extension','sliceName':'inner'},{'path':'Patient.name.extension.url','fixedUri':'urn:a'},{'path':'Patient.name.extension.value[x]','fixedCode':'1'}";

        Ids("Patient", elements, "{'resourceType':'Patient','name':[{'extension':[{'url':'" + url + "','valueCode':'" + code + "'}],'text':'x'}]}").Replace("FHIR-EXT-001", "", StringComparison.Ordinal).Trim().ShouldBe(expected);
    }

    [Fact]
    public void What_nothing_tells_apart_is_a_hint_and_never_an_error()
    {
        const string elements = "{'path':'Patient.identifier','slicing':{'discriminator':[{'type':'value','path':'system'}],'rules':'closed'}},"
            + "{'path':'Patient.identifier','sliceName':'identifier','min':1},{'path':'Patient.identifier.value','min':1}";
        var validator = InventedProfile.Validator("Patient", elements);
        var patient = Fhir.FhirJson.Read("""{"resourceType":"Patient","identifier":[{"system":"urn:x"}]}"""u8.ToArray(), Fhir.FhirVersion.Stu3).Document!;

        var issue = validator.Validate(patient.Root, InventedProfile.Url).ShouldHaveSingleItem();

        (issue.Severity, issue.Id).ShouldBe((Fhir.FhirSeverity.Information, "FHIR-PROF-001"));
        validator.ProfileFaults.ShouldHaveSingleItem().ShouldContain("cannot be told apart");
    }

    [Fact]
    public void Hints_are_counted_apart_from_errors_that_are_alike()
    {
        const string elements = "{'path':'Patient.identifier','slicing':{'discriminator':[{'type':'value','path':'system'}],'rules':'open'}},{'path':'Patient.identifier.value','min':1},"
            + "{'path':'Patient.identifier','sliceName':'identifier'},{'path':'Patient.identifier.value','min':1}";
        var identifiers = string.Join(',', Enumerable.Repeat("{'system':'urn:x'}", 30));

        var issues = InventedProfile.Validate("Patient", elements, "{'resourceType':'Patient','identifier':[" + identifiers + "]}");

        issues.CountBy(issue => (issue.Severity, issue.Id)).ShouldBe(
            [new((Fhir.FhirSeverity.Error, "FHIR-PROF-001"), 25), new((Fhir.FhirSeverity.Information, "FHIR-PROF-001"), 25)], ignoreOrder: true);
    }

    [Fact]
    public void A_closed_list_says_what_each_slice_would_have_taken()
    {
        var elements = BySystem.Replace("RULES", "closed", StringComparison.Ordinal).Replace("ORDERED", "false", StringComparison.Ordinal);

        var issue = InventedProfile.Validate("Patient", elements, "{'resourceType':'Patient','identifier':[" + Nhs + "," + Other + "]}").ShouldHaveSingleItem();

        issue.Path.ShouldBe("Patient.identifier[1]");
        issue.Profile.ShouldBe(InventedProfile.Url);
        issue.Expected.ShouldBe("nhs: system = urn:nhs; local: system = urn:local");
    }

    private static string Observation(string content) =>
        "{'resourceType':'Observation','status':'final','code':{'text':'x'}," + content + "}";

    private static string Ids(string type, string elements, string resource) =>
        string.Join(' ', InventedProfile.Validate(type, elements, resource).Select(issue => issue.Id));
}
