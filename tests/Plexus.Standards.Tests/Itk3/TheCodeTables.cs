using System.Xml.Linq;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.Tests.Itk3;

public sealed class TheCodeTables
{
    private static readonly string[] PositiveCodes =
        ["20013", "30001", "30004", "30005", "30006", "30008", "30009", "30010", "30011", "30013", "30016", "30019"];

    [SpecsFact]
    public void Response_codes_are_exactly_those_of_the_published_code_system()
    {
        var published = Concepts("CodeSystem-ITK-ResponseCodes-1.xml");

        ResponseCodes.All.Values.ToDictionary(code => code.Code, code => code.Display).ShouldBe(published, ignoreOrder: true);
    }

    [SpecsFact]
    public void Message_events_are_exactly_those_of_the_published_code_system()
    {
        var published = Concepts("CodeSystem-ITK-MessageEvent-2.xml");

        MessageEvents.All.Values.ToDictionary(row => row.Code, row => row.Display).ShouldBe(published, ignoreOrder: true);
    }

    [SpecsFact]
    public void Every_superseded_code_has_a_successor_except_service_failure()
    {
        var published = Concepts("CodeSystem-ITK-Acknowledgement-1.xml");

        OldAcknowledgementCodes.Successors.Keys.ShouldBe(published.Keys.Where(code => code != "51012"), ignoreOrder: true);
        OldAcknowledgementCodes.Successors.Values.ShouldAllBe(code => ResponseCodes.All.ContainsKey(code));
    }

    [Fact]
    public void Only_the_codes_the_guide_names_are_positive() =>
        ResponseCodes.All.Values.Where(code => code.Positive).Select(code => code.Code).ShouldBe(PositiveCodes, ignoreOrder: true);

    [Theory]
    [InlineData("10001", "fatal-error", "fatal", "processing")]
    [InlineData("20002", "fatal-error", "fatal", "not-found")]
    [InlineData("20004", "fatal-error", "fatal", "security")]
    [InlineData("20008", "fatal-error", "fatal", "duplicate")]
    [InlineData("20013", "ok", "information", "informational")]
    [InlineData("30003", "fatal-error", "fatal", "business-rule")]
    [InlineData("30007", "fatal-error", "warning", "informational")]
    [InlineData("30014", "fatal-error", "information", "informational")]
    [InlineData("30015", "fatal-error", "information", "duplicate")]
    public void A_code_is_written_with_its_triple(string code, string response, string severity, string issue)
    {
        var row = ResponseCodes.All[code];

        (row.Response, row.Severity, row.IssueCode).ShouldBe((response, severity, issue));
    }

    [Theory]
    [InlineData("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1", "ITK-GPConnectSendDocument-MessageDefinition", "1")]
    [InlineData(" https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-Instance-1", "ITK-GPConnectSendDocument-MessageDefinition", "1")]
    [InlineData("MessageDefinition/ITK-EDIS-MessageDefinition-1|1.0.0", "ITK-EDIS-MessageDefinition", "1")]
    [InlineData("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-EDIS-MessageDefinition-1|2.0.0", "ITK-EDIS-MessageDefinition", "2")]
    [InlineData("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-EDIS-MessageDefinition-7", "ITK-EDIS-MessageDefinition", "7")]
    [InlineData("nonsense", "nonsense", "")]
    public void A_definition_is_known_by_its_name_and_major_version(string reference, string name, string version) =>
        MessageDefinitions.Split(reference).ShouldBe((name, version));

    private static Dictionary<string, string> Concepts(string file)
    {
        XNamespace fhir = "http://hl7.org/fhir";
        using var stream = new MemoryStream(SharedSpecs.Read("itk3", "terminology", file));
        using var reader = System.Xml.XmlReader.Create(stream, new System.Xml.XmlReaderSettings { DtdProcessing = System.Xml.DtdProcessing.Prohibit, XmlResolver = null });
        return XDocument.Load(reader).Descendants(fhir + "concept")
            .ToDictionary(concept => concept.Element(fhir + "code")!.Attribute("value")!.Value, concept => concept.Element(fhir + "display")!.Attribute("value")!.Value);
    }
}
