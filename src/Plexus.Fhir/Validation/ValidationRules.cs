using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation;

/// <summary>Every issue that validation against the base definitions gives, apart from the published invariants.</summary>
internal static class ValidationRules
{
    internal static readonly IssueRule Value = new("FHIR-VALUE-001", "value", "The value is not a valid {0}.");
    internal static readonly IssueRule ElementId = new("FHIR-VALUE-002", "value", "An element's id may not be empty nor hold spaces.");
    internal static readonly IssueRule DuplicateId = new("FHIR-VALUE-003", "value", "Another element of this resource has the same id.");
    internal static readonly IssueRule Required = new("FHIR-CARD-001", "required", "A required element is missing: {0}.");
    internal static readonly IssueRule TooMany = new("FHIR-CARD-002", "structure", "The element occurs more often than is allowed: {0}.");
    internal static readonly IssueRule Choice = new("FHIR-CARD-003", "structure", "Only one type of a choice may be given: {0}.");
    internal static readonly IssueRule Code = new("FHIR-CODE-001", "code-invalid", "The code is not in the value set that is required here: {0}.");
    internal static readonly IssueRule Language = new("FHIR-CODE-002", "code-invalid", "The value is not a language tag.");
    internal static readonly IssueRule MediaType = new("FHIR-CODE-003", "code-invalid", "The value is not a media type.");
    internal static readonly IssueRule CodeExtensible = new("FHIR-CODE-004", "code-invalid", "No code is from the value set that is to be used here where it has one: {0}.");
    internal static readonly IssueRule Target = new("FHIR-REF-001", "structure", "The reference is to a type of resource that is not allowed here: {0}.");
    internal static readonly IssueRule AmbiguousReference = new("FHIR-REF-002", "duplicate", "More than one resource matches the reference.");
    internal static readonly IssueRule DuplicateContained = new("FHIR-REF-003", "duplicate", "Another contained resource of the same resource has this id.");
    internal static readonly IssueRule LenientReference = new("FHIR-REF-004", "informational", "References in the Bundle were resolved by type and id alone, where the specification has no match.");
    internal static readonly IssueRule FirstEntry = new("FHIR-BUNDLE-001", "structure", "The first entry of this type of Bundle must be a {0}.");
    internal static readonly IssueRule FullUrlId = new("FHIR-BUNDLE-002", "value", "The fullUrl does not end in the id of its resource.");
    internal static readonly IssueRule NoFullUrl = new("FHIR-BUNDLE-003", "value", "The entry has a resource and no fullUrl.");

    private static readonly Dictionary<string, IssueRule> Invariants = new[]
    {
        ("ele-1", "An element must have a value or children."),
        ("ext-1", "An extension must have either a value or extensions, not both."),
        ("dom-1", "A contained resource may not have narrative."),
        ("dom-2", "A contained resource may not contain resources."),
        ("dom-3", "A contained resource must be referred to, or refer to its container."),
        ("dom-4", "A contained resource may not have meta.versionId or meta.lastUpdated."),
        ("dom-5", "A contained resource may not have meta.security."),
        ("dom-6", "A resource should have narrative."),
        ("txt-1", "The narrative holds an element or attribute that is not allowed."),
        ("txt-2", "The narrative has neither text nor an image."),
        ("txt-3", "The narrative holds an attribute that is not allowed."),
        ("ref-1", "A local reference must be to a contained resource."),
        ("per-1", "The period ends before it starts."),
        ("cpt-2", "A contact point with a value must have a system."),
        ("qty-3", "A quantity with a code must have a system."),
        ("att-1", "An attachment with data must have a content type."),
        ("rng-2", "The range's low is above its high."),
        ("rat-1", "A ratio must have both parts, or neither and an extension."),
        ("sqty-1", "A comparator is not allowed here."),
        ("bdl-1", "Only a search set or a history has a total."),
        ("bdl-2", "Only a search set has search information in its entries."),
        ("bdl-3", "Requests in entries do not fit the type of the Bundle."),
        ("bdl-4", "Responses in entries do not fit the type of the Bundle."),
        ("bdl-5", "An entry must have a resource, a request or a response."),
        ("bdl-6", "An entry must have both a fullUrl and a resource, or neither."),
        ("bdl-7", "Two entries have the same fullUrl and version."),
        ("bdl-8", "A fullUrl may not name a version."),
        ("bdl-9", "A document Bundle must have an identifier with system and value."),
        ("bdl-10", "A document Bundle must have a timestamp."),
        ("bdl-11", "The first entry of a document Bundle must be a Composition."),
        ("bdl-12", "The first entry of a message Bundle must be a MessageHeader."),
    }.ToDictionary(rule => rule.Item1, rule => new IssueRule("FHIR-INV-" + rule.Item1, "invariant", rule.Item2), StringComparer.Ordinal);

    internal static IssueRule Invariant(string key) => Invariants[key];
}
