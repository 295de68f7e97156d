using System.Text;
using Plexus.Fhir.Validation.Profiles;

namespace Plexus.Fhir.Tests.Validation;

public sealed class RulesOfDstu2
{
    private static readonly ProfileValidator Validator = new([]);

    [Theory]
    [InlineData("app-1", """{"resourceType":"Appointment","status":"pending","start":"2020-01-01T09:00:00Z","end":"2020-01-01T09:10:00Z","participant":[{"status":"accepted"}]}""")]
    [InlineData("app-2", """{"resourceType":"Appointment","status":"proposed","start":"2020-01-01T09:00:00Z","participant":[{"status":"accepted","actor":{"display":"x"}}]}""")]
    [InlineData("app-3", """{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted","actor":{"display":"x"}}]}""")]
    [InlineData("cmp-1", """{"resourceType":"Composition","date":"2020","type":{"text":"t"},"title":"t","status":"final","subject":{"display":"x"},"author":[{"display":"x"}],"section":[{"title":"t"}]}""")]
    [InlineData("cmp-2", """{"resourceType":"Composition","date":"2020","type":{"text":"t"},"title":"t","status":"final","subject":{"display":"x"},"author":[{"display":"x"}],"section":[{"entry":[{"display":"x"}],"emptyReason":{"text":"none"}}]}""")]
    [InlineData("cnf-1", """{"resourceType":"Conformance","status":"draft","date":"2020","kind":"capability","description":"d","fhirVersion":"1.0.2","acceptUnknown":"no","format":["xml"]}""")]
    [InlineData("cnf-14", """{"resourceType":"Conformance","status":"draft","date":"2020","kind":"requirements","software":{"name":"s"},"fhirVersion":"1.0.2","acceptUnknown":"no","format":["xml"],"rest":[{"mode":"server","resource":[{"type":"Patient","interaction":[{"code":"read"}]}]}]}""")]
    [InlineData("con-1", """{"resourceType":"Condition","patient":{"display":"x"},"code":{"text":"c"},"verificationStatus":"confirmed","stage":{"id":"s","extension":[{"url":"http://example.org/e","valueCode":"c"}]}}""")]
    [InlineData("imm-2", """{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"v"},"patient":{"display":"x"},"wasNotGiven":false,"reported":false,"explanation":{"reasonNotGiven":[{"text":"r"}]}}""")]
    [InlineData("inv-1", """{"resourceType":"Parameters","parameter":[{"name":"a"}]}""")]
    [InlineData("lst-1", """{"resourceType":"List","status":"current","mode":"snapshot","entry":[{"item":{"display":"x"}}],"emptyReason":{"text":"none"}}""")]
    [InlineData("mst-2", """{"resourceType":"MedicationStatement","patient":{"display":"x"},"status":"active","wasNotTaken":true,"reasonForUseCodeableConcept":{"text":"r"},"medicationCodeableConcept":{"text":"m"}}""")]
    [InlineData("obs-6", """{"resourceType":"Observation","status":"final","code":{"text":"c"},"valueString":"v","dataAbsentReason":{"text":"r"}}""")]
    [InlineData("obs-7", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"urn:s","code":"c"}]},"component":[{"code":{"coding":[{"system":"urn:s","code":"c"}]}}]}""")]
    [InlineData("org-1", """{"resourceType":"Organization","active":true}""")]
    [InlineData("org-2", """{"resourceType":"Organization","name":"n","address":[{"use":"home"}]}""")]
    [InlineData("org-3", """{"resourceType":"Organization","name":"n","telecom":[{"system":"phone","value":"1","use":"home"}]}""")]
    [InlineData("pat-1", """{"resourceType":"Patient","contact":[{"gender":"female"}]}""")]
    [InlineData("tim-3", """{"resourceType":"MedicationStatement","patient":{"display":"x"},"status":"active","medicationCodeableConcept":{"text":"m"},"dosage":[{"timing":{"repeat":{"frequency":1,"when":"AC"}}}]}""")]
    [InlineData("tim-5", """{"resourceType":"MedicationStatement","patient":{"display":"x"},"status":"active","medicationCodeableConcept":{"text":"m"},"dosage":[{"timing":{"repeat":{"period":-1,"periodUnits":"d"}}}]}""")]
    public void What_the_published_XPath_forbids_is_an_error(string key, string json)
    {
        var errors = Validate(json).Where(issue => issue.Severity <= FhirSeverity.Error);

        errors.ShouldHaveSingleItem().Id.ShouldBe("FHIR-INV-" + key);
    }

    [Fact]
    public void Rules_that_nobody_translated_are_told_once()
    {
        var issues = Validate("""{"resourceType":"ValueSet","status":"draft","compose":{"include":[{"system":"urn:s"}]}}""");

        issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-INV-001");
        issues[0].Severity.ShouldBe(FhirSeverity.Information);
    }

    [Fact]
    public void A_resource_whose_rules_are_all_checked_says_nothing() =>
        Validate("""{"resourceType":"Patient","name":[{"family":["Example"]}],"contact":[{"name":{"text":"x"}}]}""").ShouldBeEmpty();

    [Fact]
    public void Every_row_translates_a_rule_that_is_published_in_XPath_and_compiles()
    {
        var model = FhirModel.For(FhirVersion.Dstu2);
        var published = model.Invariants.Where(invariant => invariant.Expression == 0).Select(invariant => model.Strings[invariant.Key]).ToHashSet();

        Dstu2Invariants.Keys.Except(published).ShouldBeEmpty();
        foreach (var key in Dstu2Invariants.Keys)
            FhirPath.TryCompile(Dstu2Invariants.Find(null, key)!, FhirVersion.Dstu2, out _, out _).ShouldBeTrue(key);
    }

    private static IReadOnlyList<FhirIssue> Validate(string json)
    {
        var read = FhirJson.Read(Encoding.UTF8.GetBytes(json), FhirVersion.Dstu2);
        read.Issues.ShouldBeEmpty();
        return Validator.Validate(read.Document!.Root);
    }
}
