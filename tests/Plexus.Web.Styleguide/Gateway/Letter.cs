using System.Globalization;

namespace Plexus.Web.Styleguide.Gateway;

/// <summary>A Send Document message of our own making about invented people.</summary>
public sealed record Letter(string Name)
{
    public const string Pdf = "JVBERi0xLjQKJSBhIGxldHRlcgo=";

    public string NhsNumber { get; init; } = "9990000018";

    public string Surname { get; init; } = "Holloway";

    public string GivenName { get; init; } = "Amira";

    public string BirthDate { get; init; } = "1961-03-04";

    public string Title { get; init; } = "Clinic letter";

    public string Definition { get; init; } = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1";

    /// <summary>Inside the narrative's <c>div</c>.</summary>
    public string Narrative { get; init; } = "<p>Seen in the <b>respiratory</b> clinic. Breathing is easier since the change of inhaler.</p><table><tr><th>Test</th><th>Result</th></tr><tr><td>Peak flow</td><td>410 l/min</td></tr></table>";

    public IReadOnlyList<(string Type, string Content)> Attachments { get; init; } = [("application/pdf", Pdf), ("text/plain", "U2VlbiBpbiBjbGluaWMu")];

    public string Subject => $"{Title} for {GivenName} {Surname}, NHS Number: {NhsNumber}, seen at Harbour Clinic, ODS code: B54321, version 1";

    /// <summary>Two letters of one name are the same message.</summary>
    public string Text() => $"""
        <Bundle xmlns="http://hl7.org/fhir">
          <id value="{Id("bundle")}"/>
          <meta><profile value="https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Message-Bundle-1"/></meta>
          <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{Id("bundle")}"/></identifier>
          <type value="message"/>
          <entry>
            <fullUrl value="urn:uuid:{Id("header")}"/>
            <resource>
              <MessageHeader>
                <id value="{Id("header")}"/>
                <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2">
                  <extension url="BusAckRequested"><valueBoolean value="true"/></extension>
                  <extension url="InfAckRequested"><valueBoolean value="true"/></extension>
                  <extension url="RecipientType"><valueCoding><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1"/><code value="FA"/><display value="For Action"/></valueCoding></extension>
                  <extension url="MessageDefinition"><valueReference><reference value="{Definition}"/></valueReference></extension>
                  <extension url="SenderReference"><valueString value="encounter-{Name}"/></extension>
                  <extension url="LocalExtension"><valueString value="None"/></extension>
                </extension>
                <event><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"/><code value="ITK007C"/><display value="ITK GP Connect Send Document"/></event>
                <sender><reference value="urn:uuid:11111111-0000-4000-8000-000000000001"/></sender>
                <timestamp value="2026-11-20T08:59:00.000+00:00"/>
                <source><endpoint value="{Installation.SenderMailbox}"/></source>
                <focus><reference value="urn:uuid:{Id("document")}"/></focus>
              </MessageHeader>
            </resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:11111111-0000-4000-8000-000000000001"/>
            <resource><Organization><id value="11111111-0000-4000-8000-000000000001"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="B54321"/></identifier></Organization></resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:{Id("document")}"/>
            <resource>{Document()}</resource>
          </entry>
        </Bundle>
        """;

    private string Document() => $"""
        <Bundle>
          <id value="{Id("document")}"/>
          <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{Id("document")}"/></identifier>
          <type value="document"/>
          <entry>
            <fullUrl value="urn:uuid:{Id("composition")}"/>
            <resource>
              <Composition>
                <id value="{Id("composition")}"/>
                <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{Id("composition")}"/></identifier>
                <status value="final"/>
                <type><coding><system value="http://snomed.info/sct"/><code value="371531000"/><display value="Report of clinical encounter"/></coding></type>
                <subject><reference value="urn:uuid:33333333-0000-4000-8000-000000000003"/></subject>
                <date value="2026-11-19"/>
                <author><reference value="urn:uuid:44444444-0000-4000-8000-000000000004"/></author>
                <title value="{Title}"/>
                <confidentiality value="N"/>
                <custodian><reference value="urn:uuid:55555555-0000-4000-8000-000000000005"/></custodian>
                <section><title value="Report"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">{Narrative}</div></text>{string.Concat(Attachments.Select((_, i) => $"<entry><reference value=\"urn:uuid:{Binary(i)}\"/></entry>"))}</section>
              </Composition>
            </resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:33333333-0000-4000-8000-000000000003"/>
            <resource>
              <Patient>
                <id value="33333333-0000-4000-8000-000000000003"/>
                <identifier><extension url="https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1"><valueCodeableConcept><coding><system value="https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1"/><code value="01"/></coding></valueCodeableConcept></extension><system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="{NhsNumber}"/></identifier>
                <name><use value="official"/><family value="{Surname}"/><given value="{GivenName}"/></name>
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
          {string.Concat(Attachments.Select((a, i) => $"<entry><fullUrl value=\"urn:uuid:{Binary(i)}\"/><resource><Binary><id value=\"{Binary(i)}\"/><contentType value=\"{a.Type}\"/><content value=\"{a.Content}\"/></Binary></resource></entry>"))}
        </Bundle>
        """;

    private string Id(string part) => new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{Name}/{part}")).AsSpan(0, 16)).ToString("d", CultureInfo.InvariantCulture);

    private static string Binary(int index) => string.Create(CultureInfo.InvariantCulture, $"66666666-0000-4000-8000-{index:D12}");
}
