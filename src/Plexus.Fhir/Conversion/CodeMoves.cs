using System.Collections.Frozen;

namespace Plexus.Fhir.Conversion;

/// <summary>Codes of required value sets that the other version does not have, and the nearest that it has.</summary>
/// <remarks>A code that is in the other version's value set is carried over and needs no row.</remarks>
internal static class CodeMoves
{
    private static readonly FrozenDictionary<(FhirVersion To, string Element, string Code), string> Nearest = new (FhirVersion To, string Element, string Code, string Nearest)[]
    {
        (FhirVersion.Stu3, "Appointment.status", "checked-in", "arrived"),
        (FhirVersion.Stu3, "Appointment.status", "waitlist", "proposed"),
        (FhirVersion.Stu3, "Condition.clinicalStatus", "relapse", "recurrence"),
        (FhirVersion.Stu3, "Condition.verificationStatus", "unconfirmed", "provisional"),
        (FhirVersion.Stu3, "MedicationDispense.status", "cancelled", "stopped"),
        (FhirVersion.Stu3, "MedicationRequest.intent", "original-order", "order"),
        (FhirVersion.Stu3, "MedicationRequest.intent", "reflex-order", "order"),
        (FhirVersion.Stu3, "MedicationRequest.intent", "filler-order", "instance-order"),
        (FhirVersion.Stu3, "OperationOutcome.issue.code", "deleted", "not-found"),
        (FhirVersion.Stu3, "OperationOutcome.issue.code", "multiple-matches", "processing"),
        (FhirVersion.Stu3, "Timing.repeat.when", "MORN.early", "MORN"),
        (FhirVersion.Stu3, "Timing.repeat.when", "MORN.late", "MORN"),
        (FhirVersion.Stu3, "Timing.repeat.when", "AFT.early", "AFT"),
        (FhirVersion.Stu3, "Timing.repeat.when", "AFT.late", "AFT"),
        (FhirVersion.Stu3, "Timing.repeat.when", "EVE.early", "EVE"),
        (FhirVersion.Stu3, "Timing.repeat.when", "EVE.late", "EVE"),
    }.ToFrozenDictionary(row => (row.To, row.Element, row.Code), row => row.Nearest);

    /// <summary>Elements that are a code in STU3 and a CodeableConcept of this system in R4.</summary>
    private static readonly FrozenDictionary<string, string> Concepts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AllergyIntolerance.clinicalStatus"] = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
        ["AllergyIntolerance.verificationStatus"] = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
        ["Condition.clinicalStatus"] = "http://terminology.hl7.org/CodeSystem/condition-clinical",
        ["Condition.verificationStatus"] = "http://terminology.hl7.org/CodeSystem/condition-ver-status",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The codes that STU3 takes from table 0078 of HL7 v2 and R4, with the same meaning, from HL7 v3. The table has <c>null</c> besides.</summary>
    internal static readonly FrozenSet<string> Interpretations = FrozenSet.Create(
        StringComparer.Ordinal,
        "<", ">", "A", "AA", "AC", "B", "D", "DET", "H", "HH", "HM", "HU", "I", "IE", "IND", "L", "LL", "LU", "MS", "N", "ND", "NEG", "NR", "NS", "OBX", "POS",
        "QCF", "R", "RR", "S", "SDD", "SYN-R", "SYN-S", "TOX", "U", "VS", "W", "WR");

    internal static string? NearestOf(FhirVersion to, string element, string code) => Nearest.GetValueOrDefault((to, element, code));

    internal static string? SystemOf(string element) => Concepts.GetValueOrDefault(element);

    /// <summary>The code system of an observation's interpretation in a version.</summary>
    internal static string InterpretationSystem(FhirVersion version) =>
        version == FhirVersion.R4 ? "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation" : "http://hl7.org/fhir/v2/0078";

    /// <summary>The code system that a coding has in a version: under its address there, or the one from which the version takes the same code.</summary>
    internal static string SystemIn(FhirVersion to, FhirElement holder, string system)
    {
        var isInterpretation = holder.Parent is { BaseName: "interpretation", Parent.TypeName: "Observation" or "Observation.component" }
            && (system == InterpretationSystem(FhirVersion.Stu3) || system == InterpretationSystem(FhirVersion.R4));
        return isInterpretation && holder["code"].Value is { } code && Interpretations.Contains(code)
            ? InterpretationSystem(to)
            : CodeSystemAliases.In(to, system);
    }
}
