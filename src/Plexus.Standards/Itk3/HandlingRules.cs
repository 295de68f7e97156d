namespace Plexus.Standards.Itk3;

/// <summary>What a payload demands of the handling specification, and how the first thing wrong is answered.</summary>
/// <param name="Definitions">MessageDefinition names, without version, that the event accepts.</param>
/// <param name="DemandsAcknowledgements">Both flags must be true (GPCM-SD-040, GPCM-SD-041).</param>
/// <param name="Strict">Every key must be there, as the guide says since 2.5.0; without it SenderReference, LocalExtension and RecipientType may be absent, as in real older messages.</param>
internal sealed record HandlingRules(IReadOnlyCollection<string> Definitions, bool DemandsAcknowledgements, bool Strict)
{
    /// <summary>The first thing wrong, in the order of the guide; null when the keys are good.</summary>
    internal Itk3Problem? Check(HandlingKeys keys)
    {
        if (!keys.IsPresent)
            return new(ResponseCodes.HandlingError, "Bundle.entry[0].resource.extension", "The handling specification (Extension-ITK-MessageHandling-2) is missing.", "required");

        return Flags(keys) ?? Recipient(keys) ?? Definition(keys) ?? Texts(keys);
    }

    private Itk3Problem? Flags(HandlingKeys keys)
    {
        if (keys.InfrastructureState == KeyState.Absent)
            return Missing(keys, Itk3Wire.InfAckRequested);
        if (keys.BusinessState == KeyState.Absent)
            return Missing(keys, Itk3Wire.BusAckRequested);
        if (keys.InfrastructureState == KeyState.Unreadable)
            return new(ResponseCodes.InfrastructureFlagUnreadable, keys.Place, "InfAckRequested is not one valueBoolean of true or false.");
        if (keys.BusinessState == KeyState.Unreadable)
            return new(ResponseCodes.BusinessFlagUnreadable, keys.Place, "BusAckRequested is not one valueBoolean of true or false.");
        if (DemandsAcknowledgements && !(keys.Infrastructure == true && keys.Business == true))
            return new(ResponseCodes.BusinessRuleBroken, keys.Place, "This payload demands InfAckRequested and BusAckRequested to be true.");
        return null;
    }

    private Itk3Problem? Recipient(HandlingKeys keys) => keys.RecipientState switch
    {
        KeyState.Unreadable => new(ResponseCodes.RecipientTypeBad, keys.Place, "RecipientType is not one coding of FA or FI from ITK-RecipientType-1."),
        KeyState.Absent when Strict => Missing(keys, Itk3Wire.RecipientTypeKey),
        _ => null,
    };

    private Itk3Problem? Definition(HandlingKeys keys)
    {
        if (keys.DefinitionState == KeyState.Absent)
            return Missing(keys, Itk3Wire.MessageDefinitionKey);
        if (keys.DefinitionState == KeyState.Unreadable)
            return new(ResponseCodes.DefinitionUnknown, keys.Place, "MessageDefinition is not one valueReference with a reference.");

        return MessageDefinitions.Match(keys.Definition!, Definitions) switch
        {
            DefinitionMatch.Unknown => new(ResponseCodes.DefinitionUnknown, keys.Place, "The MessageDefinition is not one that this event accepts."),
            DefinitionMatch.OtherVersion => new(ResponseCodes.DefinitionVersionUnknown, keys.Place, "The version of the MessageDefinition is not supported."),
            _ => null,
        };
    }

    private Itk3Problem? Texts(HandlingKeys keys)
    {
        if (keys.SenderReferenceState == KeyState.Unreadable)
            return new(ResponseCodes.SenderReferenceBad, keys.Place, $"SenderReference is not one valueString of 1 to {Itk3Wire.MaxSenderReference} characters.");
        if (!Strict)
            return null;
        if (keys.SenderReferenceState == KeyState.Absent)
            return new(ResponseCodes.SenderReferenceBad, keys.Place, "SenderReference is missing.");
        return keys.LocalExtensionState == KeyState.Absent ? Missing(keys, Itk3Wire.LocalExtensionKey) : null;
    }

    private static Itk3Problem Missing(HandlingKeys keys, string key) =>
        new(ResponseCodes.HandlingError, keys.Place, $"The handling key {key} is missing.", "required");
}
