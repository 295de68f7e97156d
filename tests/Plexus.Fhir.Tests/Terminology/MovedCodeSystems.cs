using DefinitionCompiler;
using Plexus.Fhir.Definitions;

namespace Plexus.Fhir.Tests.Terminology;

public sealed class MovedCodeSystems
{
    // Of several releases of one table R4 kept one code system, or none.
    private static readonly string[] Dropped =
    [
        "http://hl7.org/fhir/v2/0006/2.1", "http://hl7.org/fhir/v2/0006/2.4", "http://hl7.org/fhir/v2/0360/2.3.1",
        "http://hl7.org/fhir/v2/0360/2.7", "http://hl7.org/fhir/v2/0391/2.4", "http://hl7.org/fhir/v2/0391/2.6",
    ];

    [Theory]
    [InlineData("http://hl7.org/fhir/v2/0203", "http://terminology.hl7.org/CodeSystem/v2-0203")]
    [InlineData("http://hl7.org/fhir/v3/ActCode", "http://terminology.hl7.org/CodeSystem/v3-ActCode")]
    [InlineData("http://hl7.org/fhir/v2/0360/2.7", "http://terminology.hl7.org/CodeSystem/v2-2.7-0360")]
    [InlineData("http://hl7.org/fhir/observation-category", "http://terminology.hl7.org/CodeSystem/observation-category")]
    [InlineData("http://hl7.org/fhir/allergy-clinical-status", "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical")]
    [InlineData("http://hl7.org/fhir/administrative-gender", "http://hl7.org/fhir/administrative-gender")]
    [InlineData("https://fhir.nhs.uk/Id/nhs-number", "https://fhir.nhs.uk/Id/nhs-number")]
    public void Have_one_URL_before_R4_and_another_since(string before, string since)
    {
        CodeSystemAliases.In(FhirVersion.R4, before).ShouldBe(since);
        CodeSystemAliases.In(FhirVersion.R4, since).ShouldBe(since);
        CodeSystemAliases.In(FhirVersion.Stu3, since).ShouldBe(before);
        CodeSystemAliases.In(FhirVersion.Dstu2, before).ShouldBe(before);
    }

    [SpecificationFact]
    public void Are_all_published_in_R4_where_the_table_says()
    {
        var (stu3, r4) = (Published(FhirVersion.Stu3), Published(FhirVersion.R4));

        var moved = stu3.Select(url => (Before: url, Since: CodeSystemAliases.In(FhirVersion.R4, url))).Where(pair => pair.Before != pair.Since).ToArray();

        moved.Length.ShouldBeGreaterThan(680);
        moved.Where(pair => !r4.Contains(pair.Since)).Select(pair => pair.Before).Order(StringComparer.Ordinal).ShouldBe(Dropped);
    }

    [SpecificationFact]
    public void Include_all_that_stand_under_the_same_name_in_R4()
    {
        var r4 = Published(FhirVersion.R4);

        Published(FhirVersion.Stu3)
            .Where(url => !r4.Contains(url) && r4.Contains("http://terminology.hl7.org/CodeSystem/" + url[(url.LastIndexOf('/') + 1)..]))
            .Where(url => CodeSystemAliases.In(FhirVersion.R4, url) == url)
            .ShouldBeEmpty();
    }

    private static HashSet<string> Published(FhirVersion version) =>
        [.. BasePack.Terminology(BasePack.Folder(version, Specifications.Folder!)).Where(resource => resource.Text("resourceType") == "CodeSystem").Select(resource => resource.Text("url")!)];
}
