using System.Collections.Frozen;

namespace Plexus.Fhir.Conversion;

/// <summary>What has another name or another place in R4 than in STU3. What is not here keeps its name, or has no counterpart.</summary>
internal static class ElementMoves
{
    internal static readonly ElementMove[] All =
    [
        // Datatypes.
        Same("Dosage", "dose", "doseAndRate.dose"),
        Same("Dosage", "rate", "doseAndRate.rate"),
        Same("Money", "code", "currency"),
        Same("Signature", "contentType", "sigFormat"),
        Same("Signature", "blob", "data"),
        Same("TriggerDefinition", "eventName", "name"),
        Same("TriggerDefinition", "eventTiming", "timing"),
        Same("TriggerDefinition", "eventData", "data"),

        Same("AllergyIntolerance", "assertedDate", "recordedDate"),

        Same("Appointment", "reason", "reasonCode"),
        Same("Appointment", "indication", "reasonReference"),
        Same("Appointment", "incomingReferral", "basedOn"),

        Same("Composition", "class", "category"),

        Same("Condition", "context", "encounter"),
        Same("Condition", "assertedDate", "recordedDate"),

        Same("DocumentReference", "class", "category"),
        Same("DocumentReference", "indexed", "date"),
        Same("DocumentReference.context", "related.ref", "related"),
        Same("DocumentReference.context", "related.identifier", "related.identifier"),

        Same("Encounter", "incomingReferral", "basedOn"),
        Same("Encounter", "reason", "reasonCode"),
        Same("Encounter.diagnosis", "role", "use"),

        Same("Immunization", "date", "occurrence"),
        Same("Immunization", "practitioner", "performer"),
        new("Immunization.practitioner", "Immunization.performer", "role", "function"),
        Same("Immunization", "explanation.reason", "reasonCode"),
        Same("Immunization", "explanation.reasonNotGiven", "statusReason") with { IsReasonNotDone = true },
        Same("Immunization", "vaccinationProtocol", "protocolApplied"),
        new("Immunization.vaccinationProtocol", "Immunization.protocolApplied", "doseSequence", "doseNumber"),

        Same("Medication", "package.batch", "batch"),
        Same("Medication.ingredient", "amount", "strength"),

        Same("MedicationAdministration", "definition", "instantiates"),
        Same("MedicationAdministration", "prescription", "request"),
        Same("MedicationAdministration", "reasonNotGiven", "statusReason") with { IsReasonNotDone = true },

        Same("MedicationDispense", "notDoneReason", "statusReason") with { IsReasonNotDone = true },

        Same("MedicationRequest", "definition", "instantiatesCanonical"),
        Same("MedicationRequest", "context", "encounter"),
        Same("MedicationRequest", "requester.agent", "requester"),

        Same("MedicationStatement", "reasonNotTaken", "statusReason") with { IsReasonNotDone = true },

        Same("Observation", "context", "encounter"),
        Same("Observation", "comment", "note.text"),
        Same("Observation", "related[has-member].target", "hasMember"),
        Same("Observation", "related[derived-from].target", "derivedFrom"),
    ];

    private static readonly FrozenDictionary<(FhirVersion, string Type, string Name), ElementMove[]> Rows =
        new[] { FhirVersion.Stu3, FhirVersion.R4 }
            .SelectMany(version => All, (version, move) => (version, move))
            .GroupBy(row => (row.version, row.move.TypeIn(row.version), PathPart.Split(row.move.PathIn(row.version))[0].Name), row => row.move)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>The rows that begin with an element of a type in a version.</summary>
    internal static ElementMove[] Of(FhirVersion version, string type, string name) => Rows.GetValueOrDefault((version, type, name)) ?? [];

    private static ElementMove Same(string type, string stu3, string r4) => new(type, type, stu3, r4);
}
