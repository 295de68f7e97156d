using Plexus.Fhir;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>What is checked of codes and extensions whatever profile a resource claims.</summary>
public sealed class CodesAndExtensions
{
    private const string Url = "https://example.org/StructureDefinition/Own";

    [Theory]
    [InlineData("'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'M','display':'Married'", "")]
    [InlineData("'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'M','display':'MARRIED'", "")]
    [InlineData("'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'M','display':'Divorced'", "FHIR-CODE-015")]
    [InlineData("'system':'urn:local','code':'M','display':'Divorced'", "")]
    [InlineData("'system':'http://snomed.info/sct','code':'73211009','display':'Whatever a feed calls it'", "")]
    [InlineData("'system':'http://snomed.info/sct','code':'73211008'", "FHIR-CODE-014")]
    [InlineData("'system':'http://unitsofmeasure.org','code':'mg/dL'", "")]
    [InlineData("'system':'http://unitsofmeasure.org','code':'no unit'", "FHIR-CODE-016")]
    [InlineData("'system':'urn:ietf:bcp:47','code':'en-GB'", "")]
    [InlineData("'system':'urn:ietf:bcp:47','code':'English language'", "FHIR-CODE-017")]
    [InlineData("'system':'urn:ietf:bcp:13','code':'text/plain'", "")]
    [InlineData("'system':'urn:ietf:bcp:13','code':'plain text'", "FHIR-CODE-018")]
    public void A_code_follows_its_system(string coding, string expected) =>
        Ids("{'resourceType':'Basic','code':{'coding':[{" + coding + "}]}}").ShouldBe(expected);

    [Theory]
    [InlineData("'value':1,'system':'http://unitsofmeasure.org','code':'kg'", "")]
    [InlineData("'value':36.8,'system':'http://unitsofmeasure.org','code':'Cel'", "")]
    [InlineData("'value':1,'system':'http://unitsofmeasure.org','code':'kilos!'", "FHIR-CODE-016")]
    [InlineData("'value':1,'system':'urn:local','code':'kilos!'", "")]
    public void A_unit_of_a_quantity_is_one_of_UCUM_when_it_says_so(string quantity, string expected) =>
        Ids("{'resourceType':'Observation','status':'final','code':{'text':'x'},'valueQuantity':{" + quantity + "}}").ShouldBe(expected);

    [Fact]
    public void Displays_are_left_alone_when_they_are_not_asked_for()
    {
        var resource = InventedProfile.Parse("{'resourceType':'Basic','code':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'M','display':'Divorced'}]}}", FhirVersion.R4);

        new ProfileValidator(NationalProfiles.For, new() { CheckDisplays = false }).Validate(resource).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'type':'element','expression':'Patient'", "Patient", true)]
    [InlineData("'type':'element','expression':'Element'", "Patient.name", true)]
    [InlineData("'type':'element','expression':'DomainResource'", "Patient", true)]
    [InlineData("'type':'element','expression':'Practitioner'", "Patient", false)]
    [InlineData("'type':'element','expression':'Patient'", "Patient.name", false)]
    [InlineData("'type':'element','expression':'HumanName'", "Patient.name", true)]
    [InlineData("'type':'element','expression':'Patient.name'", "Patient.name", true)]
    [InlineData("'type':'element','expression':'HumanName.family'", "Patient.name.family", true)]
    [InlineData("'type':'element','expression':'Patient.name.given'", "Patient.name.family", false)]
    [InlineData("'type':'element','expression':'Patient.contact'", "Patient.contact", true)]
    [InlineData("'type':'extension','expression':'https://example.org/outer'", "Patient.extension", true)]
    [InlineData("'type':'extension','expression':'https://example.org/other'", "Patient.extension", false)]
    [InlineData("'type':'fhirpath','expression':'Patient.contact.name'", "Patient.name", false)]
    [InlineData("'type':'fhirpath','expression':'Patient.name.where(use.empty())'", "Patient.name", true)]
    public void An_extension_stands_where_its_definition_places_it(string context, string place, bool isAllowed)
    {
        var definition = InventedProfile.Definition(Url, "Extension", "{'id':'Extension.url','path':'Extension.url','fixedUri':'" + Url + "'}").Replace("'type':'Extension'", "'type':'Extension','context':[{" + context + "}]", StringComparison.Ordinal);
        const string extension = "'extension':[{'url':'" + Url + "','valueString':'x'}]";
        var resource = place switch
        {
            "Patient" => "{'resourceType':'Patient'," + extension + "}",
            "Patient.name" => "{'resourceType':'Patient','name':[{'family':'A'," + extension + "}]}",
            "Patient.name.family" => "{'resourceType':'Patient','name':[{'family':'A','_family':{" + extension + "}}]}",
            "Patient.contact" => "{'resourceType':'Patient','contact':[{'name':{'family':'A'}," + extension + "}]}",
            _ => "{'resourceType':'Patient','extension':[{'url':'https://example.org/outer'," + extension + "}]}",
        };

        var pack = InventedProfile.Pack(FhirVersion.R4, definition);
        var issues = new ProfileValidator([pack]).Validate(InventedProfile.Parse(resource, FhirVersion.R4));

        issues.Any(issue => issue is { Id: "FHIR-EXT-006", Severity: FhirSeverity.Warning }).ShouldBe(!isAllowed);
        new ProfileValidator([pack], new() { CheckExtensionContexts = false }).Validate(InventedProfile.Parse(resource, FhirVersion.R4)).ShouldNotContain(issue => issue.Id == "FHIR-EXT-006");
    }

    [Theory]
    [InlineData("resource", "Patient", true)]
    [InlineData("resource", "Patient.address", false)]
    [InlineData("datatype", "Address", false)]
    [InlineData("extension", "urn:other", false)]
    [InlineData("mapping", "anything", true)]
    public void Contexts_of_STU3_are_read_too(string kind, string place, bool isAllowed)
    {
        var definition = InventedProfile.Definition(Url, "Extension", "{'path':'Extension.url','fixedUri':'" + Url + "'}").Replace("'type':'Extension'", $"'type':'Extension','contextType':'{kind}','context':['{place}']", StringComparison.Ordinal);

        var issues = new ProfileValidator([InventedProfile.Pack(FhirVersion.Stu3, definition)])
            .Validate(InventedProfile.Parse("{'resourceType':'Patient','extension':[{'url':'" + Url + "','valueString':'x'}]}", FhirVersion.Stu3));

        issues.Any(issue => issue.Id == "FHIR-EXT-006").ShouldBe(!isAllowed);
    }

    [Fact]
    public void An_extension_may_stand_wherever_a_profile_of_its_resource_places_it()
    {
        var definition = InventedProfile.Definition(Url, "Extension", "{'id':'Extension.url','path':'Extension.url','fixedUri':'" + Url + "'}").Replace("'type':'Extension'", "'type':'Extension','context':[{'type':'element','expression':'Practitioner'}]", StringComparison.Ordinal);
        var profile = InventedProfile.Definition(InventedProfile.Url, "Patient", "{'id':'Patient.name.extension:own','path':'Patient.name.extension','sliceName':'own','type':[{'code':'Extension','profile':['" + Url + "']}]}");
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.R4, definition, profile)]);
        string Places(string resource) => string.Join(' ', validator.Validate(InventedProfile.Parse(resource, FhirVersion.R4), InventedProfile.Url).Where(issue => issue.Id == "FHIR-EXT-006").Select(issue => issue.Path));

        Places("{'resourceType':'Patient','name':[{'family':'A','extension':[{'url':'" + Url + "','valueString':'x'}]}]}").ShouldBe("");
        Places("{'resourceType':'Patient','extension':[{'url':'" + Url + "','valueString':'x'}]}").ShouldBe("Patient.extension[0]");
    }

    [Theory]
    [InlineData("'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'M'}]", "")]
    [InlineData("'coding':[{'system':'urn:local','code':'1'},{'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'M'}]", "")]
    [InlineData("'coding':[{'system':'urn:local','code':'1'}]", "Warning FHIR-CODE-004")]
    [InlineData("'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'no such code'}]", "Warning FHIR-CODE-004")]
    [InlineData("'text':'Married'", "Warning FHIR-CODE-004")]
    [InlineData("'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'unknown'}]", "")]
    public void A_code_outside_a_set_that_the_base_binds_extensibly_is_a_warning(string concept, string expected)
    {
        var resource = InventedProfile.Parse("{'resourceType':'Patient','maritalStatus':{" + concept + "}}", FhirVersion.R4);
        const string restated = "{'id':'Patient.maritalStatus','path':'Patient.maritalStatus','min':1,'binding':{'strength':'extensible','valueSet':'http://hl7.org/fhir/ValueSet/marital-status'}}";
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Patient", restated));

        Told(new ProfileValidator(NationalProfiles.For).Validate(resource)).ShouldBe(expected);
        Told(new ProfileValidator([pack, Hl7Definitions.R4]).Validate(resource, InventedProfile.Url)).ShouldBe(expected); // once, whoever says it again
        Told(new ProfileValidator([]).Validate(resource)).ShouldBe(""); // the set is not held

        static string Told(IEnumerable<FhirIssue> issues) => string.Join(' ', issues.Where(issue => issue.Severity < FhirSeverity.Information).Select(issue => $"{issue.Severity} {issue.Id}"));
    }

    [Theory]
    [InlineData("required", "Error FHIR-CODE-011")]
    [InlineData("extensible", "Warning FHIR-CODE-012")]
    public void A_set_that_a_profile_binds_stands_for_the_one_of_the_base(string strength, string expected)
    {
        var bound = "{'id':'Patient.maritalStatus','path':'Patient.maritalStatus','binding':{'strength':'" + strength + "','valueSet':'https://example.org/ValueSet/own'}}";
        const string set = "{'resourceType':'ValueSet','url':'https://example.org/ValueSet/own','status':'active','compose':{'include':[{'system':'urn:local','concept':[{'code':'1'}]}]}}";
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Patient", bound), set), Hl7Definitions.R4]);
        string Told(string code) => string.Join(' ', validator
            .Validate(InventedProfile.Parse("{'resourceType':'Patient','maritalStatus':{'coding':[{'system':'urn:local','code':'" + code + "'}]}}", FhirVersion.R4), InventedProfile.Url)
            .Select(issue => $"{issue.Severity} {issue.Id}"));

        Told("1").ShouldBe("");
        Told("2").ShouldBe(expected);
    }

    private static string Ids(string resource) =>
        string.Join(' ', new ProfileValidator(NationalProfiles.For).Validate(InventedProfile.Parse(resource, FhirVersion.R4)).Select(issue => issue.Id));
}
