using System.Text;
using System.Xml;
using Plexus.Fhir.Tests.Corpus;

namespace Plexus.Fhir.Tests.Validation;

public sealed class PlacesInOutcomes
{
    private const string Message = """
        {"resourceType":"Bundle","type":"collection","entry":[
          {"fullUrl":"urn:uuid:11111111-1111-4111-8111-111111111111","resource":{"resourceType":"Basic","code":{"text":"c"}}},
          {"fullUrl":"urn:uuid:22222222-2222-4222-8222-222222222222","resource":{"resourceType":"Observation","id":"o",
            "text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'><p>x</p></div>"},
            "contained":[{"resourceType":"Patient","id":"p"},{"resourceType":"Practitioner","id":"q","identifier":[{"system":"urn:s"},{"system":"urn:t","value":"1"}]}],
            "extension":[{"url":"http://example.org/a","valueString":"s"},{"url":"http://example.org/b","extension":[{"url":"c","valueCode":"d"},{"url":"e","valueCodeableConcept":{"coding":[{"code":"f"}]}}]}],
            "status":"final","_status":{"extension":[{"url":"http://example.org/g","valueBoolean":true}]},"code":{"text":"c"},"subject":{"reference":"#p"},"performer":[{"reference":"#q"}],
            "effectivePeriod":{"start":"2020-01-01"},"valueQuantity":{"value":1.50,"unit":"kg"},
            "component":[{"code":{"text":"x"},"valueString":"y"},{"code":{"coding":[{"code":"k"},{"code":"l"}]},"valueQuantity":{"value":2}}]}}]}
        """;

    [Theory]
    [InlineData("Bundle", "/f:Bundle")]
    [InlineData("Bundle.entry[1]", "/f:Bundle/f:entry[2]")]
    [InlineData("Bundle.entry[0].resource", "/f:Bundle/f:entry[1]/f:resource/f:Basic")]
    [InlineData("Bundle.entry[1].resource.status", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:status")]
    [InlineData("Bundle.entry[1].resource.value", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:valueQuantity")]
    [InlineData("Bundle.entry[1].resource.effective.start", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:effectivePeriod/f:start")]
    [InlineData("Bundle.entry[1].resource.component[0].value", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:component[1]/f:valueString")]
    [InlineData("Bundle.entry[1].resource.component[1].code.coding[1].code", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:component[2]/f:code/f:coding[2]/f:code")]
    [InlineData("Bundle.entry[1].resource.contained[1]", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:contained[2]/f:Practitioner")]
    [InlineData("Bundle.entry[1].resource.contained[1].identifier[1].value", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:contained[2]/f:Practitioner/f:identifier[2]/f:value")]
    [InlineData("Bundle.entry[1].resource.extension[1].extension[1].value.coding[0]", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:extension[2]/f:extension[2]/f:valueCodeableConcept/f:coding[1]")]
    [InlineData("Bundle.entry[1].resource.status.extension[0].value", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:status/f:extension[1]/f:valueBoolean")]
    [InlineData("Bundle.entry[1].resource.text.div", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:text/h:div")]

    // Attributes have no place of their own in a simple XPath.
    [InlineData("Bundle.entry[1].resource.extension[0].url", "/f:Bundle/f:entry[2]/f:resource/f:Observation/f:extension[1]")]

    // Of what is not there, as far as there is something.
    [InlineData("Bundle.entry[1].resource.issued", "/f:Bundle/f:entry[2]/f:resource/f:Observation")]
    [InlineData("Bundle.entry[7].resource.issued", "/f:Bundle/f:entry[8]/f:resource")]
    public void An_outcome_says_the_place_in_XPath_up_to_STU3_and_in_FHIRPath_from_then_on(string path, string location)
    {
        foreach (var version in Enum.GetValues<FhirVersion>())
        {
            var document = FhirJson.Read(Encoding.UTF8.GetBytes(Message), version).Document!;

            var issue = OperationOutcomes.Create([Issue(path)], version, document).Root["issue"];

            Texts(issue, "location").ShouldBe(version == FhirVersion.R4 ? [] : [location]);
            Texts(issue, "expression").ShouldBe(version == FhirVersion.Dstu2 ? [] : [path]);
        }
    }

    [Theory]
    [InlineData("Observation.component[1].code.coding[0]", "/f:Observation/f:component[2]/f:code/f:coding[1]")]
    [InlineData("Observation.value.coding[0]", "/f:Observation")]
    [InlineData("Observation.component[1].value", "/f:Observation/f:component[2]")]
    [InlineData("Bundle.entry[3].resource.name[0]", "/f:Bundle/f:entry[4]/f:resource")]
    [InlineData("Observation.contained[0].name[0]", "/f:Observation/f:contained[1]")]
    [InlineData("Nonsense.name[0]", null)]
    public void Without_the_document_a_location_leads_as_far_as_the_definitions_do(string path, string? location)
    {
        var issue = OperationOutcomes.Create([Issue(path)], FhirVersion.Stu3).Root["issue"];

        Texts(issue, "location").ShouldBe(location is null ? [] : [location]);
        Texts(issue, "expression").ShouldBe([path]);
    }

    [Fact]
    public void A_document_that_is_not_the_one_of_the_issue_is_not_asked()
    {
        var patient = ResourceBuilder.Create(FhirVersion.Stu3, "Patient").Set("active", true).Build();

        var issue = OperationOutcomes.Create([Issue("Observation.status")], FhirVersion.Stu3, patient).Root["issue"];

        Texts(issue, "location").ShouldBe(["/f:Observation/f:status"]);
    }

    [Fact]
    public void Every_location_selects_the_one_element_of_the_XML_that_is_meant() =>
        Misplaced(FhirJson.Read(Encoding.UTF8.GetBytes(Message), FhirVersion.Stu3).Document!).ShouldBeEmpty();

    [SpecificationFact]
    public void Every_location_in_published_examples_selects_the_one_element_that_is_meant()
    {
        var documents =
            from example in PublishedExamples.All()
            where example.Version != FhirVersion.R4 && example.Bytes.Length < 12_000
            let document = (example.IsXml ? FhirXml.Read(example.Bytes, example.Version) : FhirJson.Read(example.Bytes, example.Version)).Document
            where document is not null
            select document;

        var faults = documents.SelectMany(Misplaced).ToArray();

        faults.ShouldBeEmpty();
    }

    /// <summary>What the locations of all elements select in the document's XML, where that is not just the element.</summary>
    private static IEnumerable<string> Misplaced(FhirDocument document)
    {
        var xml = new XmlDocument();
        xml.LoadXml(Encoding.UTF8.GetString(FhirXml.ToBytes(document.Root)).TrimStart('\uFEFF'));
        var names = new XmlNamespaceManager(xml.NameTable);
        names.AddNamespace("f", "http://hl7.org/fhir");
        names.AddNamespace("h", "http://www.w3.org/1999/xhtml");
        FhirElement[] elements = [.. Enumerable.Range(0, document.Nodes.Length).Select(i => new FhirElement(document, i)).Where(element => element.Name is not ("id" or "url") || element.Children().Count > 0)];
        var issues = elements.Select(element => Issue(element.Path)).ToArray();
        var locations = OperationOutcomes.Create(issues, document.Version, document).Root.Elements("issue").Select(issue => issue["location"].Value!).ToArray();
        locations.Distinct().Count().ShouldBe(elements.Length);

        foreach (var (element, location) in elements.Zip(locations))
        {
            var selected = xml.SelectNodes(location, names)!;
            var name = element.IsResource ? element.TypeName : element.Name;
            if (selected.Count != 1 || selected[0]!.LocalName != name || (element.HasValue && name != "div" && selected[0]!.Attributes!["value"]?.Value != element.Value))
                yield return $"{element.Path} {location} {selected.Count}";
        }
    }

    private static string[] Texts(FhirElement issue, string name) => name == "expression" && issue.Document!.Version == FhirVersion.Dstu2 ? [] : [.. issue.Elements(name).Select(text => text.Value!)];

    private static FhirIssue Issue(string path) => new(FhirSeverity.Error, "invalid", "FHIR-TEST-001", "Wrong.", path, 1, 1);
}
