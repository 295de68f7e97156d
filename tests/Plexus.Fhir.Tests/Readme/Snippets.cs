using System.Text;

namespace Plexus.Fhir.Tests.Readme;

/// <summary>The code that the library's README shows, as it stands there: compiled here, and run by <see cref="TheReadme"/>.</summary>
internal static class Snippets
{
    internal const string Letter = """
        {"resourceType":"Bundle","type":"collection","entry":[
          {"fullUrl":"urn:uuid:0b5c1ad6-70d1-4b4c-9e24-3d5a1e0f6f10","resource":{"resourceType":"Patient",
            "extension":[{"url":"https://example.org/ethnicity","valueCodeableConcept":{"coding":[{"system":"https://example.org/ethnicities","code":"A"}]}}],
            "identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}],
            "name":[{"family":"Example","given":["Erin","Ann"]}],"birthDate":"1970-01-31","deceasedBoolean":false,
            "managingOrganization":{"reference":"urn:uuid:7d0a4f3e-4a52-4b0f-8a44-0c3d8d1b2c11"}}},
          {"fullUrl":"urn:uuid:7d0a4f3e-4a52-4b0f-8a44-0c3d8d1b2c11","resource":{"resourceType":"Organization","name":"Example Surgery"}}]}
        """;

    internal static FhirDocument? Parse(byte[] bytes, TextWriter output)
    {
        #region Parse
        var result = FhirJson.Read(bytes, FhirVersion.Stu3);            // or FhirXml.Read
        foreach (var issue in result.Issues)
            output.WriteLine($"{issue.Severity} {issue.Id} {issue.Path} ({issue.Line},{issue.Column}): {issue.Text}");
        if (result.Document is not { } document)
            return null;                                                // malformed, or beyond a limit: fatal
        #endregion
        return document;
    }

    internal static void Navigate(FhirDocument document, TextWriter output)
    {
        #region Navigate
        var patient = document.Root.Resources("Patient").First();       // of a Bundle; any document's resource is document.Root
        var family = patient["name"]["family"].Value;                   // null when any step is missing
        foreach (var given in patient["name"].Elements("given"))
            output.WriteLine(given.Value);
        var born = patient["birthDate"].DateValue;                      // .Value is the text exactly as sent
        var isDead = patient["deceased"].BooleanValue;                  // a choice by its base name, or ["deceasedBoolean"]
        var nhsNumber = patient.Identifier("https://fhir.nhs.uk/Id/nhs-number");
        var ethnicity = patient.Extension("https://example.org/ethnicity")["value"].Coding("https://example.org/ethnicities")["code"].Value;
        var practice = patient["managingOrganization"].Resolve();       // contained, or an entry of the Bundle
        output.WriteLine(practice["name"].Path);                        // Bundle.entry[1].resource.name
        #endregion
        output.WriteLine($"{family} {born:yyyy-MM-dd} {isDead} {nhsNumber} {ethnicity}");
    }

    internal static (byte[] Xml, byte[] Json) Build()
    {
        #region Build
        var observation = ResourceBuilder.Create(FhirVersion.Stu3, "Observation")
            .AddIdentifier("https://example.org/observations", "42")
            .Set("status", "final")
            .SetCode("code", "http://snomed.info/sct", "27113001", "Body weight")
            .SetReference("subject", "Patient/1")
            .Set("effectiveDateTime", new DateOnly(2026, 11, 28))
            .Set("valueQuantity", weight => weight.Set("value", 72.50m).Set("unit", "kg"))
            .Build();
        byte[] xml = FhirXml.ToBytes(observation.Root), json = FhirJson.ToBytes(observation.Root);
        #endregion
        return (xml, json);
    }

    internal static void Query(FhirDocument document, TextWriter output)
    {
        #region Query
        var names = FhirPath.Compile("entry.resource.ofType(Patient).name.where(family.exists()).given", FhirVersion.Stu3, "Bundle");
        foreach (var name in names.Evaluate(document.Root))             // compiled once, shared by threads
            output.WriteLine(name.Text);
        foreach (var warning in names.Warnings)                         // names that the definitions do not have
            output.WriteLine(warning);
        var isAdult = FhirPath.Compile("birthDate <= @2008-11-28", FhirVersion.Stu3).Test(document.Root.Resources("Patient").First());
        #endregion
        output.WriteLine(isAdult);
    }

    internal static byte[] Validate(FhirDocument document)
    {
        #region Validate
        var validator = new ProfileValidator([]);                       // give it ProfilePacks; keep one, share it
        var issues = validator.Validate(document.Root);                 // with the reader's issues, the whole answer
        var isValid = issues.All(issue => issue.Severity > FhirSeverity.Error);
        var outcome = OperationOutcomes.Create(issues, document.Version, document);
        #endregion
        return isValid ? FhirJson.ToBytes(outcome.Root) : [];
    }

    internal static (IReadOnlyList<FhirIssue> Found, string? Display) ValidateAgainstOwn(FhirDocument document, byte[] definition)
    {
        #region Validate against profiles of your own
        var builder = new ProfilePackBuilder(FhirVersion.R4, Hl7Definitions.R4);   // differential or snapshot, ValueSets, CodeSystems, ConceptMaps
        builder.Add(FhirJson.Read(definition, FhirVersion.R4).Document!.Root);
        var profiles = new ProfileValidator([builder.Build(), Hl7Definitions.R4]);
        var found = profiles.Validate(document.Root, "https://example.org/StructureDefinition/Own");
        var codes = new FhirTerminology(FhirVersion.R4, Hl7Definitions.R4);        // Contains, Codes, Display, Translate
        #endregion
        return (found, codes.Display("http://hl7.org/fhir/administrative-gender", "female"));
    }

    internal static byte[] Convert(FhirDocument document, TextWriter output)
    {
        #region Convert
        var conversion = FhirConverter.Convert(document.Root, FhirVersion.R4);
        foreach (var issue in conversion.Issues)                        // whatever has no counterpart, at its place in the source
            output.WriteLine($"{issue.Severity} {issue.Id} {issue.Path}: {issue.Text}");
        if (conversion.HasErrors)                                       // it would mean something else, or lack what R4 demands
            return [];
        var r4 = FhirXml.ToBytes(conversion.Document!.Root);
        #endregion
        return r4;
    }

    internal static FhirDocument Read() => Parse(Encoding.UTF8.GetBytes(Letter), TextWriter.Null)!;
}
