using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <param name="Id">Stable; findings and docs use it.</param>
/// <param name="Source">Requirement.</param>
/// <param name="IssueCode"><c>issue.code</c> of the 20009.</param>
/// <param name="Text">What the sender must mend.</param>
/// <param name="Place">Path inside the payload bundle.</param>
internal sealed record DocumentRule(string Id, string Source, string IssueCode, string Text, string Place, Func<ItkDocument, bool> Holds);

/// <summary>Rules every document bundle keeps; breaking one is answered 20009. They stand in for profile validation until that exists.</summary>
internal static class DocumentRules
{
    private static readonly string[] Statuses = ["final", "amended"];

    internal static readonly IReadOnlyList<DocumentRule> All =
    [
        new("DOC-01", "GPCM-SD-103", "structure", "MessageHeader.focus must point at a Bundle inside the message.", "", d => d.Bundle.Exists),
        new("DOC-02", "ITK-Document-Bundle-1", "value", "The payload Bundle must be of type document.", "type", d => d.Bundle["type"].ValueEquals("document")),
        new("DOC-03", "ITK-Document-Bundle-1", "required", "The payload Bundle must have an identifier with a value.", "identifier", d => !string.IsNullOrEmpty(d.Identifier)),
        new("DOC-04", "GPCM-SD-104", "structure", "The first entry of the payload must be a Composition.", "entry[0].resource", d => d.Composition.Exists),
        new("DOC-05", "GPCM-SD-114", "value", "Composition.status must be final or amended.", "entry[0].resource.status", d => Statuses.Contains(d.Composition["status"].Value)),
        new("DOC-06", "CareConnect-Composition-1", "required", "Composition.type must have a coding with a code.", "entry[0].resource.type", d => d.TypeCode.Length > 0),
        new("DOC-07", "GPCM-SD-106", "required", "Composition.subject must point at a Patient inside the payload.", "entry[0].resource.subject", d => d.Patient.TypeName == "Patient"),
        new("DOC-08", "CareConnect-Composition-1", "required", "Composition.title must not be empty.", "entry[0].resource.title", d => d.Title.Length > 0),
        new("DOC-09", "CareConnect-Composition-1", "required", "Composition.date must be present.", "entry[0].resource.date", d => d.Composition["date"].HasValue),
        new("DOC-10", "GPCM-SD-131, GPCM-SD-132", "required", "A replacement must name the document it replaces, and not itself.", "entry[0].resource.relatesTo", ReplacesAnother),
        new("DOC-11", "CC-04", "structure", "A section entry must point at a resource inside the payload.", "entry[0].resource.section", d => !d.DanglingReference.Exists),
        new("DOC-12", "GPCM-SD-111", "value", "The content of an attachment must be base64 and not empty.", "entry.resource.content", d => d.Attachments.All(a => a.HasContent)),
        new("DOC-13", "FHIR-DOC-04", "required", "The document must have something to read: a narrative or an attachment.", "entry[0].resource.section", HasContent),
    ];

    /// <summary>The first rule broken; null when all hold.</summary>
    internal static Itk3Problem? Check(ItkDocument document, IReadOnlyList<DocumentRule> rules)
    {
        foreach (var rule in rules)
        {
            if (!rule.Holds(document))
                return new(ResponseCodes.PayloadInvalid, Place(document, rule.Place), $"{rule.Id}: {rule.Text}", rule.IssueCode);
        }

        return null;
    }

    private static string Place(ItkDocument document, string place) =>
        !document.Bundle.Exists ? "Bundle.entry[0].resource.focus" : place.Length == 0 ? document.Bundle.Path : $"{document.Bundle.Path}.{place}";

    private static bool ReplacesAnother(ItkDocument document) =>
        document.ReplacesKey("") is not { } original || (original.Length > 0 && document.Keys("") is var own && (own.Count == 0 || own[0] != original));

    private static bool HasContent(ItkDocument document) =>
        document.Attachments.Count > 0 || document.Composition["text"]["div"].Exists || HasNarrative(document.Composition);

    private static bool HasNarrative(Fhir.FhirElement parent)
    {
        foreach (var section in parent.Elements("section"))
        {
            if (section["text"]["div"].Exists || HasNarrative(section))
                return true;
        }

        return false;
    }
}
