using System.Text;
using Plexus.Fhir;

namespace Plexus.Standards.Itk3;

internal enum RecipientType
{
    /// <summary>FA.</summary>
    ForAction,

    /// <summary>FI.</summary>
    ForInformation,
}

/// <summary>How a handling key was found.</summary>
internal enum KeyState
{
    Absent,
    Unreadable,
    Read,
}

/// <summary>The handling specification of a message: what its sender wants done and answered.</summary>
/// <remarks>Extension-ITK-MessageHandling-2. There is no default for an acknowledgement flag: one that cannot be read means that the message is always answered.</remarks>
internal sealed record HandlingKeys
{
    /// <summary>Where the handling extension stands; empty when it is absent.</summary>
    internal string Place { get; init; } = "";

    internal KeyState InfrastructureState { get; init; }

    internal bool? Infrastructure { get; init; }

    internal KeyState BusinessState { get; init; }

    internal bool? Business { get; init; }

    internal KeyState RecipientState { get; init; }

    /// <summary>FA unless the message says FI: an unknown recipient type counts as for action.</summary>
    internal RecipientType Recipient { get; init; }

    internal KeyState DefinitionState { get; init; }

    internal string? Definition { get; init; }

    internal KeyState SenderReferenceState { get; init; }

    internal string? SenderReference { get; init; }

    internal KeyState LocalExtensionState { get; init; }

    internal string? LocalExtension { get; init; }

    internal bool IsPresent => Place.Length > 0;

    internal static HandlingKeys Read(FhirElement header)
    {
        var handling = Find(header, Itk3Wire.HandlingExtension, out _);
        if (!handling.Exists)
            return new HandlingKeys();

        return new HandlingKeys { Place = handling.Path }.WithFlags(handling).WithCodings(handling).WithTexts(handling);
    }

    private HandlingKeys WithFlags(FhirElement handling)
    {
        var (infrastructureState, infrastructure) = Flag(handling, Itk3Wire.InfAckRequested);
        var (businessState, business) = Flag(handling, Itk3Wire.BusAckRequested);
        return this with
        {
            InfrastructureState = infrastructureState,
            Infrastructure = infrastructure,
            BusinessState = businessState,
            Business = business,
        };
    }

    private HandlingKeys WithCodings(FhirElement handling)
    {
        var recipient = Find(handling, Itk3Wire.RecipientTypeKey, out var repeated);
        var code = recipient["valueCoding"]["code"];
        var state = !recipient.Exists ? KeyState.Absent
            : repeated || !IsRecipientSystem(recipient["valueCoding"]["system"]) || !(code.ValueEquals("FA") || code.ValueEquals("FI")) ? KeyState.Unreadable
            : KeyState.Read;

        var definition = Find(handling, Itk3Wire.MessageDefinitionKey, out repeated);
        var reference = definition["valueReference"]["reference"].Value;
        return this with
        {
            RecipientState = state,
            Recipient = state == KeyState.Read && code.ValueEquals("FI") ? RecipientType.ForInformation : RecipientType.ForAction,
            DefinitionState = !definition.Exists ? KeyState.Absent : repeated || string.IsNullOrWhiteSpace(reference) ? KeyState.Unreadable : KeyState.Read,
            Definition = reference,
        };
    }

    private HandlingKeys WithTexts(FhirElement handling)
    {
        var sender = Find(handling, Itk3Wire.SenderReferenceKey, out var repeated);
        var reference = sender["valueString"].Value;
        var readable = !repeated && reference is { Length: > 0 } && reference.Length <= Itk3Wire.MaxSenderReference;
        var local = Find(handling, Itk3Wire.LocalExtensionKey, out _);
        return this with
        {
            SenderReferenceState = !sender.Exists ? KeyState.Absent : readable ? KeyState.Read : KeyState.Unreadable,
            SenderReference = readable ? reference : null,
            LocalExtensionState = local.Exists ? KeyState.Read : KeyState.Absent,
            LocalExtension = local["valueString"].Value,
        };
    }

    // A system that is left out cannot contradict; one that names another vocabulary can.
    private static bool IsRecipientSystem(FhirElement system) => !system.Exists || system.ValueEquals(Itk3Wire.RecipientTypeSystem);

    private static (KeyState State, bool? Value) Flag(FhirElement handling, string url)
    {
        var flag = Find(handling, url, out var repeated);
        if (!flag.Exists)
            return (KeyState.Absent, null);
        var value = repeated ? null : flag["valueBoolean"].BooleanValue;
        return (value is null ? KeyState.Unreadable : KeyState.Read, value);
    }

    /// <summary>The first extension with this URL, outer blanks aside: published examples carry some.</summary>
    private static FhirElement Find(FhirElement parent, string url, out bool repeated)
    {
        FhirElement found = default;
        repeated = false;
        foreach (var extension in parent.Elements("extension"))
        {
            if (!IsUrl(extension["url"].Utf8Value, url))
                continue;
            repeated = found.Exists;
            if (repeated)
                break;
            found = extension;
        }

        return found;
    }

    private static bool IsUrl(ReadOnlySpan<byte> value, string url) => Ascii.Equals(value.Trim((byte)' '), url);
}
