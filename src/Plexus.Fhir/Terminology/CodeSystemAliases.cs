using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Plexus.Fhir;

/// <summary>The code systems that HL7 moved between FHIR versions: the same codes under another URL.</summary>
/// <remarks>DSTU2 and STU3 have <c>http://hl7.org/fhir/v2/0203</c> where R4 has <c>http://terminology.hl7.org/CodeSystem/v2-0203</c>.</remarks>
public static class CodeSystemAliases
{
    private const string Before = "http://hl7.org/fhir/";
    private const string Since = "http://terminology.hl7.org/CodeSystem/";

    private static readonly string[] Moved =
    [
        "FDI-surface", "action-type", "activity-definition-category", "adjudication", "adjudication-error", "adjudication-reason", "admit-source",
        "adverse-event-category", "adverse-event-causality-assess", "adverse-event-causality-method", "adverse-event-outcome",
        "adverse-event-seriousness", "allerg-intol-substance-exp-risk", "audit-entity-type", "audit-event-type", "basic-resource-type",
        "benefit-network", "benefit-term", "benefit-type", "benefit-unit", "chargeitem-billingcodes", "choice-list-orientation", "chromosome-human",
        "claim-exception", "claimcareteamrole", "claiminformationcategory", "common-tags", "communication-category", "communication-not-done-reason",
        "composite-measure-scoring", "condition-category", "condition-clinical", "condition-state", "condition-ver-status",
        "conformance-expectation", "consentaction", "consentcategorycodes", "contactentity-type", "contract-content-derivative",
        "contractsubtypecodes", "contracttermsubtypecodes", "contracttermtypecodes",
        "copy-number-event", "coverage-selfpay", "data-absent-reason", "definition-status", "definition-topic", "diagnosis-role",
        "dicom-audit-lifecycle", "diet", "discharge-disposition", "encounter-special-arrangements", "encounter-type", "endpoint-connection-type",
        "endpoint-payload-type", "entformula-additive", "episodeofcare-type", "evidence-quality", "ex-USCLS", "ex-claimsubtype",
        "ex-diagnosisrelatedgroup", "ex-diagnosistype", "ex-payee-resource-type", "ex-paymenttype", "ex-programcode", "ex-providerqualification",
        "ex-relatedclaimrelationship", "ex-revenue-center", "ex-serviceplace", "ex-tooth", "ex-visionprescriptionproduct",
        "extra-security-role-type", "flag-category", "forms-codes", "fundsreserve", "goal-acceptance-status", "goal-category", "goal-priority",
        "goal-relationship-type", "hl7-work-group", "immunization-origin", "immunization-recommendation-status", "iso-21089-lifecycle",
        "library-type", "list-empty-reason", "list-example-use-codes", "list-order", "location-physical-type", "match-grade", "measure-data-usage",
        "measure-population", "measure-scoring", "measure-type", "medication-admin-category", "medication-admin-status",
        "medication-statement-category", "message-reasons-encounter", "message-transport", "missingtoothreason", "modifiers", "name-assembly-order",
        "object-role", "observation-category", "observation-statistics", "operation-outcome", "organization-type", "parameter-group",
        "participant-type", "payeetype", "payment-adjustment-reason", "payment-type", "paymentstatus", "plan-definition-type", "practitioner-role",
        "processpriority", "question-max-occurs", "questionnaire-usage-mode", "reaction-event-certainty", "reason-medication-given",
        "recommendation-strength", "referencerange-meaning", "resource-type-link", "restful-security-service", "risk-probability",
        "security-source-type", "service-category", "service-provision-conditions", "service-referral-method", "service-type", "special-values",
        "subscription-tag", "substance-category", "supply-item-type", "supply-kind", "supplyrequest-reason", "testscript-operation-codes",
        "testscript-profile-destination-types", "testscript-profile-origin-types", "usage-context-type", "variant-state",
    ];

    // Moved and renamed, with the same codes.
    private static readonly (string Before, string Since)[] Renamed =
    [
        ("allergy-clinical-status", "allergyintolerance-clinical"),
        ("allergy-verification-status", "allergyintolerance-verification"),
        ("medication-request-category", "medicationrequest-category"),
    ];

    // Moved from another host.
    private static readonly string[] Elsewhere = ["contractaction", "contractactorrole", "contractsignertypecodes"];

    private static readonly FrozenDictionary<string, string> Upwards =
        Moved.Select(name => KeyValuePair.Create(Before + name, Since + name))
            .Concat(Renamed.Select(row => KeyValuePair.Create(Before + row.Before, Since + row.Since)))
            .Concat(Elsewhere.Select(name => KeyValuePair.Create("http://www.hl7.org/fhir/" + name, Since + name)))
            .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Downwards =
        Upwards.ToFrozenDictionary(row => row.Value, row => row.Key, StringComparer.Ordinal);

    /// <summary>The URL that a code system has in a FHIR version; the same URL when it did not move.</summary>
    /// <param name="system">The URL in any version.</param>
    /// <param name="version">The version in which it is to be used.</param>
    [return: NotNullIfNotNull(nameof(system))]
    public static string? In(FhirVersion version, string? system)
    {
        if (system is null)
            return null;
        return version >= FhirVersion.R4 ? ToR4(system) : FromR4(system);
    }

    private static string ToR4(string system)
    {
        if (Upwards.TryGetValue(system, out var moved))
            return moved;
        if (system.StartsWith(Before + "v3/", StringComparison.Ordinal))
            return $"{Since}v3-{system[(Before.Length + 3)..]}";
        if (!system.StartsWith(Before + "v2/", StringComparison.Ordinal))
            return system;

        // Some tables have a code system for each of several releases of HL7 v2.
        var table = system[(Before.Length + 3)..].Split('/');
        return table.Length == 1 ? $"{Since}v2-{table[0]}" : $"{Since}v2-{table[1]}-{table[0]}";
    }

    private static string FromR4(string system)
    {
        if (Downwards.TryGetValue(system, out var before))
            return before;
        if (system.StartsWith(Since + "v3-", StringComparison.Ordinal))
            return $"{Before}v3/{system[(Since.Length + 3)..]}";
        if (!system.StartsWith(Since + "v2-", StringComparison.Ordinal))
            return system;

        var table = system[(Since.Length + 3)..].Split('-');
        return table.Length == 1 ? $"{Before}v2/{table[0]}" : $"{Before}v2/{table[1]}/{table[0]}";
    }
}
