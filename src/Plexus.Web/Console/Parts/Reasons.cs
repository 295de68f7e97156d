using System.Collections.Frozen;

namespace Plexus.Web.Console.Parts;

/// <summary>Why a message is parked, and what to do about it.</summary>
internal static class Reasons
{
    private const string TooLarge = "20015";

    // The engine keeps what is larger than any limit when it is unzipped as MESH carried it; its sender may have zipped a smaller one.
    private const string Compressed = "application/gzip";

    private static readonly FrozenDictionary<string, (string Text, string Remedy)> Known = new Dictionary<string, (string, string)>
    {
        ["unroutable"] = ("No standard that is switched on takes its workflow", "Switch on the standard for the organisation, then handle the message again; or discard it."),
        ["protocol-failed"] = ("Handling it failed too often", "The log says why. After an update handle it again, or discard it."),
    }.ToFrozenDictionary();

    /// <summary>Of reasons that begin with the code that the sender was given; without a text the standard's own words do.</summary>
    private static readonly FrozenDictionary<string, (string? Text, string Remedy)> ByCode = new Dictionary<string, (string?, string)>
    {
        ["10009"] = (null, "Nothing here can mend the bytes. The sender was told where the standard says so; discard it."),
        [TooLarge] = ("It is larger than its mailbox takes", "Raise the limit of the mailbox and handle it again, or discard it: the sender was told."),
    }.ToFrozenDictionary();

    /// <summary>In words; a reason that nobody declared here as it is.</summary>
    public static string Text(string? reason) => reason is null ? "No reason was noted" : Known.TryGetValue(reason, out var known) ? known.Text : ByCode.GetValueOrDefault(CodeOf(reason)).Text ?? reason;

    /// <summary>In words, with the code behind them unless they give it.</summary>
    public static string Text(string? reason, string? code)
    {
        var text = Text(reason);
        return code is null || text.Contains(code, StringComparison.Ordinal) ? text : $"{text}, {code}";
    }

    /// <param name="contentType">Of the message.</param>
    public static string Remedy(string? reason, string? contentType)
    {
        const string look = "Look at the message, then handle it again or discard it.";
        if (reason is null)
            return look;
        if (CodeOf(reason) == TooLarge && contentType == Compressed)
            return "It came compressed. If it is unzipped to no more than 100 MB, the most a mailbox takes, raise the limit of the mailbox and handle it again; otherwise discard it. The sender was told.";
        return Known.TryGetValue(reason, out var known) ? known.Remedy : ByCode.GetValueOrDefault(CodeOf(reason)).Remedy ?? look;
    }

    private static string CodeOf(string reason) => reason.Split(':')[0];
}
