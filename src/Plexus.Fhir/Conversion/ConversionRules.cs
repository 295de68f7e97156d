using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Conversion;

/// <summary>Every issue that a conversion gives.</summary>
internal static class ConversionRules
{
    internal static readonly IssueRule NoCounterpart = new("FHIR-CONV-001", "not-supported", "The element has no counterpart in the other version and was left out: {0}.");
    internal static readonly IssueRule ModifierLost = new("FHIR-CONV-002", "not-supported", "The element changes the meaning of what holds it, and the other version cannot say it: {0}.");
    internal static readonly IssueRule OnlyFirst = new("FHIR-CONV-003", "not-supported", "The element does not repeat in the other version; only the first was kept: {0}.");
    internal static readonly IssueRule NoCode = new("FHIR-CONV-004", "not-supported", "The code has no equivalent in the other version and was left out: {0}.");
    internal static readonly IssueRule NearestCode = new("FHIR-CONV-005", "informational", "The code was replaced by the nearest that the other version has: {0}.");
    internal static readonly IssueRule BadValue = new("FHIR-CONV-006", "not-supported", "The value is not one that the other version allows and was left out: {0}.");
    internal static readonly IssueRule Supplied = new("FHIR-CONV-007", "informational", "The other version demands the element; it says now that the value is not known: {0}.");
    internal static readonly IssueRule Missing = new("FHIR-CONV-008", "required", "The other version demands the element and the source does not have it: {0}.");
    internal static readonly IssueRule NoResource = new("FHIR-CONV-009", "not-supported", "The other version has no resource of this type; it was left out: {0}.");
    internal static readonly IssueRule ProfileClaim = new("FHIR-CONV-010", "informational", "The claim to a profile was not carried over: {0}.");
}
