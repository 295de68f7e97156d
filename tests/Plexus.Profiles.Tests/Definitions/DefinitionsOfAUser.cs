using Plexus.Fhir;
using Plexus.Profiles.Tests.Validation;

namespace Plexus.Profiles.Tests.Definitions;

/// <summary>Profiles published as differentials, compiled while the program runs.</summary>
public sealed class DefinitionsOfAUser
{
    private const string Url = "https://example.org/StructureDefinition/Own";
    private const string UkPatient = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient";

    [Fact]
    public void A_profile_may_derive_from_a_national_one_and_add_to_its_slice()
    {
        const string elements = "{'id':'Patient.identifier:nhsNumber','path':'Patient.identifier','sliceName':'nhsNumber','min':1},{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}";
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(Url, "Patient", elements, UkPatient));

        Ids(pack, "{'resourceType':'Patient','birthDate':'1970-01-01','identifier':[{'system':'https://fhir.nhs.uk/Id/nhs-number','value':'9990000018'}]}").ShouldBe("");
        Ids(pack, "{'resourceType':'Patient','birthDate':'1970-01-01','identifier':[{'system':'urn:other','value':'1'}]}").ShouldBe("FHIR-SLICE-001");
        Ids(pack, "{'resourceType':'Patient','identifier':[{'system':'https://fhir.nhs.uk/Id/nhs-number','value':'9990000018'}]}").ShouldBe("FHIR-PROF-001");
    }

    [Fact]
    public void An_element_of_a_data_type_and_of_a_profiled_one_can_be_constrained()
    {
        const string name = "https://example.org/StructureDefinition/Name";
        const string elements = "{'id':'Patient.name','path':'Patient.name','type':[{'code':'HumanName','profile':['" + name + "']}]},{'id':'Patient.name.period','path':'Patient.name.period','min':1},{'id':'Patient.name.period.start','path':'Patient.name.period.start','min':1}";
        var pack = InventedProfile.Pack(
            FhirVersion.R4,
            InventedProfile.Definition(Url, "Patient", elements),
            InventedProfile.Definition(name, "HumanName", "{'id':'HumanName.family','path':'HumanName.family','min':1}"));

        Ids(pack, "{'resourceType':'Patient','name':[{'family':'Example','period':{'start':'2020'}}]}").ShouldBe("");
        Ids(pack, "{'resourceType':'Patient','name':[{'family':'Example','period':{'end':'2020'}}]}").ShouldBe("FHIR-PROF-001");
        Ids(pack, "{'resourceType':'Patient','name':[{'period':{'start':'2020'}}]}").ShouldContain("FHIR-PROF-001");
    }

    [Fact]
    public void Content_taken_from_another_element_can_be_constrained_where_it_stands()
    {
        const string elements = "{'id':'Questionnaire.item.item','path':'Questionnaire.item.item','max':'1'},{'id':'Questionnaire.item.item.text','path':'Questionnaire.item.item.text','min':1}";
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(Url, "Questionnaire", elements));

        Ids(pack, Questionnaire("{'linkId':'1.1','type':'group','text':'Inner'}")).ShouldBe("");
        Ids(pack, Questionnaire("{'linkId':'1.1','type':'display','text':'Inner'},{'linkId':'1.2','type':'display','text':'Inner'}")).ShouldBe("FHIR-PROF-002");
        Ids(pack, Questionnaire("{'linkId':'1.1','type':'date'}")).ShouldBe("FHIR-PROF-001");
    }

    [Theory]
    [InlineData("'valueQuantity':{'value':1}", "")]
    [InlineData("'valueQuantity':{'unit':'m'}", "FHIR-PROF-001")]
    [InlineData("'valueString':'x'", "FHIR-PROF-004 FHIR-SLICE-004")]
    public void A_name_with_a_type_is_short_for_that_type_of_the_choice(string value, string expected)
    {
        const string elements = "{'id':'Observation.valueQuantity','path':'Observation.valueQuantity'},{'id':'Observation.valueQuantity.value','path':'Observation.valueQuantity.value','min':1}";
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(Url, "Observation", elements));

        Ids(pack, "{'resourceType':'Observation','status':'final','code':{'text':'x'}," + value + "}").ShouldBe(expected);
    }

    [Fact]
    public void A_slice_of_a_choice_needs_no_slicing_to_be_stated()
    {
        const string elements = "{'id':'Observation.value[x]:valueQuantity','path':'Observation.value[x]','sliceName':'valueQuantity'},{'id':'Observation.value[x]:valueQuantity.value','path':'Observation.value[x].value','min':1}";
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(Url, "Observation", elements));

        Ids(pack, "{'resourceType':'Observation','status':'final','code':{'text':'x'},'valueQuantity':{'unit':'m'}}").ShouldBe("FHIR-PROF-001");
        Ids(pack, "{'resourceType':'Observation','status':'final','code':{'text':'x'},'valueString':'x'}").ShouldBe("");
    }

    [Fact]
    public void A_bound_outside_the_inherited_one_is_a_fault_of_the_profile_and_is_kept()
    {
        const string parent = "https://example.org/StructureDefinition/Parent";
        var builder = InventedProfile.Builder(
            FhirVersion.R4,
            InventedProfile.Definition(Url, "Patient", "{'id':'Patient.name','path':'Patient.name','min':0},{'id':'Patient.photo','path':'Patient.photo','max':'*'}", parent),
            InventedProfile.Definition(parent, "Patient", "{'id':'Patient.name','path':'Patient.name','min':1},{'id':'Patient.photo','path':'Patient.photo','max':'1'}"));

        var pack = builder.Build();

        builder.Faults.ShouldBe(
        [
            Url + ": Patient.name is there at least 0 times, where it derives from at least 1.",
            Url + ": Patient.photo is there at most any number of times, where it derives from at most 1.",
        ]);
        Ids(pack, "{'resourceType':'Patient','photo':[{'title':'a'},{'title':'b'}]}").ShouldBe("");
    }

    [Fact]
    public void A_profile_that_derives_from_one_nobody_published_is_held_with_a_warning()
    {
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(Url, "Patient", "{'id':'Patient.name','path':'Patient.name','min':1}", "https://example.org/StructureDefinition/Nowhere"));

        Ids(pack, "{'resourceType':'Patient','active':true}").ShouldBe("FHIR-PROF-001 FHIR-PROF-010");
    }

    [Theory]
    [InlineData("{'id':'x','path':'A.B.C'}")]
    [InlineData("{'id':'x'}")]
    [InlineData("{'path':'Patient.nothing','min':1}")]
    [InlineData("{'path':'Patient.name','min':1,'max':'-4'}")]
    [InlineData("{'path':'Patient.extension','sliceName':'self','type':[{'code':'Extension','profile':['" + Url + "']}]},{'path':'Patient.extension.extension.extension','min':0}")]
    public void A_definition_that_makes_no_sense_still_compiles(string element)
    {
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(Url, "Patient", element, Url), InventedProfile.Definition(Url + "2", "Patient", element));

        Should.NotThrow(() => Ids(pack, "{'resourceType':'Patient','active':true}"));
    }

    [Fact]
    public void A_definition_is_taken_once_and_only_of_its_version()
    {
        var builder = new ProfilePackBuilder(FhirVersion.R4);
        var set = InventedProfile.Parse("{'resourceType':'ValueSet','url':'urn:set','status':'active'}", FhirVersion.R4);

        builder.Add(set).ShouldBeTrue();
        builder.Add(set).ShouldBeFalse();
        builder.Add(InventedProfile.Parse("{'resourceType':'Patient','active':true}", FhirVersion.R4)).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => builder.Add(InventedProfile.Parse("{'resourceType':'ValueSet','url':'urn:other','status':'active'}", FhirVersion.Stu3)));
        builder.Count.ShouldBe(1);
    }

    private static string Questionnaire(string items) =>
        "{'resourceType':'Questionnaire','status':'draft','item':[{'linkId':'1','type':'group','text':'Outer','item':[" + items + "]}]}";

    private static string Ids(ProfilePack pack, string resource) =>
        string.Join(' ', new ProfileValidator(NationalProfiles.For(FhirVersion.R4).Prepend(pack))
            .Validate(InventedProfile.Parse(resource, FhirVersion.R4), Url)
            .Where(issue => issue.Severity < FhirSeverity.Information)
            .Select(issue => issue.Id).Order(StringComparer.Ordinal));
}
