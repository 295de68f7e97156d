namespace Plexus.Fhir.Documents;

/// <summary>A kind of issue: its stable id, its IssueType code and its sentence.</summary>
/// <param name="LeavesOut">Whether something that the input says is not in what was read.</param>
internal sealed record IssueRule(string Id, string Code, string Text, bool LeavesOut = false);

/// <summary>Every issue the readers give. The sentences name elements, never values.</summary>
internal static class IssueRules
{
    internal static readonly IssueRule XmlMalformed = new("FHIR-XML-001", "structure", "The XML is not well formed.");
    internal static readonly IssueRule XmlDoctype = new("FHIR-XML-002", "security", "A document type declaration is not allowed.");
    internal static readonly IssueRule XmlRootNamespace = new("FHIR-XML-003", "structure", "The root element is not in the FHIR namespace.");
    internal static readonly IssueRule XmlNamespace = new("FHIR-XML-004", "structure", "The element is in a namespace that is not allowed here.", LeavesOut: true);
    internal static readonly IssueRule XmlUnknownElement = new("FHIR-XML-005", "structure", "The element is not defined here: {0}.", LeavesOut: true);
    internal static readonly IssueRule XmlUnknownAttribute = new("FHIR-XML-006", "structure", "The attribute is not defined here: {0}.", LeavesOut: true);
    internal static readonly IssueRule XmlText = new("FHIR-XML-007", "structure", "Text is not allowed here.", LeavesOut: true);
    internal static readonly IssueRule XmlOrder = new("FHIR-XML-008", "structure", "The element is out of order: {0}.");
    internal static readonly IssueRule XmlValueOnComplex = new("FHIR-XML-009", "structure", "A value attribute is not allowed on an element that has no value.", LeavesOut: true);
    internal static readonly IssueRule XmlWrapper = new("FHIR-XML-010", "structure", "A resource wrapper holds exactly one resource.", LeavesOut: true);
    internal static readonly IssueRule XmlAttributeAsElement = new("FHIR-XML-011", "structure", "This is written as an attribute, not as an element: {0}.");
    internal static readonly IssueRule XmlEncoding = new("FHIR-XML-012", "structure", "The document is not in UTF-8, the encoding of exchange.");
    internal static readonly IssueRule XmlAttributeTwice = new(XmlAttributeAsElement.Id, XmlAttributeAsElement.Code, XmlAttributeAsElement.Text, LeavesOut: true);
    internal static readonly IssueRule XmlAttributeNamespace = new("FHIR-XML-013", "structure", "The attribute is in a namespace that is not allowed here: {0}.", LeavesOut: true);

    internal static readonly IssueRule JsonMalformed = new("FHIR-JSON-001", "structure", "The JSON is not well formed.");
    internal static readonly IssueRule JsonUtf8 = new("FHIR-JSON-002", "structure", "The document is not valid UTF-8.");
    internal static readonly IssueRule JsonNoObject = new("FHIR-JSON-003", "structure", "A resource is a JSON object.");
    internal static readonly IssueRule JsonNoResourceType = new("FHIR-JSON-004", "structure", "The resource does not say its resourceType.", LeavesOut: true);
    internal static readonly IssueRule JsonUnknownProperty = new("FHIR-JSON-005", "structure", "The property is not defined here: {0}.", LeavesOut: true);
    internal static readonly IssueRule JsonDuplicate = new("FHIR-JSON-006", "structure", "The property is given twice; the first was read: {0}.", LeavesOut: true);
    internal static readonly IssueRule JsonNull = new("FHIR-JSON-007", "structure", "Null is not allowed here: {0}.");
    internal static readonly IssueRule JsonEmptyArray = new("FHIR-JSON-008", "structure", "An array may not be empty: {0}.");
    internal static readonly IssueRule JsonNotArray = new("FHIR-JSON-009", "structure", "The element repeats, so it must be an array: {0}.");
    internal static readonly IssueRule JsonArray = new("FHIR-JSON-010", "structure", "The element does not repeat, so it may not be an array: {0}.");
    internal static readonly IssueRule JsonValueKind = new("FHIR-JSON-011", "structure", "The value is not of the JSON type that the element has: {0}.");
    internal static readonly IssueRule JsonValueLeftOut = new(JsonValueKind.Id, JsonValueKind.Code, JsonValueKind.Text, LeavesOut: true);
    internal static readonly IssueRule JsonMetaOnComplex = new("FHIR-JSON-012", "structure", "This element has no underscore property: {0}.", LeavesOut: true);
    internal static readonly IssueRule JsonLengths = new("FHIR-JSON-013", "structure", "The values and the underscore property have different lengths: {0}.");
    internal static readonly IssueRule JsonBadText = new("FHIR-JSON-014", "value", "The text holds a character that FHIR cannot carry; it was left out: {0}.", LeavesOut: true);
    internal static readonly IssueRule JsonEmptyObject = new("FHIR-JSON-015", "structure", "An object may not be empty: {0}.");

    internal static readonly IssueRule NarrativeMalformed = new("FHIR-DIV-001", "structure", "The narrative is not one well-formed XHTML div.", LeavesOut: true);
    internal static readonly IssueRule NarrativeEntity = new("FHIR-DIV-002", "structure", "Named HTML entities are not allowed; they were read as characters.");
    internal static readonly IssueRule NarrativeNamespace = new("FHIR-DIV-003", "structure", "The narrative holds an element or attribute outside the XHTML namespace; it was left out.", LeavesOut: true);
    internal static readonly IssueRule NarrativeUndeclared = new("FHIR-DIV-004", "structure", "The narrative does not declare the XHTML namespace; it was read as if it did.");

    internal static readonly IssueRule UnknownResource = new("FHIR-TYPE-001", "structure", "No resource of this name exists in this version of FHIR: {0}.", LeavesOut: true);
    internal static readonly IssueRule AbstractResource = new("FHIR-TYPE-002", "structure", "This resource type is abstract: {0}.", LeavesOut: true);

    internal static readonly IssueRule TooLarge = new("FHIR-LIMIT-001", "too-long", "The document is larger than the limit.");
    internal static readonly IssueRule TooDeep = new("FHIR-LIMIT-002", "too-costly", "Elements are nested deeper than the limit.");
    internal static readonly IssueRule TooManyNodes = new("FHIR-LIMIT-003", "too-costly", "The document has more elements than the limit.");
    internal static readonly IssueRule ValueTooLong = new("FHIR-LIMIT-004", "too-long", "A value is longer than the limit.");
    internal static readonly IssueRule TooManyAttributes = new("FHIR-LIMIT-005", "too-costly", "An element has more attributes than the limit.");
    internal static readonly IssueRule NarrativeTooLarge = new("FHIR-LIMIT-006", "too-long", "A narrative is larger or deeper than the limit.");
    internal static readonly IssueRule TooManyIssues = new("FHIR-LIMIT-007", "too-costly", "More issues were found than are reported.", LeavesOut: true);
    internal static readonly IssueRule ResourcesTooDeep = new("FHIR-LIMIT-008", "too-costly", "Resources are nested deeper than the limit.");
}
