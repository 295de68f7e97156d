using System.Text;
using Plexus.Contracts;

namespace Plexus.Standards.Tests;

/// <summary>An ITK Response as a partner writes it.</summary>
internal sealed record Response
{
    internal string Seed { get; init; } = "response";

    internal string? Answers { get; init; } = "00000000-0000-4000-8000-00000000000f";

    internal string Code { get; init; } = "20013";

    internal string System { get; init; } = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1";

    internal string ResponseCode { get; init; } = "ok";

    internal string SenderReference { get; init; } = "None";

    internal bool AsksInfAck { get; init; }

    internal string Text() => $"""
        <Bundle xmlns="http://hl7.org/fhir">
          <identifier><value value="{Ids.Text(Seed + Code)}"/></identifier>
          <type value="message"/>
          <entry>
            <fullUrl value="urn:uuid:{Ids.Text(Seed + Code + "header")}"/>
            <resource>
              <MessageHeader>
                <id value="{Ids.Text(Seed + Code + "header")}"/>
                <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2">
                  <extension url="BusAckRequested"><valueBoolean value="false"/></extension>
                  <extension url="InfAckRequested"><valueBoolean value="{(AsksInfAck ? "true" : "false")}"/></extension>
                  <extension url="SenderReference"><valueString value="{SenderReference}"/></extension>
                </extension>
                <event><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"/><code value="ITK008M"/><display value="ITK Response"/></event>
                <sender><reference value="urn:uuid:77777777-0000-4000-8000-000000000007"/></sender>
                <timestamp value="2026-11-20T09:05:00+00:00"/>
                <source><endpoint value="RECEIVER1"/></source>
                <response>
                  {(Answers is null ? "" : $"<identifier value=\"{Answers}\"/>")}
                  <code value="{ResponseCode}"/>
                  <details><reference value="urn:uuid:88888888-0000-4000-8000-000000000008"/></details>
                </response>
              </MessageHeader>
            </resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:77777777-0000-4000-8000-000000000007"/>
            <resource><Organization><id value="77777777-0000-4000-8000-000000000007"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="C98765"/></identifier></Organization></resource>
          </entry>
          <entry>
            <fullUrl value="urn:uuid:88888888-0000-4000-8000-000000000008"/>
            <resource>
              <OperationOutcome>
                <id value="88888888-0000-4000-8000-000000000008"/>
                <issue>
                  <severity value="information"/>
                  <code value="informational"/>
                  <details><coding><system value="{System}"/><code value="{Code}"/><display value="As the list says"/></coding></details>
                </issue>
              </OperationOutcome>
            </resource>
          </entry>
        </Bundle>
        """;

    internal InboundMessage Message(string workflow = "GPCONNECT_SEND_DOCUMENT_ACK") =>
        new Letter { HeaderId = Ids.Text(Seed + Code + "header"), Workflow = workflow, From = "RECEIVER1" }.Wrap(Encoding.UTF8.GetBytes(Text()));
}
