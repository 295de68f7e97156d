using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Tests.Readme;

public sealed class TheReadme
{
    [Theory]
    [InlineData("Parse")]
    [InlineData("Navigate")]
    [InlineData("Build")]
    [InlineData("Query")]
    [InlineData("Validate")]
    [InlineData("Validate against profiles of your own")]
    [InlineData("Convert")]
    public void Shows_code_that_is_compiled_and_run_here(string section)
    {
        var readme = File.ReadAllText(Path.Combine(Specifications.Repository, "src", "Plexus.Fhir", "README.md")).ReplaceLineEndings("\n");
        var source = File.ReadAllText(Path.Combine(Specifications.Repository, "tests", "Plexus.Fhir.Tests", "Readme", "Snippets.cs")).ReplaceLineEndings("\n");

        var shown = Between(Between(readme, $"## {section}\n", "\n## "), "```csharp\n", "```");
        var compiled = Between(source, $"#region {section}\n", "        #endregion").Split('\n').Select(line => line.Length > 8 ? line[8..] : line);

        shown.ShouldBe(string.Join('\n', compiled));
        shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public void Parses_what_is_well_formed_and_nothing_else()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        Snippets.Parse(Encoding.UTF8.GetBytes(Snippets.Letter), output).ShouldNotBeNull();
        Snippets.Parse("{"u8.ToArray(), output).ShouldBeNull();

        output.ToString().ShouldContain("Fatal FHIR-JSON-001");
    }

    [Fact]
    public void Navigates_to_what_the_document_holds()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        Snippets.Navigate(Snippets.Read(), output);

        output.ToString().ReplaceLineEndings("\n").ShouldBe("Erin\nAnn\nBundle.entry[1].resource.name\nExample 1970-01-31 False 9990000018 A\n");
    }

    [Fact]
    public void Builds_an_observation_in_both_forms()
    {
        var (xml, json) = Snippets.Build();

        Encoding.UTF8.GetString(json).ShouldBe(
            """{"resourceType":"Observation","identifier":[{"system":"https://example.org/observations","value":"42"}],"status":"final","code":{"coding":[{"system":"http://snomed.info/sct","code":"27113001","display":"Body weight"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-11-28","valueQuantity":{"value":72.50,"unit":"kg"}}""");
        FhirXml.Read(xml, FhirVersion.Stu3, FhirReaderOptions.Strict).Issues.ShouldBeEmpty();
    }

    [Fact]
    public void Queries_with_FHIRPath()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        Snippets.Query(Snippets.Read(), output);

        output.ToString().ReplaceLineEndings("\n").ShouldBe("Erin\nAnn\nTrue\n");
    }

    [Fact]
    public void Validates_to_an_OperationOutcome() =>
        Encoding.UTF8.GetString(Snippets.Validate(Snippets.Read())).ShouldStartWith("""{"resourceType":"OperationOutcome","issue":[""");

    [Fact]
    public void Holds_a_resource_to_a_profile_that_is_brought_along()
    {
        var definition = """
            {"resourceType":"StructureDefinition","url":"https://example.org/StructureDefinition/Own","name":"Own","status":"draft","fhirVersion":"4.0.1",
             "kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
             "differential":{"element":[{"id":"Patient","path":"Patient"},{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}}
            """u8.ToArray();
        var patient = FhirJson.Read("""{"resourceType":"Patient","active":true}"""u8.ToArray(), FhirVersion.R4).Document!;

        var (found, display) = Snippets.ValidateAgainstOwn(patient, definition);

        found.ShouldContain(issue => issue.Severity == FhirSeverity.Error && issue.Path.StartsWith("Patient", StringComparison.Ordinal) && issue.Profile == "https://example.org/StructureDefinition/Own");
        display.ShouldBe("Female");
    }

    [Fact]
    public void Converts_to_R4()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        var r4 = Snippets.Convert(Snippets.Read(), output);

        FhirXml.Read(r4, FhirVersion.R4).Issues.ShouldBeEmpty();
        output.ToString().ShouldBeEmpty();
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal);
        from.ShouldBeGreaterThanOrEqualTo(0, start);
        from += start.Length;
        var to = text.IndexOf(end, from, StringComparison.Ordinal);
        return text[from..(to < 0 ? text.Length : to)];
    }
}
