using System.Text;
using Plexus.Fhir;

namespace Plexus.Profiles.Tests.Validation;

public sealed class ValidatingWithProfiles
{
    private const string PatientProfile = "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Patient-1";

    private const string ValidPatient =
        """{"resourceType":"Patient","meta":{"profile":["https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Patient-1"]},CONTENT,"identifier":[{"extension":[{"url":"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSNumberVerificationStatus-1","valueCodeableConcept":{"coding":[{"system":"https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1","code":"01","display":"Number present and verified"}]}}],"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000000"}],"name":[{"use":"official","family":"Example"}],"gender":"female","birthDate":"1970-01-01"}""";

    private static readonly ProfileValidator National = new([NationalProfiles.Stu3]);

    [Theory]
    [InlineData("\"photo\":[{\"contentType\":\"image/png\",\"title\":\"x\"}]", "FHIR-PROF-003", "Patient.photo[0]")]
    [InlineData("\"modifierExtension\":[{\"url\":\"https://example.org/none\",\"valueBoolean\":true}]", "FHIR-EXT-002", "Patient.modifierExtension[0]")]
    [InlineData("\"extension\":[{\"url\":\"nothing\",\"valueBoolean\":true}]", "FHIR-EXT-005", "Patient.extension[0]")]
    public void A_fault_against_a_national_profile_is_reported_at_its_place(string fault, string id, string path)
    {
        var issue = National.Validate(Patient(fault)).Where(issue => issue.Severity <= FhirSeverity.Error).ShouldHaveSingleItem();

        (issue.Id, issue.Path).ShouldBe((id, path));
        issue.Line.ShouldBe(1);
    }

    [Fact]
    public void A_code_of_SNOMED_CT_must_be_an_identifier()
    {
        var observation = Read("""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://snomed.info/sct","code":"271649007"}]}}""");
        var right = Read("""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://snomed.info/sct","code":"271649006"}]}}""");

        National.Validate(observation).ShouldHaveSingleItem().Id.ShouldBe("FHIR-CODE-014");
        National.Validate(right).ShouldBeEmpty();
    }

    [Fact]
    public void A_profile_and_an_extension_that_nobody_knows_degrade_to_the_base()
    {
        var issues = National.Validate(Read("""{"resourceType":"Patient","meta":{"profile":["https://example.org/none"]},"extension":[{"url":"https://example.org/e","valueString":"x"}]}"""));

        issues.Select(issue => (issue.Severity, issue.Id)).ShouldBe([(FhirSeverity.Warning, "FHIR-PROF-010"), (FhirSeverity.Information, "FHIR-EXT-001")]);
    }

    [Theory]
    [InlineData("http://example.org/StructureDefinition/Invented", InventedProfile.Url)]
    [InlineData("https://example.org/StructureDefinition/invented", InventedProfile.Url)]
    [InlineData("https://example.org/StructureDefinition/Invented/", InventedProfile.Url)]
    [InlineData("https://hl7.org/fhir/StructureDefinition/Patient", "http://hl7.org/fhir/StructureDefinition/Patient")]
    [InlineData("https://example.org/StructureDefinition/Invented-2", null)]
    [InlineData("urn:example:invented", null)]
    public void A_profile_that_is_nearly_one_that_is_known_is_told_with_that_one(string claimed, string? known)
    {
        var validator = InventedProfile.Validator("Patient", "{'path':'Patient.gender','min':1}");

        var issue = validator.Validate(Read($$"""{"resourceType":"Patient","meta":{"profile":["{{claimed}}"]},"active":true}""")).ShouldHaveSingleItem();

        (issue.Severity, issue.Id).ShouldBe((FhirSeverity.Warning, "FHIR-PROF-010"));
        issue.Text.ShouldEndWith(known is null ? $": {claimed}." : $": {claimed}; what is known is {known}.");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("|1.2.0", false)]
    [InlineData("|1.2", false)]
    [InlineData("|1.2.0#part", false)]
    [InlineData("|1", false)]
    [InlineData("|1.2.0.1", true)]
    [InlineData("|99.0", true)]
    public void A_version_of_a_profile_that_is_not_held_is_a_warning(string version, bool isOther)
    {
        var definition = InventedProfile.Definition(InventedProfile.Url, "Patient", "{'path':'Patient.gender','min':1}").Replace("'type':", "'version':'1.2.0','type':", StringComparison.Ordinal);
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.Stu3, definition)]);
        (FhirSeverity Severity, string Id)[] expected = isOther ? [(FhirSeverity.Warning, "FHIR-PROF-013"), (FhirSeverity.Error, "FHIR-PROF-001")] : [(FhirSeverity.Error, "FHIR-PROF-001")];

        var claimed = validator.Validate(Read($$"""{"resourceType":"Patient","meta":{"profile":["{{InventedProfile.Url}}{{version}}"]},"active":true}"""));
        var asked = validator.Validate(Read("""{"resourceType":"Patient","active":true}"""), InventedProfile.Url + version);

        foreach (var issues in new[] { claimed, asked })
            issues.Select(issue => (issue.Severity, issue.Id)).ShouldBe(expected, ignoreOrder: true);
        if (isOther)
            claimed.Single(issue => issue.Id == "FHIR-PROF-013").Text.ShouldEndWith($": {InventedProfile.Url}|1.2.0.");
    }

    [Fact]
    public void A_profile_of_another_type_is_an_error()
    {
        var issue = National.Validate(Read("""{"resourceType":"Practitioner","active":true}"""), PatientProfile).ShouldHaveSingleItem();

        (issue.Id, issue.Expected, issue.Found).ShouldBe(("FHIR-PROF-009", "Patient", "Practitioner"));
    }

    [Fact]
    public void An_invariant_of_a_base_resource_is_evaluated()
    {
        var issues = National.Validate(Read("""{"resourceType":"Organization","active":true}"""));

        issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-INV-org-1");
    }

    [Fact]
    public void Fixed_values_bindings_lengths_and_types_are_held_to()
    {
        const string elements = "{'path':'Patient.gender','fixedCode':'male'},{'path':'Patient.language','patternCode':'en'},{'path':'Patient.deceased[x]','type':[{'code':'boolean'}]},"
            + "{'path':'Patient.birthDate','min':1},{'path':'Patient.name','max':'1'},{'path':'Patient.maritalStatus','fixedCodeableConcept':{'text':'x'}}";

        var issues = InventedProfile.Validate("Patient", elements, "{'resourceType':'Patient','language':'fr','name':[{'text':'a'},{'text':'b'}],'gender':'female','deceasedDateTime':'2020','maritalStatus':{'coding':[{'code':'S'}],'text':'x'}}");

        issues.Select(issue => issue.Id).ShouldBe(["FHIR-PROF-001", "FHIR-PROF-002", "FHIR-PROF-004", "FHIR-PROF-005", "FHIR-PROF-005", "FHIR-PROF-006"], ignoreOrder: true);
        issues.ShouldAllBe(issue => issue.Profile == InventedProfile.Url && issue.Text.IndexOf("female", StringComparison.Ordinal) < 0);
    }

    [Fact]
    public void A_profile_without_snapshot_says_what_its_parent_says_too()
    {
        const string parent = "https://example.org/StructureDefinition/Parent";
        var derived = InventedProfile.Definition("https://example.org/StructureDefinition/Child", "Patient", "{'path':'Patient.gender','min':1}", parent);
        var validator = InventedProfile.Validator("Patient", "{'path':'Patient.id'}", derived, InventedProfile.Definition(parent, "Patient", "{'path':'Patient.birthDate','min':1}"));

        var issues = validator.Validate(Read("""{"resourceType":"Patient","active":true}"""), "https://example.org/StructureDefinition/Child");

        issues.Select(issue => issue.Expected).ShouldBe(["at least 1", "at least 1"]);
        issues.Select(issue => issue.Text[(issue.Text.LastIndexOf(' ') + 1)..]).ShouldBe(["birthDate.", "gender."], ignoreOrder: true);
    }

    [Fact]
    public void A_rule_of_a_profile_is_evaluated_and_a_broken_one_is_a_warning()
    {
        const string rules = "{'path':'Patient.contact','constraint':[{'key':'x-1','severity':'error','expression':'name.exists()'},{'key':'x-2','severity':'error','expression':'name.('}]}";

        var issues = InventedProfile.Validate("Patient", rules, "{'resourceType':'Patient','contact':[{'telecom':[{'system':'phone','value':'1'}]}]}");

        issues.Select(issue => (issue.Severity, issue.Id)).ShouldBe([(FhirSeverity.Error, "FHIR-INV-x-1"), (FhirSeverity.Warning, "FHIR-INV-000")], ignoreOrder: true);
    }

    [Theory]
    [InlineData(FhirVersion.Dstu2)]
    [InlineData(FhirVersion.Stu3)]
    [InlineData(FhirVersion.R4)]
    public void Issues_become_an_OperationOutcome_that_is_itself_valid(FhirVersion version)
    {
        var issues = National.Validate(Patient("\"photo\":[{\"contentType\":\"image/png\",\"title\":\"x\"}]"));

        foreach (var outcome in new[] { OperationOutcomes.Create(issues, version), OperationOutcomes.Create([], version) })
            new BaseValidator().Validate(outcome.Root).ShouldBeEmpty();
        OperationOutcomes.Create(issues, version).Root["issue"]["details"]["text"].Value.ShouldNotBeNull();
    }

    [Fact]
    public void Every_national_profile_compiles()
    {
        foreach (var profile in NationalProfiles.Stu3.Profiles)
            National.Validate(Read("""{"resourceType":"Binary","contentType":"text/plain","content":"AAAA"}"""), profile).Count.ShouldBeLessThan(2, profile);
    }

    private static FhirElement Patient(string content) => Read(ValidPatient.Replace("CONTENT", content, StringComparison.Ordinal));

    private static FhirElement Read(string json)
    {
        var result = FhirJson.Read(Encoding.UTF8.GetBytes(json), FhirVersion.Stu3);
        result.Issues.ShouldBeEmpty();
        return result.Document!.Root;
    }
}
