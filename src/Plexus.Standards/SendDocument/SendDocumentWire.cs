namespace Plexus.Standards.SendDocument;

/// <summary>Names of GP Connect Send Document as they stand on the wire.</summary>
internal static class SendDocumentWire
{
    internal const string CompositionProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Composition-1";
    internal const string PatientProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1";
    internal const string PractitionerProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Practitioner-1";
    internal const string OrganizationProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1";
    internal const string EncounterProfile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Encounter-1";
    internal const string CareSettingExtension = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-CareSettingType-1";
    internal const string VerificationExtension = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1";
    internal const string VerificationSystem = "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1";

    internal const string EncounterReport = "371531000";
    internal const string EncounterReportText = "Report of clinical encounter";
    internal const string OnlineConsultationReport = "149951000000107";
    internal const string NormalConfidentiality = "N";

    internal const int MaxMeshTo = 100;
    internal const int MaxMeshSubject = 500;
}
