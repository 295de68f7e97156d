using System.Text;

namespace Plexus.Fhir.Tests.Validation;

public sealed class ValidatingMessages
{
    private const string Message = """
        {"resourceType":"Bundle","id":"b1","identifier":{"system":"https://example.org/id","value":"1"},"type":"message",
         "entry":[
          {"fullUrl":"urn:uuid:11111111-1111-4111-8111-111111111111","resource":{"resourceType":"MessageHeader","id":"h1",
            "event":{"system":"https://example.org/events","code":"E1"},"timestamp":"2026-11-20T10:00:00Z",
            "source":{"endpoint":"urn:example:source"},
            "sender":{"reference":"urn:uuid:22222222-2222-4222-8222-222222222222"},
            "focus":[{"reference":"urn:uuid:33333333-3333-4333-8333-333333333333"}]}},
          {"fullUrl":"urn:uuid:22222222-2222-4222-8222-222222222222","resource":{"resourceType":"Organization","id":"o1",
            "name":"Example Surgery","telecom":[{"system":"phone","value":"01632 960000"}]}},
          {"fullUrl":"urn:uuid:33333333-3333-4333-8333-333333333333","resource":{"resourceType":"Patient","id":"p1",
            "meta":{"profile":["https://example.org/profile"]},"language":"en-GB",
            "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Erin <a href=\"#x\">Example</a></p></div>"},
            "contained":[{"resourceType":"Practitioner","id":"gp","active":true}],
            "extension":[{"url":"https://example.org/ext","valueCodeableConcept":{"coding":[{"system":"https://example.org/s","code":"a"}]}}],
            "identifier":[{"id":"i1","use":"official","system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000000"}],
            "active":true,"name":[{"id":"n1","family":"Example","given":["Erin"],"period":{"start":"2020-01-01","end":"2021"}}],
            "gender":"female","birthDate":"1970-01-31","deceasedBoolean":false,
            "photo":[{"contentType":"image/png","data":"AAAA"}],
            "contact":[{"name":{"family":"Next"},"relationship":[{"text":"kin"}]}],
            "generalPractitioner":[{"reference":"#gp"}],"managingOrganization":{"reference":"urn:uuid:22222222-2222-4222-8222-222222222222"}}}]}
        """;

    [Fact]
    public void A_valid_message_has_no_issues() => Validate(Message).ShouldBeEmpty();

    public static TheoryData<string, string, string, string> Faults => new()
    {
        // what is replaced, by what, the issue, its place
        { "\"type\":\"message\",", "", "FHIR-CARD-001", "Bundle" },
        { "\"timestamp\":\"2026-11-20T10:00:00Z\",", "", "FHIR-CARD-001", "Bundle.entry[0].resource" },
        { "\"endpoint\":\"urn:example:source\"", "\"name\":\"x\"", "FHIR-CARD-001", "Bundle.entry[0].resource.source" },
        { "\"deceasedBoolean\":false", "\"deceasedBoolean\":false,\"deceasedDateTime\":\"2020\"", "FHIR-CARD-003", "Bundle.entry[2].resource.deceased" },
        { "\"gender\":\"female\"", "\"gender\":\"F\"", "FHIR-CODE-001", "Bundle.entry[2].resource.gender" },
        { "\"use\":\"official\"", "\"use\":\"Official\"", "FHIR-CODE-001", "Bundle.entry[2].resource.identifier[0].use" },
        { "\"en-GB\"", "\"english language\"", "FHIR-CODE-002", "Bundle.entry[2].resource.language" },
        { "image/png", "png", "FHIR-CODE-003", "Bundle.entry[2].resource.photo[0].contentType" },
        { "1970-01-31", "1970-02-31", "FHIR-VALUE-001", "Bundle.entry[2].resource.birthDate" },
        { "2026-11-20T10:00:00Z", "2026-11-20T10:00Z", "FHIR-VALUE-001", "Bundle.entry[0].resource.timestamp" },
        { "\"id\":\"p1\"", "\"id\":\"p_1\"", "FHIR-VALUE-001", "Bundle.entry[2].resource.id" },
        { "\"https://example.org/profile\"", "\" https://example.org/profile\"", "FHIR-VALUE-001", "Bundle.entry[2].resource.meta.profile[0]" },
        { "\"data\":\"AAAA\"", "\"data\":\"AAA\"", "FHIR-VALUE-001", "Bundle.entry[2].resource.photo[0].data" },
        { "\"family\":\"Next\"", "\"family\":\" \"", "FHIR-VALUE-001", "Bundle.entry[2].resource.contact[0].name.family" },
        { "\"id\":\"n1\"", "\"id\":\"n 1\"", "FHIR-VALUE-002", "Bundle.entry[2].resource.name[0].id" },
        { "\"id\":\"n1\"", "\"id\":\"i1\"", "FHIR-VALUE-003", "Bundle.entry[2].resource.name[0].id" },
        { "{\"text\":\"kin\"}", "{}", "FHIR-INV-ele-1", "Bundle.entry[2].resource.contact[0].relationship[0]" },
        { "\"valueCodeableConcept\"", "\"extension\":[{\"url\":\"u\",\"valueString\":\"x\"}],\"valueCodeableConcept\"", "FHIR-INV-ext-1", "Bundle.entry[2].resource.extension[0]" },
        { "\"id\":\"gp\",", "\"id\":\"gp\",\"text\":{\"status\":\"empty\",\"div\":\"<div xmlns='http://www.w3.org/1999/xhtml'>x</div>\"},", "FHIR-INV-dom-1", "Bundle.entry[2].resource" },
        { "\"id\":\"gp\",", "\"id\":\"gp\",\"meta\":{\"versionId\":\"1\"},", "FHIR-INV-dom-4", "Bundle.entry[2].resource" },
        { "\"generalPractitioner\":[{\"reference\":\"#gp\"}],", "", "FHIR-INV-dom-3", "Bundle.entry[2].resource" },
        { "<p>Erin", "<p onclick='x()'>Erin", "FHIR-INV-txt-1", "Bundle.entry[2].resource.text.div" },
        { "<p>Erin", "<p><script>x</script>Erin", "FHIR-INV-txt-1", "Bundle.entry[2].resource.text.div" },
        { "#x\\\"", "javascript:x()\\\"", "FHIR-INV-txt-1", "Bundle.entry[2].resource.text.div" },
        { "<p>Erin <a href=\\\"#x\\\">Example</a></p>", "<p> </p>", "FHIR-INV-txt-2", "Bundle.entry[2].resource.text.div" },
        { "\"end\":\"2021\"", "\"end\":\"2019\"", "FHIR-INV-per-1", "Bundle.entry[2].resource.name[0].period" },
        { "\"system\":\"phone\",", "", "FHIR-INV-cpt-2", "Bundle.entry[1].resource.telecom[0]" },
        { "\"contentType\":\"image/png\",", "", "FHIR-INV-att-1", "Bundle.entry[2].resource.photo[0]" },
        { "\"type\":\"message\"", "\"type\":\"message\",\"total\":3", "FHIR-INV-bdl-1", "Bundle" },
        { "\"fullUrl\":\"urn:uuid:22222222-2222-4222-8222-222222222222\",", "\"fullUrl\":\"urn:uuid:22222222-2222-4222-8222-222222222222\",\"search\":{\"mode\":\"match\"},", "FHIR-INV-bdl-2", "Bundle" },
        { "\"managingOrganization\":{\"reference\":\"urn:uuid:22222222-2222-4222-8222-222222222222\"}", "\"managingOrganization\":{\"reference\":\"Location/1\"}", "FHIR-REF-001", "Bundle.entry[2].resource.managingOrganization" },
        { "\"managingOrganization\":{\"reference\":\"urn:uuid:22222222-2222-4222-8222-222222222222\"}", "\"managingOrganization\":{\"reference\":\"urn:uuid:33333333-3333-4333-8333-333333333333\"}", "FHIR-REF-001", "Bundle.entry[2].resource.managingOrganization" },
        { "\"type\":\"message\"", "\"type\":\"document\"", "FHIR-BUNDLE-001", "Bundle" },
        { "\"fullUrl\":\"urn:uuid:11111111-1111-4111-8111-111111111111\"", "\"fullUrl\":\"https://example.org/MessageHeader/other\"", "FHIR-BUNDLE-002", "Bundle.entry[0]" },
        { "\"fullUrl\":\"urn:uuid:11111111-1111-4111-8111-111111111111\"", "\"fullUrl\":\"https://example.org/MessageHeader/_history/h1\"", "FHIR-INV-bdl-8", "Bundle.entry[0]" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void One_fault_gives_one_issue_at_its_place(string original, string fault, string id, string path)
    {
        Message.ShouldContain(original);

        var issue = Validate(Message.Replace(original, fault, StringComparison.Ordinal)).ShouldHaveSingleItem();

        (issue.Id, issue.Path).ShouldBe((id, path));
        issue.Line.ShouldBeGreaterThan(0);
        issue.Text.ShouldNotContain("Example");
    }

    [Fact]
    public void A_local_reference_without_its_resource_breaks_two_rules()
    {
        var issues = Validate(Message.Replace("\"reference\":\"#gp\"", "\"reference\":\"#nobody\"", StringComparison.Ordinal));

        issues.Select(issue => issue.Id).ShouldBe(["FHIR-INV-dom-3", "FHIR-INV-ref-1"], ignoreOrder: true);
    }

    [Fact]
    public void Two_contained_resources_of_one_id_are_a_duplicate_and_make_references_ambiguous()
    {
        const string gp = "{\"resourceType\":\"Practitioner\",\"id\":\"gp\",\"active\":true}";

        var issues = Validate(Message.Replace(gp, gp + "," + gp.Replace("true", "false", StringComparison.Ordinal), StringComparison.Ordinal));

        issues.Select(issue => (issue.Severity, issue.Id, issue.Path)).ShouldBe(
        [
            (FhirSeverity.Error, "FHIR-REF-003", "Bundle.entry[2].resource.contained[1].id"),
            (FhirSeverity.Warning, "FHIR-REF-002", "Bundle.entry[2].resource.generalPractitioner[0]"),
        ], ignoreOrder: true);
    }

    [Fact]
    public void References_that_only_type_and_id_resolve_are_told_of_on_request_once_for_each_Bundle()
    {
        var bundle = FhirJson.Read("""
            {"resourceType":"Bundle","type":"collection","entry":[
             {"resource":{"resourceType":"Organization","id":"o","name":"Example Surgery"}},
             {"resource":{"resourceType":"Patient","id":"a","managingOrganization":{"reference":"Organization/o"}}},
             {"resource":{"resourceType":"Patient","id":"b","managingOrganization":{"reference":"Organization/o"}}}]}
            """u8.ToArray(), FhirVersion.Stu3).Document!;

        new BaseValidator().Validate(bundle.Root).ShouldBeEmpty();
        var issue = new BaseValidator(new FhirValidatorOptions { ReportLenientReferences = true }).Validate(bundle.Root).ShouldHaveSingleItem();

        (issue.Severity, issue.Id, issue.Path).ShouldBe((FhirSeverity.Information, "FHIR-REF-004", "Bundle"));
    }

    [Fact]
    public void Two_entries_of_one_fullUrl_are_a_duplicate_and_make_references_ambiguous()
    {
        var issues = Validate(Message.Replace("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", StringComparison.Ordinal));

        issues.Select(issue => issue.Id).ShouldContain("FHIR-INV-bdl-7");
        issues.Select(issue => issue.Id).ShouldContain("FHIR-REF-002");
    }

    [Fact]
    public void An_element_that_may_occur_once_and_occurs_twice_is_an_error()
    {
        var patient = FhirXml.Read("<Patient xmlns='http://hl7.org/fhir'><gender value='male'/><gender value='male'/><gender value='male'/></Patient>"u8.ToArray(), FhirVersion.Stu3);

        var issue = new BaseValidator().Validate(patient.Document!.Root).ShouldHaveSingleItem();

        (issue.Id, issue.Path).ShouldBe(("FHIR-CARD-002", "Patient.gender"));
    }

    [Fact]
    public void A_value_that_is_only_an_extension_satisfies_what_is_required()
    {
        const string absent = "\"_type\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"unknown\"}]},";

        Validate("{\"resourceType\":\"Bundle\"," + absent + "\"id\":\"x\"}").ShouldBeEmpty();
    }

    [Fact]
    public void A_part_of_a_document_is_validated_by_itself()
    {
        var bundle = FhirJson.Read(Encoding.UTF8.GetBytes(Message.Replace("\"type\":\"message\",", "", StringComparison.Ordinal)), FhirVersion.Stu3).Document!;

        new BaseValidator().Validate(bundle.Root["entry"]["resource"]).ShouldBeEmpty();
    }

    [Fact]
    public void Narrative_and_fullUrls_are_asked_for_on_request()
    {
        var validator = new BaseValidator(new FhirValidatorOptions { WarnOfMissingFullUrls = true, WarnOfMissingNarrative = true });
        var bundle = FhirJson.Read("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","active":true}}]}"""u8.ToArray(), FhirVersion.R4);

        var issues = validator.Validate(bundle.Document!.Root);

        issues.Select(issue => (issue.Id, issue.Severity)).ShouldBe([("FHIR-BUNDLE-003", FhirSeverity.Warning), ("FHIR-INV-dom-6", FhirSeverity.Warning)], ignoreOrder: true);
    }

    [Fact]
    public void Reading_with_values_checked_finds_what_validation_would_find_of_values()
    {
        var faulty = Encoding.UTF8.GetBytes(Message.Replace("1970-01-31", "1970-02-31", StringComparison.Ordinal).Replace("{\"text\":\"kin\"}", "{}", StringComparison.Ordinal));

        FhirJson.Read(faulty, FhirVersion.Stu3).Issues.ShouldBeEmpty();
        FhirJson.Read(faulty, FhirVersion.Stu3, FhirReaderOptions.Strict).Issues.Select(issue => issue.Id).ShouldBe(["FHIR-VALUE-001", "FHIR-INV-ele-1"]);
    }

    [Fact]
    public void Nothing_to_validate_is_a_mistake_of_the_program() =>
        Should.Throw<ArgumentException>(() => new BaseValidator().Validate(default));

    private static IReadOnlyList<FhirIssue> Validate(string json)
    {
        var result = FhirJson.Read(Encoding.UTF8.GetBytes(json), FhirVersion.Stu3);
        result.Issues.ShouldBeEmpty();
        return new BaseValidator().Validate(result.Document!.Root);
    }
}
