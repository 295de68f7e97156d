namespace Plexus.Standards.Itk3;

/// <summary>Names of ITK3 Messaging Distribution as they stand on the wire.</summary>
/// <remarks>ITK3 Messaging Distribution 2.10.0.</remarks>
internal static class Itk3Wire
{
    internal const string Channel = "mesh";
    internal const string XmlContentType = "application/xml";

    internal const string StructureDefinitions = "https://fhir.nhs.uk/STU3/StructureDefinition/";
    internal const string MessageBundleProfile = StructureDefinitions + "ITK-Message-Bundle-1";
    internal const string MessageHeaderProfile = StructureDefinitions + "ITK-MessageHeader-2";
    internal const string DocumentBundleProfile = StructureDefinitions + "ITK-Document-Bundle-1";
    internal const string HeaderOrganizationProfile = StructureDefinitions + "CareConnect-ITK-Header-Organization-1";
    internal const string ResponseOutcomeProfile = StructureDefinitions + "ITK-Response-OperationOutcome-1";
    internal const string AttachmentProfile = StructureDefinitions + "ITK-Attachment-Binary-1";
    internal const string HandlingExtension = StructureDefinitions + "Extension-ITK-MessageHandling-2";

    internal const string BusAckRequested = "BusAckRequested";
    internal const string InfAckRequested = "InfAckRequested";
    internal const string RecipientTypeKey = "RecipientType";
    internal const string MessageDefinitionKey = "MessageDefinition";
    internal const string SenderReferenceKey = "SenderReference";
    internal const string LocalExtensionKey = "LocalExtension";

    /// <summary>What SenderReference and LocalExtension carry when they are not used.</summary>
    internal const string Unused = "None";

    internal const int MaxSenderReference = 255;

    internal const string MessageEventSystem = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2";
    internal const string RecipientTypeSystem = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1";
    internal const string ResponseCodesSystem = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1";

    /// <summary>The vocabulary that <see cref="ResponseCodesSystem"/> replaced.</summary>
    internal const string AcknowledgementSystem = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-Acknowledgement-1";

    internal const string OdsOrganisationSystem = "https://fhir.nhs.uk/Id/ods-organization-code";
    internal const string OdsSiteSystem = "https://fhir.nhs.uk/Id/ods-site-code";
    internal const string NhsNumberSystem = "https://fhir.nhs.uk/Id/nhs-number";
    internal const string SdsUserIdSystem = "https://fhir.nhs.uk/Id/sds-user-id";
    internal const string UuidSystem = "https://tools.ietf.org/html/rfc4122";
    internal const string SnomedSystem = "http://snomed.info/sct";
    internal const string UuidPrefix = "urn:uuid:";

    internal const string MessageDefinitions = "https://fhir.nhs.uk/STU3/MessageDefinition/";
    internal const string ResponseDefinition = MessageDefinitions + "ITK-Response-MessageDefinition-1";

    /// <summary>Stands for the header id that could not be read.</summary>
    internal const string UnreadableIdentifier = "UNREADABLE-IN-ORIGINAL-MESSAGE";
}
