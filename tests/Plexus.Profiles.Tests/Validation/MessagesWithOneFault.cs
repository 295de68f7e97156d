using System.Text;
using Plexus.Fhir;
using Plexus.Fhir.Tests;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>One fault put into a published message gives one more issue than the message has as published.</summary>
public sealed class MessagesWithOneFault
{
    private const string Message = "itk3/examples/ITK010D-emergency-supply.xml";
    private const string Handling = "Bundle.entry[0].resource.extension[0]";

    [SpecificationTheory]
    [InlineData("<extension url=\"BusAckRequested\">", "<extension url=\"BusAckWanted\">", "FHIR-SLICE-001", Handling)]
    [InlineData("<extension url=\"SenderReference\">", "<extension url=\"BusAckRequested\"><valueBoolean value=\"true\"/></extension><extension url=\"SenderReference\">", "FHIR-SLICE-002", Handling + ".extension[4]")]
    [InlineData("<code value=\"FA\"/>", "<code value=\"XX\"/>", "FHIR-CODE-011", Handling + ".extension[2].value")]
    [InlineData("<valueString value=\"None\"/>", "<valueBoolean value=\"true\"/>", "FHIR-PROF-004", Handling + ".extension[4].value")]
    [InlineData("<code value=\"ITK010D\"/>", "<code value=\"ITK999D\"/>", "FHIR-CODE-012", "Bundle.entry[0].resource.event")]
    [InlineData("<type value=\"message\"/>", "<type value=\"collection\"/>", "FHIR-PROF-005", "Bundle.type")]
    [InlineData("<code value=\"01\"/>", "<code value=\"77\"/>", "FHIR-CODE-011", "Bundle.entry[3].resource.entry[4].resource.identifier[0].extension[0].value")]
    [InlineData("<endpoint value=\"NOWOT004\"/>", "<endpoint value=\"NOW OT004\"/>", "FHIR-VALUE-001", "Bundle.entry[0].resource.source.endpoint")]
    public void It_is_found_and_nothing_else_is(string original, string fault, string id, string path)
    {
        var text = Encoding.UTF8.GetString(Specifications.Read(Message));
        var place = text.IndexOf(original, StringComparison.Ordinal);
        place.ShouldBeGreaterThan(0);

        var before = Issues(text);
        var after = Issues(text[..place] + fault + text[(place + original.Length)..]);

        after.Except(before).Select(issue => (issue.Id, issue.Path)).ShouldBe([(id, path)]);
    }

    private static HashSet<(string Id, string Path, string Text)> Issues(string text)
    {
        var read = FhirXml.Read(Encoding.UTF8.GetBytes(text), FhirVersion.Stu3);
        read.Issues.ShouldBeEmpty();
        return [.. PublishedMessages.Validator.Validate(read.Document!.Root).Select(issue => (issue.Id, issue.Path, issue.Text))];
    }
}
