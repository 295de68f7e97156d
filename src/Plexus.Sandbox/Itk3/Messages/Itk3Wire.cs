namespace Plexus.Sandbox.Itk3;

/// <summary>What ITK3 and GP Connect Send Document messages are made of, as the published profiles name it.</summary>
internal static class Itk3Wire
{
    private const string Profiles = "https://fhir.nhs.uk/STU3/StructureDefinition/";
    private const string Definitions = "https://fhir.nhs.uk/STU3/MessageDefinition/";

    internal const string MessageBundleProfile = Profiles + "ITK-Message-Bundle-1";
    internal const string HeaderProfile = Profiles + "ITK-MessageHeader-2";
    internal const string HeaderOrganisationProfile = Profiles + "CareConnect-ITK-Header-Organization-1";
    internal const string DocumentBundleProfile = Profiles + "ITK-Document-Bundle-1";
    internal const string AttachmentProfile = Profiles + "ITK-Attachment-Binary-1";
    internal const string OutcomeProfile = Profiles + "ITK-Response-OperationOutcome-1";
    internal const string CompositionProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Composition-1";
    internal const string PatientProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1";
    internal const string PractitionerProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Practitioner-1";
    internal const string OrganisationProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1";

    internal const string Handling = Profiles + "Extension-ITK-MessageHandling-2";
    internal const string CareSetting = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-CareSettingType-1";
    internal const string NumberVerification = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1";
    internal const string NumberVerificationCodes = "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1";

    internal const string Events = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2";
    internal const string RecipientTypes = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1";
    internal const string Codes = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1";
    internal const string Snomed = "http://snomed.info/sct";
    internal const string Confidentiality = "http://hl7.org/fhir/v3/Confidentiality";

    internal const string Uuids = "https://tools.ietf.org/html/rfc4122";
    internal const string NhsNumbers = "https://fhir.nhs.uk/Id/nhs-number";
    internal const string Organisations = "https://fhir.nhs.uk/Id/ods-organization-code";
    internal const string Sites = "https://fhir.nhs.uk/Id/ods-site-code";
    internal const string SdsUsers = "https://fhir.nhs.uk/Id/sds-user-id";

    internal const string ResponseDefinition = Definitions + "ITK-Response-MessageDefinition-1";
    internal const string SendDocumentDefinition = Definitions + "ITK-GPConnectSendDocument-MessageDefinition-1";
    internal const string DischargeDefinition = Definitions + "ITK-EDIS-MessageDefinition-1";

    internal const string ResponseEvent = "ITK008M";
    internal const string SendDocumentEvent = "ITK007C";
    internal const string DischargeEvent = "ITK003D";

    internal const string SendDocument = "GPCONNECT_SEND_DOCUMENT";
    internal const string ConsultationReport = "GPFED_CONSULT_REPORT";
    internal const string Discharge = "TOC_FHIR_IP_DISCH";

    /// <summary>Ends the workflow of an answer.</summary>
    internal const string AckSuffix = "_ACK";

    /// <summary>Workflows that carry ITK3 payloads to a practice; each has an <c>_ACK</c>.</summary>
    internal static readonly string[] Workflows =
    [
        SendDocument, ConsultationReport, Discharge, "TOC_FHIR_MH_DISCH", "TOC_FHIR_EC_DISCH", "TOC_FHIR_OP_ATTEN",
        "GPCONNECT_UPDATE_RECORD", "DIGMED_FLU_VAC", "DIGMED_EMG_MED", "DIGIMED_MINOR_ILLNESS_PEM",
    ];

    /// <summary>Said where a handling key has nothing to say.</summary>
    internal const string None = "None";

    /// <summary>Stands for the header id of a message that could not be read.</summary>
    internal const string Unreadable = "UNREADABLE-IN-ORIGINAL-MESSAGE";

    /// <summary>Names of the handling keys: extension urls without a base.</summary>
    internal static class Key
    {
        internal const string BusAck = "BusAckRequested";
        internal const string InfAck = "InfAckRequested";
        internal const string RecipientType = "RecipientType";
        internal const string Definition = "MessageDefinition";
        internal const string SenderReference = "SenderReference";
        internal const string LocalExtension = "LocalExtension";

        /// <summary>Withdrawn in 2.5.0; still found in older messages.</summary>
        internal const string Priority = "Priority";

        internal static readonly string[] All = [BusAck, InfAck, RecipientType, Definition, SenderReference, LocalExtension];
    }

    /// <summary>ITK-MessageEvent-2 v2.8.0.</summary>
    internal static string? EventDisplay(string code) => code switch
    {
        "ITK003D" => "ITK eDischarge",
        "ITK004D" => "ITK Mental Health eDischarge",
        "ITK005D" => "ITK Emergency Care eDischarge",
        "ITK006D" => "ITK Outpatient Letter",
        "ITK007C" => "ITK GP Connect Send Document",
        "ITK008M" => "ITK Response",
        "ITK009D" => "ITK Digital Medicine Immunization Document",
        "ITK010D" => "ITK Digital Medicine Emergency Supply Document",
        "ITK011M" => "ITK Events Management Service",
        "ITK012M" => "ITK National Pathology",
        "ITK013D" => "ITK Digital Medicine Minor Illness Document",
        "ITK014M" => "ITK Update Record",
        _ => null,
    };

    /// <summary>ITK-RecipientType-1.</summary>
    internal static string? RecipientTypeDisplay(string code) => code switch
    {
        "FA" => "For Action",
        "FI" => "For Information",
        _ => null,
    };
}
