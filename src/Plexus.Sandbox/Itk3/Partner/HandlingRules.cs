using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>What the handling keys have to be: 10001 to 10010. There is no default for any of them.</summary>
/// <remarks>Extension-ITK-MessageHandling-2 since 2.5.0: six keys, each once. Priority is withdrawn and ignored.</remarks>
internal static class HandlingRules
{
    private const string Nhs = "https://fhir.nhs.uk/";

    internal static IEnumerable<Refusal> Check(IncomingMessage message)
    {
        var header = message.Header;
        if (header.Elements("extension").Count(e => e["url"].ValueEquals(Itk3Wire.Handling)) != 1)
        {
            yield return Of("10001", "There must be one handling specification.", header);
            yield break;
        }
        foreach (var key in Itk3Wire.Key.All)
        {
            if (message.Handling.Elements("extension").Count(e => e["url"].ValueEquals(key)) != 1)
                yield return Of("10001", $"{key} must be there once.", message.Handling);
        }
        if (message.InfAck is null)
            yield return Of("10002", "InfAckRequested is not true or false.", message.Key(Itk3Wire.Key.InfAck));
        if (message.BusAck is null)
            yield return Of("10003", "BusAckRequested is not true or false.", message.Key(Itk3Wire.Key.BusAck));
        if (!IsRecipientType(message.Key(Itk3Wire.Key.RecipientType)["valueCoding"]))
            yield return Of("10010", "RecipientType is not FA or FI with its display.", message.Key(Itk3Wire.Key.RecipientType));
        if (Definition(message) is { } definition)
            yield return definition;
        if (message.SenderReference is null)
            yield return Of("10007", "SenderReference is not text of 1 to 255 characters.", message.Key(Itk3Wire.Key.SenderReference));
        foreach (var refusal in BusinessRules(message))
            yield return refusal;
    }

    private static bool IsRecipientType(FhirElement coding) =>
        coding["system"].ValueEquals(Itk3Wire.RecipientTypes) && coding["code"].Value is { } code
        && Itk3Wire.RecipientTypeDisplay(code) is { } display && coding["display"].ValueEquals(display);

    // Definitions are published for two events; examples of others name whatever they like under the NHS's own address.
    private static Refusal? Definition(IncomingMessage message)
    {
        var key = message.Key(Itk3Wire.Key.Definition);
        var reference = key["valueReference"]["reference"].Value;
        if (reference is null || !reference.StartsWith(Nhs, StringComparison.Ordinal))
            return Of("10004", "MessageDefinition does not refer to a definition.", key);
        var known = message.Event switch
        {
            Itk3Wire.SendDocumentEvent => Itk3Wire.SendDocumentDefinition,
            Itk3Wire.DischargeEvent => Itk3Wire.DischargeDefinition,
            _ => null,
        };
        if (known is null || reference == known || reference == WithoutVersion(known) + "-Instance-1")
            return null;
        return WithoutVersion(reference) == WithoutVersion(known)
            ? Of("10005", "MessageDefinition is of a version that is not supported.", key)
            : Of("10004", "MessageDefinition is not that of the event.", key);
    }

    private static string WithoutVersion(string definition) => definition[..Math.Max(definition.LastIndexOf('-'), 0)];

    // Version 1 of the Send Document guide: GPCM-SD-039, 040, 041.
    private static IEnumerable<Refusal> BusinessRules(IncomingMessage message)
    {
        if (message.Workflow != Itk3Wire.ConsultationReport)
            yield break;
        if (message.InfAck == false)
            yield return Of("10008", "A consultation report must ask for an infrastructure answer.", message.Key(Itk3Wire.Key.InfAck));
        if (message.BusAck == false)
            yield return Of("10008", "A consultation report must ask for a business answer.", message.Key(Itk3Wire.Key.BusAck));
        if (!message.Key(Itk3Wire.Key.RecipientType)["valueCoding"]["code"].ValueEquals("FA"))
            yield return Of("10008", "A consultation report is for action.", message.Key(Itk3Wire.Key.RecipientType));
    }

    private static Refusal Of(string code, string text, FhirElement place) => new(code, "processing", text, place);
}
