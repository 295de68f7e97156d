using System.Globalization;
using System.Text;
using Plexus.Engine.Patients;
using Plexus.Primitives;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>A clinic letter as an ITK3 message of 24 kB about an invented patient: half a narrative, half an attachment.</summary>
internal static class BenchLetter
{
    private const string NhsNumberDigits = "9990000018";
    private const string Surname = "Holloway";
    private const string BirthDate = "1961-03-04";
    private const int Paragraphs = 80;
    private const int AttachmentLength = 7000;

    private static readonly string Narrative = string.Concat(Enumerable.Range(1, Paragraphs).Select(n =>
        $"<tr><td>{n}</td><td>Reviewed in clinic; observation {n} is within the range expected and needs no change.</td></tr>"));

    private static readonly string Attachment = MakeAttachment();

    internal static WorkflowId Workflow { get; } = WorkflowId.Parse("GPCONNECT_SEND_DOCUMENT");

    /// <summary>The patient as a practice knows them.</summary>
    internal static Patient PatientOf(OdsCode practice) => new()
    {
        Organisation = practice,
        LocalId = "1",
        NhsNumber = NhsNumber.Parse(NhsNumberDigits),
        NhsNumberVerified = true,
        Surname = Surname,
        GivenNames = "Amira",
        BirthDate = DateOnly.ParseExact(BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        Gender = "female",
        Registrations = [new Registration(new DateOnly(2010, 4, 1), null, null)],
    };

    /// <summary>A letter that differs from every other in its ids.</summary>
    internal static byte[] Write(int number)
    {
        string Id(string kind) => $"{number:x8}-{kind}-4000-8000-000000000000";
        return Encoding.UTF8.GetBytes($"""
            <Bundle xmlns="http://hl7.org/fhir">
              <id value="{Id("0001")}"/>
              <meta><profile value="https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Message-Bundle-1"/></meta>
              <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{Id("0001")}"/></identifier>
              <type value="message"/>
              {Entry(Id("0002"), Header(Id("0002"), Id("0003")))}
              {Entry("11111111-0000-4000-8000-000000000001", Organization("11111111-0000-4000-8000-000000000001"))}
              {Entry(Id("0003"), Document(Id("0003"), Id("0004")))}
            </Bundle>
            """);
    }

    private static string Header(string id, string document) => $"""
        <MessageHeader>
          <id value="{id}"/>
          <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2">
            <extension url="BusAckRequested"><valueBoolean value="true"/></extension>
            <extension url="InfAckRequested"><valueBoolean value="true"/></extension>
            <extension url="RecipientType"><valueCoding><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1"/><code value="FA"/><display value="For Action"/></valueCoding></extension>
            <extension url="MessageDefinition"><valueReference><reference value="https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1"/></valueReference></extension>
            <extension url="SenderReference"><valueString value="{id}"/></extension>
            <extension url="LocalExtension"><valueString value="None"/></extension>
          </extension>
          <event><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"/><code value="ITK007C"/><display value="ITK GP Connect Send Document"/></event>
          <sender><reference value="urn:uuid:11111111-0000-4000-8000-000000000001"/></sender>
          <timestamp value="2026-11-20T08:59:00.000+00:00"/>
          <source><endpoint value="X26ABC1"/></source>
          <focus><reference value="urn:uuid:{document}"/></focus>
        </MessageHeader>
        """;

    private static string Document(string id, string composition) => $"""
        <Bundle>
          <id value="{id}"/>
          <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{id}"/></identifier>
          <type value="document"/>
          {Entry(composition, Composition(composition))}
          {Entry("33333333-0000-4000-8000-000000000003", Patient())}
          {Entry("44444444-0000-4000-8000-000000000004", "<Practitioner><id value=\"44444444-0000-4000-8000-000000000004\"/><name><family value=\"Okafor\"/><given value=\"Ngozi\"/><prefix value=\"Dr\"/></name></Practitioner>")}
          {Entry("55555555-0000-4000-8000-000000000005", Organization("55555555-0000-4000-8000-000000000005"))}
          {Entry("66666666-0000-4000-8000-000000000006", $"<Binary><id value=\"66666666-0000-4000-8000-000000000006\"/><contentType value=\"application/pdf\"/><content value=\"{Attachment}\"/></Binary>")}
        </Bundle>
        """;

    private static string Composition(string id) => $"""
        <Composition>
          <id value="{id}"/>
          <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="{id}"/></identifier>
          <status value="final"/>
          <type><coding><system value="http://snomed.info/sct"/><code value="371531000"/><display value="Report of clinical encounter"/></coding></type>
          <subject><reference value="urn:uuid:33333333-0000-4000-8000-000000000003"/></subject>
          <date value="2026-11-19"/>
          <author><reference value="urn:uuid:44444444-0000-4000-8000-000000000004"/></author>
          <title value="Clinic letter"/>
          <confidentiality value="N"/>
          <custodian><reference value="urn:uuid:55555555-0000-4000-8000-000000000005"/></custodian>
          <section>
            <title value="Report"/>
            <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><table><tbody>{Narrative}</tbody></table></div></text>
            <entry><reference value="urn:uuid:66666666-0000-4000-8000-000000000006"/></entry>
          </section>
        </Composition>
        """;

    private static string Patient() => $"""
        <Patient>
          <id value="33333333-0000-4000-8000-000000000003"/>
          <identifier>
            <extension url="https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1"><valueCodeableConcept><coding><system value="https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1"/><code value="01"/></coding></valueCodeableConcept></extension>
            <system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="{NhsNumberDigits}"/>
          </identifier>
          <name><use value="official"/><family value="{Surname}"/><given value="Amira"/></name>
          <gender value="female"/>
          <birthDate value="{BirthDate}"/>
          <address><postalCode value="ZZ1 1ZZ"/></address>
        </Patient>
        """;

    private static string Organization(string id) =>
        $"<Organization><id value=\"{id}\"/><identifier><system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/><value value=\"B54321\"/></identifier><name value=\"Harbour Clinic\"/></Organization>";

    private static string Entry(string id, string resource) => $"<entry><fullUrl value=\"urn:uuid:{id}\"/><resource>{resource}</resource></entry>";

    private static string MakeAttachment()
    {
        var bytes = new byte[AttachmentLength];
        new Random(3).NextBytes(bytes);
        "%PDF-1.4\n"u8.CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }
}
