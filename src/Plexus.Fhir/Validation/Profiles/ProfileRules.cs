using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Every issue that a profile can give. {0} names what it is about.</summary>
internal static class ProfileRules
{
    internal static readonly IssueRule Required = new("FHIR-PROF-001", "required", "The profile requires an element that is missing: {0}.");
    internal static readonly IssueRule TooMany = new("FHIR-PROF-002", "structure", "The element occurs more often than the profile allows: {0}.");
    internal static readonly IssueRule NotAllowed = new("FHIR-PROF-003", "structure", "The profile does not allow the element: {0}.");
    internal static readonly IssueRule Type = new("FHIR-PROF-004", "structure", "The element is of a type that the profile does not allow: {0}.");
    internal static readonly IssueRule Fixed = new("FHIR-PROF-005", "value", "The value is not the one that the profile fixes for {0}.");
    internal static readonly IssueRule Pattern = new("FHIR-PROF-006", "value", "The value does not hold what the profile demands for {0}.");
    internal static readonly IssueRule TooLong = new("FHIR-PROF-007", "too-long", "The value is longer than the profile allows: {0}.");
    internal static readonly IssueRule Nonconforming = new("FHIR-PROF-008", "structure", "The element conforms to none of the profiles that are allowed here: {0}.");
    internal static readonly IssueRule OtherType = new("FHIR-PROF-009", "structure", "The profile is not one for this type: {0}.");
    internal static readonly IssueRule UnknownProfile = new("FHIR-PROF-010", "not-found", "A profile is not known here, so the base definition was used: {0}.");
    internal static readonly IssueRule TooLow = new("FHIR-PROF-011", "value", "The value is below the least that the profile allows: {0}.");
    internal static readonly IssueRule TooHigh = new("FHIR-PROF-012", "value", "The value is above the greatest that the profile allows: {0}.");
    internal static readonly IssueRule OtherVersion = new("FHIR-PROF-013", "not-found", "The profile is not held in the version asked for, so the one held was used: {0}.");

    internal static readonly IssueRule SliceRequired = new("FHIR-SLICE-001", "required", "A slice that the profile requires is missing: {0}.");
    internal static readonly IssueRule SliceTooMany = new("FHIR-SLICE-002", "structure", "A slice occurs more often than the profile allows: {0}.");
    internal static readonly IssueRule SliceNotAllowed = new("FHIR-SLICE-003", "structure", "The profile does not allow the slice: {0}.");
    internal static readonly IssueRule SliceClosed = new("FHIR-SLICE-004", "structure", "The element belongs to no slice, and the profile allows no others: {0}.");
    internal static readonly IssueRule SliceOrder = new("FHIR-SLICE-005", "structure", "The slices are out of order: {0}.");
    internal static readonly IssueRule SliceAtEnd = new("FHIR-SLICE-006", "structure", "Elements that belong to no slice must follow those that do: {0}.");

    internal static readonly IssueRule Code = new("FHIR-CODE-011", "code-invalid", "The code is not in the value set that the profile requires: {0}.");
    internal static readonly IssueRule CodeExtensible = new("FHIR-CODE-012", "code-invalid", "No code is from the value set that the profile prefers where it has one: {0}.");
    internal static readonly IssueRule UnknownValueSet = new("FHIR-CODE-013", "not-found", "A value set is not known here, so codes were not checked: {0}.");
    internal static readonly IssueRule SnomedCode = new("FHIR-CODE-014", "code-invalid", "The code is not a SNOMED CT identifier.");
    internal static readonly IssueRule Display = new("FHIR-CODE-015", "code-invalid", "The display is not the one that the code system gives: {0}.");
    internal static readonly IssueRule UnitCode = new("FHIR-CODE-016", "code-invalid", "The code is not a unit of UCUM.");
    internal static readonly IssueRule LanguageCode = new("FHIR-CODE-017", "code-invalid", "The code is not a language tag.");
    internal static readonly IssueRule MediaTypeCode = new("FHIR-CODE-018", "code-invalid", "The code is not a media type.");
    internal static readonly IssueRule Unanswered = new("FHIR-CODE-019", "processing", "The terminology source was of no help, so codes were not checked: {0}.");

    internal static readonly IssueRule Target = new("FHIR-REF-011", "structure", "The reference leads to a type that the profile does not allow: {0}.");
    internal static readonly IssueRule TargetProfile = new("FHIR-REF-012", "structure", "The reference leads to a resource that does not conform to the profile demanded: {0}.");
    internal static readonly IssueRule Aggregation = new("FHIR-REF-013", "structure", "The profile wants the resource in another place: {0}.");

    internal static readonly IssueRule UnknownExtension = new("FHIR-EXT-001", "extension", "An extension is not known here: {0}.");
    internal static readonly IssueRule UnknownModifier = new("FHIR-EXT-002", "extension", "A modifier extension is not known here, so its element must not be processed: {0}.");
    internal static readonly IssueRule MustBeModifier = new("FHIR-EXT-003", "extension", "The extension changes the meaning of its element: it must be a modifierExtension: {0}.");
    internal static readonly IssueRule NotModifier = new("FHIR-EXT-004", "extension", "The extension is not one that changes a meaning: it may not be a modifierExtension: {0}.");
    internal static readonly IssueRule RelativeUrl = new("FHIR-EXT-005", "extension", "The url of an extension that is not inside another must be absolute.");
    internal static readonly IssueRule Misplaced = new("FHIR-EXT-006", "extension", "The extension stands where its definition does not place it: {0}.");

    internal static readonly IssueRule XPathOnly = new("FHIR-INV-001", "informational", "This version publishes some rules of the resource in XPath only; they were not checked.");
    internal static readonly IssueRule NotEvaluated = new("FHIR-INV-000", "processing", "A rule could not be evaluated: {0}.");
}
