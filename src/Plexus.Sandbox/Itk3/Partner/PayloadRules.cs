using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>What the payload has to be: 20009, or 20004 for an attachment of a type nobody approved.</summary>
/// <remarks>ITK-Document-Bundle-1, ITK-Attachment-Binary-1; GPCM-SD-103 to 112, 120, 131, 132; Send Document 2.0.2 on confidentiality.</remarks>
internal static class PayloadRules
{
    private const string Code = "20009";

    /// <summary>The guide's table, and the registered names beside its slips.</summary>
    private static readonly HashSet<string> _approved = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/pdf", "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/mswrtford", "application/rtf", "text/rtf", "text/html", "text/plain", "text/xml", "image/jpg", "image/jpeg", "image/png", "image/tiff",
    };

    internal static IEnumerable<Refusal> Check(IncomingMessage message)
    {
        var payload = message.Payload;
        if (payload.TypeName != "Bundle")
        {
            yield return Of("structure", "focus does not point at a Bundle of the message.", message.Header["focus"]);
            yield break;
        }
        if (!payload["identifier"]["value"].HasValue)
            yield return Of("required", "The payload has no identifier.", payload);
        if (message.IsDocument)
        {
            foreach (var refusal in Document(message))
                yield return refusal;
        }
        if (message.Patient.Exists)
        {
            foreach (var refusal in Patient(message.Patient))
                yield return refusal;
        }
        foreach (var binary in payload.Elements("entry").Select(e => e["resource"]).Where(r => r.TypeName == "Binary"))
        {
            foreach (var refusal in Attachment(binary))
                yield return refusal;
        }
    }

    private static IEnumerable<Refusal> Document(IncomingMessage message)
    {
        var (payload, composition) = (message.Payload, message.Composition);
        if (!payload["type"].ValueEquals("document"))
            yield return Of("value", "The payload is not of type document.", payload);
        if (!composition.Exists)
        {
            yield return Of("structure", "The document does not begin with a Composition.", payload);
            yield break;
        }
        if (composition["status"].Value is not "final" and not "amended")
            yield return Of("value", "The document is not final.", composition);
        foreach (var name in (string[])["title", "date", "author", "type"])
        {
            if (!composition[name].Exists)
                yield return Of("required", $"The Composition has no {name}.", composition);
        }
        if (composition["subject"].Target(payload).TypeName != "Patient")
            yield return Of("required", "The subject is not a Patient of the document.", composition);
        if (message.Event == Itk3Wire.SendDocumentEvent && composition["confidentiality"].Value is "R" or "V")
            yield return Of("business-rule", "Restricted documents must not be sent.", composition["confidentiality"]);
        foreach (var relation in composition.Elements("relatesTo"))
        {
            if (!relation["code"].ValueEquals("replaces") || !relation["targetIdentifier"]["value"].HasValue)
                yield return Of("value", "relatesTo says replaces and names the earlier document.", relation);
        }
        foreach (var reference in Entries(composition).Where(r => !r.Target(payload).Exists))
            yield return Of("value", "A section entry points at nothing in the document.", reference);
    }

    private static IEnumerable<Refusal> Patient(FhirElement patient)
    {
        if (!patient["name"]["family"].HasValue || patient["birthDate"].Value is not { Length: 10 })
            yield return Of("required", "The Patient needs a surname and a full date of birth.", patient);
    }

    private static IEnumerable<Refusal> Attachment(FhirElement binary)
    {
        if (binary["securityContext"].Exists)
            yield return Of("structure", "An attachment has no securityContext.", binary["securityContext"]);
        if (binary["content"].Base64Value is not { Length: > 0 })
            yield return Of("value", "An attachment is base64 and not empty.", binary);
        if (binary["contentType"].Value is { } type && !_approved.Contains(type.Split(';')[0].Trim()))
            yield return new Refusal("20004", "security", "The attachment's type is not approved.", binary["contentType"]);
    }

    private static IEnumerable<FhirElement> Entries(FhirElement within)
    {
        foreach (var section in within.Elements("section"))
        {
            foreach (var entry in section.Elements("entry"))
                yield return entry;
            foreach (var entry in Entries(section))
                yield return entry;
        }
    }

    private static Refusal Of(string type, string text, FhirElement place) => new(Code, type, text, place);
}
