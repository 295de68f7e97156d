using System.Text;
using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Standards.Tests;

/// <summary>An ITK3 message of our own making about invented people; every part can be changed, left out or spoiled.</summary>
internal sealed record Letter
{
    internal const string Pdf = "JVBERi0xLjQKJSBhIGxldHRlcgo=";

    internal Letter(string seed = "letter")
    {
        HeaderId = Ids.Text(seed + "-header");
        DocumentId = Ids.Text(seed + "-document");
        CompositionId = Ids.Text(seed + "-composition");
    }

    internal string HeaderId { get; init; }

    internal string DocumentId { get; init; }

    internal string CompositionId { get; init; }

    internal string? InfAck { get; init; } = "<valueBoolean value=\"true\"/>";

    internal string? BusAck { get; init; } = "<valueBoolean value=\"true\"/>";

    internal string? Recipient { get; init; } = "<valueCoding><system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1\"/><code value=\"FA\"/><display value=\"For Action\"/></valueCoding>";

    internal string? Definition { get; init; } = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1";

    internal string? SenderReference { get; init; } = "<valueString value=\"encounter-77\"/>";

    internal string? LocalExtension { get; init; } = "<valueString value=\"None\"/>";

    internal string Event { get; init; } = "ITK007C";

    internal string? ReceiverOds { get; init; }

    internal string? RelatesTo { get; init; }

    internal string Confidentiality { get; init; } = "N";

    internal string Status { get; init; } = "final";

    internal string Type { get; init; } = "371531000";

    internal string? NhsNumber { get; init; } = "9990000018";

    internal string? Verification { get; init; } = "01";

    internal string Surname { get; init; } = "Holloway";

    internal string BirthDate { get; init; } = "1961-03-04";

    internal IReadOnlyList<(string? Type, string Content)> Attachments { get; init; } = [("application/pdf", Pdf)];

    internal string Workflow { get; init; } = "GPCONNECT_SEND_DOCUMENT";

    internal string Endpoint { get; init; } = World.PracticeMailbox;

    internal string From { get; init; } = World.SenderMailbox;

    /// <summary>Changes the finished text.</summary>
    internal Func<string, string> Spoil { get; init; } = text => text;

    internal string Exchange { get; init; } = "";

    internal static string Boolean(bool value) => $"<valueBoolean value=\"{(value ? "true" : "false")}\"/>";

    internal static string Replaces(string id) => $"<relatesTo><code value=\"replaces\"/><targetIdentifier><system value=\"https://tools.ietf.org/html/rfc4122\"/><value value=\"{id}\"/></targetIdentifier></relatesTo>";

    internal InboundMessage Message() => Wrap(Encoding.UTF8.GetBytes(Text()));

    internal InboundMessage Wrap(byte[] bytes) => new()
    {
        Exchange = new ExchangeId(Ids.Of($"exchange-{HeaderId}-{Exchange}-{bytes.Length}")),
        Organisation = OdsCode.Parse("A12345"),
        Channel = "mesh",
        Endpoint = Endpoint,
        TransportId = Ids.Text($"transport-{HeaderId}-{Exchange}"),
        From = From,
        Workflow = WorkflowId.Parse(Workflow),
        Subject = "Clinic letter for Amira Holloway, NHS Number: 9990000018, seen at Harbour Clinic, ODS code: B54321, version 1",
        Size = bytes.Length,
        Sha256 = "",
        Payload = bytes,
    };

    /// <summary>A message above the size limit: only its head came.</summary>
    internal InboundMessage TooLarge()
    {
        var bytes = Encoding.UTF8.GetBytes(Text());
        return Wrap([]) with { Size = 6_000_000, AboveLimit = true, Head = bytes.AsMemory(0, Math.Min(bytes.Length, 64 * 1024)) };
    }

    internal string Text() => Spoil($"""
        <Bundle xmlns="http://hl7.org/fhir">
          <id value="{Ids.Text(HeaderId + "bundle")}"/>
          <meta><profile value="https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Message-Bundle-1"/></meta>
          <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{Ids.Text(HeaderId + "bundle")}"/></identifier>
          <type value="message"/>
          <entry>
            <fullUrl value="urn:uuid:{HeaderId}"/>
            <resource>
              <MessageHeader>
                <id value="{HeaderId}"/>
                <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2">
                  {Key("BusAckRequested", BusAck)}{Key("InfAckRequested", InfAck)}{Key("RecipientType", Recipient)}
                  {Key("MessageDefinition", Definition is null ? null : $"<valueReference><reference value=\"{Definition}\"/></valueReference>")}
                  {Key("SenderReference", SenderReference)}{Key("LocalExtension", LocalExtension)}
                </extension>
                <event><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"/><code value="{Event}"/><display value="An event"/></event>
                {(ReceiverOds is null ? "" : "<receiver><reference value=\"urn:uuid:22222222-0000-4000-8000-000000000002\"/></receiver>")}
                <sender><reference value="urn:uuid:11111111-0000-4000-8000-000000000001"/></sender>
                <timestamp value="2026-11-20T08:59:00.000+00:00"/>
                <source><endpoint value="{World.SenderMailbox}"/></source>
                <focus><reference value="urn:uuid:{DocumentId}"/></focus>
              </MessageHeader>
            </resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:11111111-0000-4000-8000-000000000001"/>
            <resource><Organization><id value="11111111-0000-4000-8000-000000000001"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="B54321"/></identifier></Organization></resource>
          </entry>
          {(ReceiverOds is null ? "" : $"<entry><fullUrl value=\"urn:uuid:22222222-0000-4000-8000-000000000002\"/><resource><Organization><id value=\"22222222-0000-4000-8000-000000000002\"/><identifier><system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/><value value=\"{ReceiverOds}\"/></identifier></Organization></resource></entry>")}
          <entry>
            <fullUrl value="urn:uuid:{DocumentId}"/>
            <resource>{Document()}</resource>
          </entry>
        </Bundle>
        """);

    private string Document() => $"""
        <Bundle>
          <id value="{DocumentId}"/>
          <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{DocumentId}"/></identifier>
          <type value="document"/>
          <entry>
            <fullUrl value="urn:uuid:{CompositionId}"/>
            <resource>
              <Composition>
                <id value="{CompositionId}"/>
                <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{CompositionId}"/></identifier>
                <status value="{Status}"/>
                <type><coding><system value="http://snomed.info/sct"/><code value="{Type}"/><display value="Report of clinical encounter"/></coding></type>
                <subject><reference value="urn:uuid:33333333-0000-4000-8000-000000000003"/></subject>
                <date value="2026-11-19"/>
                <author><reference value="urn:uuid:44444444-0000-4000-8000-000000000004"/></author>
                <title value="Clinic letter"/>
                <confidentiality value="{Confidentiality}"/>
                <custodian><reference value="urn:uuid:55555555-0000-4000-8000-000000000005"/></custodian>
                {RelatesTo}
                <section><title value="Report"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Seen in clinic.</p></div></text>{string.Concat(Attachments.Select((_, i) => $"<entry><reference value=\"urn:uuid:{Binary(i)}\"/></entry>"))}</section>
              </Composition>
            </resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:33333333-0000-4000-8000-000000000003"/>
            <resource>
              <Patient>
                <id value="33333333-0000-4000-8000-000000000003"/>
                {Identifier()}
                <name><use value="official"/><family value="{Surname}"/><given value="Amira"/></name>
                <gender value="female"/>
                <birthDate value="{BirthDate}"/>
                <address><postalCode value="ZZ1 1ZZ"/></address>
              </Patient>
            </resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:44444444-0000-4000-8000-000000000004"/>
            <resource><Practitioner><id value="44444444-0000-4000-8000-000000000004"/><name><family value="Okafor"/><given value="Ngozi"/><prefix value="Dr"/></name></Practitioner></resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:55555555-0000-4000-8000-000000000005"/>
            <resource><Organization><id value="55555555-0000-4000-8000-000000000005"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="B54321"/></identifier><name value="Harbour Clinic"/></Organization></resource>
          </entry>
          {string.Concat(Attachments.Select((a, i) => $"<entry><fullUrl value=\"urn:uuid:{Binary(i)}\"/><resource><Binary><id value=\"{Binary(i)}\"/>{(a.Type is null ? "" : $"<contentType value=\"{a.Type}\"/>")}<content value=\"{a.Content}\"/></Binary></resource></entry>"))}
        </Bundle>
        """;

    private string Identifier()
    {
        if (NhsNumber is null)
            return "";
        var status = Verification is null ? "" : $"<extension url=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1\"><valueCodeableConcept><coding><system value=\"https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1\"/><code value=\"{Verification}\"/></coding></valueCodeableConcept></extension>";
        return $"<identifier>{status}<system value=\"https://fhir.nhs.uk/Id/nhs-number\"/><value value=\"{NhsNumber}\"/></identifier>";
    }

    private static string Binary(int index) => $"66666666-0000-4000-8000-{index:D12}";

    private static string Key(string url, string? value) => value is null ? "" : $"<extension url=\"{url}\">{value}</extension>";
}
