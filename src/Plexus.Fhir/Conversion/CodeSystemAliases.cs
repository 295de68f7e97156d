using System.Collections.Frozen;

namespace Plexus.Fhir.Conversion;

/// <summary>Code systems that have one address in STU3 and another in R4.</summary>
internal static class CodeSystemAliases
{
    private const string Stu3 = "http://hl7.org/fhir/";
    private const string R4 = "http://terminology.hl7.org/CodeSystem/";

    // HL7 moved these to its terminology site, under the same last part.
    private static readonly FrozenSet<string> Moved = FrozenSet.Create(StringComparer.Ordinal,
        ("action-type admit-source adverse-event-category adverse-event-outcome adverse-event-seriousness audit-entity-type audit-event-type "
        + "basic-resource-type chargeitem-billingcodes choice-list-orientation claim-exception common-tags communication-category "
        + "communication-not-done-reason condition-category condition-clinical condition-state condition-ver-status consentaction "
        + "consentcategorycodes contactentity-type coverage-selfpay data-absent-reason definition-status definition-topic diagnosis-role "
        + "dicom-audit-lifecycle diet discharge-disposition encounter-special-arrangements encounter-type endpoint-connection-type "
        + "endpoint-payload-type episodeofcare-type evidence-quality extra-security-role-type flag-category forms-codes goal-acceptance-status "
        + "goal-category goal-priority goal-relationship-type hl7-work-group immunization-origin immunization-recommendation-status "
        + "iso-21089-lifecycle library-type list-empty-reason list-example-use-codes list-order location-physical-type match-grade "
        + "medication-admin-category medication-admin-status medication-statement-category message-reasons-encounter message-transport "
        + "name-assembly-order object-role observation-category observation-statistics operation-outcome organization-type participant-type "
        + "plan-definition-type practitioner-role processpriority reaction-event-certainty reason-medication-given referencerange-meaning "
        + "resource-type-link restful-security-service risk-probability security-source-type service-category service-provision-conditions "
        + "service-referral-method service-type special-values subscription-tag substance-category supply-item-type supply-kind "
        + "supplyrequest-reason usage-context-type").Split(' '));

    private static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["allergy-clinical-status"] = "allergyintolerance-clinical",
        ["allergy-verification-status"] = "allergyintolerance-verification",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> RenamedBack = Renamed.ToFrozenDictionary(row => row.Value, row => row.Key, StringComparer.Ordinal);

    /// <summary>The address of a code system in a version; the same when it has only one.</summary>
    internal static string In(FhirVersion version, string system) => version == FhirVersion.R4 ? ToR4(system) : ToStu3(system);

    private static string ToR4(string system)
    {
        if (!system.StartsWith(Stu3, StringComparison.Ordinal))
            return system;

        var name = system[Stu3.Length..];
        return name.StartsWith("v2/", StringComparison.Ordinal) ? $"{R4}v2-{name[3..]}"
            : name.StartsWith("v3/", StringComparison.Ordinal) ? $"{R4}v3-{name[3..]}"
            : Renamed.TryGetValue(name, out var other) ? R4 + other
            : Moved.Contains(name) ? R4 + name
            : system;
    }

    private static string ToStu3(string system)
    {
        if (!system.StartsWith(R4, StringComparison.Ordinal))
            return system;

        var name = system[R4.Length..];
        return name.StartsWith("v2-", StringComparison.Ordinal) ? $"{Stu3}v2/{name[3..]}"
            : name.StartsWith("v3-", StringComparison.Ordinal) ? $"{Stu3}v3/{name[3..]}"
            : RenamedBack.TryGetValue(name, out var other) ? Stu3 + other
            : Moved.Contains(name) ? Stu3 + name
            : system;
    }
}
