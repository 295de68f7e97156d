using System.Collections.Frozen;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>
/// Rules of DSTU2, which publishes them in XPath, as FHIRPath: those of the resources that GP Connect's HTML view, appointments and
/// conformance statement carry, and of their datatypes.
/// </summary>
internal static class Dstu2Invariants
{
    private static readonly FrozenDictionary<string, string> Rows = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["app-1"] = "type.exists() or actor.exists()",
        ["app-2"] = "start.exists() = end.exists()",
        ["app-3"] = "(start.exists() and end.exists()) or (status.exists() and status in ('proposed' | 'cancelled'))",
        ["cmp-1"] = "text.exists() or entry.exists() or section.exists()",
        ["cmp-2"] = "emptyReason.empty() or entry.empty()",
        ["cnf-1"] = "rest.exists() or messaging.exists() or document.exists()",
        ["cnf-2"] = "software.exists() or implementation.exists() or description.exists()",
        ["cnf-3"] = "messaging.endpoint.empty() or kind = 'instance'",
        ["cnf-7"] = "document.where(mode = 'producer').profile.reference.isDistinct() and document.where(mode = 'consumer').profile.reference.isDistinct()",
        ["cnf-8"] = "rest.mode.isDistinct()",
        ["cnf-9"] = "resource.type.isDistinct()",
        ["cnf-12"] = "searchParam.name.isDistinct()",
        ["cnf-13"] = "chain.empty() or type = 'reference'",
        ["cnf-14"] = "(software.empty() and implementation.empty()) or kind != 'requirements'",
        ["cnf-15"] = "implementation.empty() or kind != 'capability'",
        ["con-1"] = "summary.exists() or assessment.exists()",
        ["con-2"] = "code.exists() or detail.exists()",
        ["imm-1"] = "(wasNotGiven.exists() and wasNotGiven = true and (reaction.exists() or explanation.reason.exists())).not()",
        ["imm-2"] = "(wasNotGiven.exists() and wasNotGiven = false and explanation.reasonNotGiven.exists()).not()",
        ["lst-1"] = "emptyReason.empty() or entry.empty()",
        ["lst-2"] = "(mode.exists() and mode = 'changes') or entry.deleted.empty()",
        ["mst-1"] = "(reasonNotTaken.exists() and wasNotTaken.exists() and wasNotTaken = false).not()",
        ["mst-2"] = "(reasonForUse.exists() and wasNotTaken.exists() and wasNotTaken = true).not()",
        ["obs-3"] = "low.exists() or high.exists() or text.exists()",
        ["obs-6"] = "dataAbsentReason.empty() or value.empty()",
        ["obs-7"] = InvariantCorrections.NoComponentOfTheSameCode,
        ["ord-1"] = "code.exists() != schedule.exists()",
        ["org-1"] = "identifier.exists() or name.exists()",
        ["org-2"] = "use.empty() or use != 'home'",
        ["org-3"] = "use.empty() or use != 'home'",
        ["pat-1"] = "name.exists() or telecom.exists() or address.exists() or organization.exists()",
        ["pro-1"] = "reasonNotPerformed.empty() or (notPerformed.exists() and notPerformed = true)",
        ["tim-1"] = "duration.empty() or durationUnits.exists()",
        ["tim-2"] = "period.empty() or periodUnits.exists()",
        ["tim-3"] = "((period.exists() or frequency.exists()) and when.exists()).not()",
        ["tim-4"] = "$this.hasValue().not() or $this >= 0",
        ["tim-5"] = "$this.hasValue().not() or $this >= 0",
        ["tim-6"] = "periodMax.empty() or period.exists()",
        ["tim-7"] = "durationMax.empty() or duration.exists()",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // One key has two meanings: test scripts use it as well.
    private static readonly FrozenDictionary<string, string> ParameterRows = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // The published text lets both stand, which its own words forbid, and forgets a parameter that has only parts.
        ["Parameters.parameter inv-1"] = "(value.exists() and resource.exists()).not() and (value.exists() or resource.exists() or part.exists())",
        ["Parameters.parameter.part inv-2"] = "value.exists() != resource.exists()",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static IEnumerable<string> Keys => Rows.Keys;

    /// <summary>The rule of a type in FHIRPath; null when it is not among those translated.</summary>
    internal static string? Find(string? type, string key) => ParameterRows.GetValueOrDefault($"{type} {key}") ?? Rows.GetValueOrDefault(key);
}
