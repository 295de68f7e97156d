using System.Collections.Frozen;

namespace Plexus.Web.Console.Parts;

/// <summary>Why a message is parked, and what to do about it.</summary>
internal static class Reasons
{
    private static readonly FrozenDictionary<string, (string Text, string Remedy)> Known = new Dictionary<string, (string, string)>
    {
        ["unroutable"] = ("No standard that is switched on takes its workflow", "Switch on the standard for the organisation, then handle the message again; or discard it."),
        ["protocol-failed"] = ("Handling it failed too often", "The log says why. After an update handle it again, or discard it."),
    }.ToFrozenDictionary();

    /// <summary>Of reasons that begin with the code that the sender was given.</summary>
    private static readonly FrozenDictionary<string, string> ByCode = new Dictionary<string, string>
    {
        ["10009"] = "Nothing here can mend the bytes. The sender was told where the standard says so; discard it.",
        ["20015"] = "Raise the limit of the mailbox and handle it again, or discard it: the sender was told.",
    }.ToFrozenDictionary();

    /// <summary>In words; a reason that nobody declared here as it is.</summary>
    public static string Text(string? reason) => reason is null ? "No reason was noted" : Known.TryGetValue(reason, out var known) ? known.Text : reason;

    /// <summary>In words, with the code behind them unless they give it.</summary>
    public static string Text(string? reason, string? code)
    {
        var text = Text(reason);
        return code is null || text.Contains(code, StringComparison.Ordinal) ? text : $"{text}, {code}";
    }

    public static string Remedy(string? reason)
    {
        if (reason is not null && Known.TryGetValue(reason, out var known))
            return known.Remedy;
        return reason is not null && ByCode.TryGetValue(reason.Split(':')[0], out var remedy) ? remedy : "Look at the message, then handle it again or discard it.";
    }
}
