namespace Plexus.Fhir.Tests.Corpus;

public sealed class PublishedExamplesValidate
{
    // What HL7's own examples get wrong, and why it is wrong.
    private static readonly (string Finding, string Reason)[] Known =
    [
        ("Bundle-10bb101f-a121-4264-a920-67be9cb82c74.json FHIR-BUNDLE-002", "An entry's address names another id than its resource has."),
        ("Claim-100150.json FHIR-CODE-001", "The code is of another code system than the required one."),
        ("DeviceComponent-example-prodspec.json FHIR-CODE-001", "The language's code system is named by a web address instead of its URN."),
        ("DeviceMetric-example.json FHIR-REF-001", "The parent is a DeviceDefinition where a Device must stand."),
        ("DeviceRequest-example.json FHIR-CODE-001", "The intent is of another code system than the required one."),
        ("DeviceUseStatement-example.json FHIR-REF-001", "The reason is a Procedure where it may not be."),
        ("EventDefinition-example.json FHIR-INV-txt-2", "The narrative is empty."),
        ("Patient-null.json FHIR-INV-dom-1", "A contained resource has narrative."),
        ("QuestionnaireResponse-3141.json FHIR-INV-dom-3", "A contained resource is referred to by nothing."),
    ];

    [SpecificationFact]
    public void All_examples_of_HL7_are_valid_but_for_known_faults()
    {
        var validator = new BaseValidator();

        var findings = PublishedExamples.All()
            .Where(example => example.Path.StartsWith("fhir-examples/", StringComparison.Ordinal))
            .SelectMany(example => validator.Validate(Document(example).Root), (example, issue) => $"{Path.GetFileName(example.Path)} {issue.Id}")
            .Distinct();

        findings.ShouldBe(Known.Select(known => known.Finding), ignoreOrder: true);
    }

    [SpecificationTheory]
    [InlineData("itk3/examples/ITK003D-edischarge.xml")]
    [InlineData("itk3/examples/ITK008M-response-30001.xml")]
    [InlineData("itk3/examples/ITK009D-immunization.xml")]
    [InlineData("itk3/examples/ITK010D-emergency-supply.xml")]
    [InlineData("gp-connect-send-document/examples/send-document--generic-example.xml")]
    public void Messages_of_ITK3_have_few_base_faults(string path)
    {
        var example = PublishedExamples.All().Single(example => example.Path == path);

        // Published samples carry a handful of faults of their own; a rule of ours that misfires would give dozens.
        new BaseValidator().Validate(Document(example).Root).Count.ShouldBeLessThan(4);
    }

    private static FhirDocument Document(PublishedExamples.Example example)
    {
        var result = example.IsXml ? FhirXml.Read(example.Bytes, example.Version) : FhirJson.Read(example.Bytes, example.Version);
        return result.Document!;
    }
}
