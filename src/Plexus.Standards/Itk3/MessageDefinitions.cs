using System.Collections.Frozen;

namespace Plexus.Standards.Itk3;

/// <summary>How a MessageDefinition reference compares with those known.</summary>
internal enum DefinitionMatch
{
    Known,

    /// <summary>The name is known, its version is not: 10005.</summary>
    OtherVersion,
    Unknown,
}

/// <summary>MessageDefinition assets that a payload message may name. Published text writes some with an <c>-Instance</c> suffix; it makes no difference.</summary>
/// <remarks>The names for mental health and outpatient letters and minor illness are not in public text: an installation adds them by option.</remarks>
internal static class MessageDefinitions
{
    internal const string SendDocument = "ITK-GPConnectSendDocument-MessageDefinition";

    private const string SupportedVersion = "1";
    private const string Instance = "-Instance";

    /// <summary>Name without version, and the event it was published for (none: informational).</summary>
    internal static readonly FrozenDictionary<string, string?> All = new Dictionary<string, string?>
    {
        ["ITK-SendPayload-MessageDefinition"] = null,
        ["ITK-Response-MessageDefinition"] = MessageEvents.Response,
        ["ITK-EDIS-MessageDefinition"] = "ITK003D",
        ["ITK-EC-eDischarge-MessageDefinition"] = "ITK005D",
        [SendDocument] = MessageEvents.SendDocument,
        ["ITK-DM-Immunization-MessageDefinition"] = "ITK009D",
        ["ITK-DM-EmergencySupply-MessageDefinition"] = "ITK010D",
    }.ToFrozenDictionary();

    /// <param name="reference">The reference as received: an absolute or relative URL, perhaps with <c>|version</c>.</param>
    /// <param name="allowed">Names the event accepts, without version.</param>
    internal static DefinitionMatch Match(string reference, IReadOnlyCollection<string> allowed)
    {
        var (name, version) = Split(reference);
        if (!allowed.Contains(name))
            return DefinitionMatch.Unknown;
        return version == SupportedVersion ? DefinitionMatch.Known : DefinitionMatch.OtherVersion;
    }

    /// <summary>The name without version and <c>-Instance</c>; the version is the number at its end, or the major part behind a bar.</summary>
    internal static (string Name, string Version) Split(string reference)
    {
        var text = reference.Trim();
        var slash = text.LastIndexOf('/');
        if (slash >= 0)
            text = text[(slash + 1)..];

        string? stated = null;
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        if (bar >= 0)
        {
            stated = text[(bar + 1)..];
            text = text[..bar];
            var dot = stated.IndexOf('.', StringComparison.Ordinal);
            stated = dot < 0 ? stated : stated[..dot];
        }

        var dash = text.LastIndexOf('-');
        var version = "";
        if (dash > 0 && dash < text.Length - 1 && text.AsSpan(dash + 1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            version = text[(dash + 1)..];
            text = text[..dash];
        }

        if (text.EndsWith(Instance, StringComparison.Ordinal))
            text = text[..^Instance.Length];
        return (text, stated is null || stated == version ? version : stated);
    }
}
