using System.Globalization;
using System.Text.RegularExpressions;

namespace Plexus.Acceptance.SystemCalls;

/// <summary>System calls as strace wrote them, in the order in which they began and ended.</summary>
internal sealed partial class SystemCallTrace
{
    private readonly List<SystemCall> _calls = [];

    /// <param name="lines">Of <c>strace -f -y -o</c>: a call that others interrupted takes two lines.</param>
    public SystemCallTrace(IEnumerable<string> lines)
    {
        var open = new Dictionary<int, SystemCall>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var thread = int.Parse(match.Groups["thread"].ValueSpan, CultureInfo.InvariantCulture);
            var text = match.Groups["text"].Value;
            if (text.StartsWith("<... ", StringComparison.Ordinal))
            {
                if (open.Remove(thread, out var begun))
                    begun.Ended = number;
                continue;
            }
            var call = new SystemCall(text, number);
            _calls.Add(call);
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                open[thread] = call;
            else
                call.Ended = number;
        }
    }

    public IReadOnlyList<SystemCall> Calls => _calls;

    /// <summary>Process and thread that made the first call: the traced program itself.</summary>
    public static int ProgramOf(string firstLine) => int.Parse(Line().Match(firstLine).Groups["thread"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<thread>[0-9]+) +(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}

/// <param name="text">Name and arguments.</param>
/// <param name="began">Line at which it began.</param>
internal sealed class SystemCall(string text, int began)
{
    public string Text => text;

    public int Began => began;

    /// <summary>Line at which it returned; after everything when it never did.</summary>
    public int Ended { get; set; } = int.MaxValue;

    /// <summary>Whether it makes a file durable.</summary>
    public bool Syncs(string file) =>
        (text.StartsWith("fsync(", StringComparison.Ordinal) || text.StartsWith("fdatasync(", StringComparison.Ordinal)) && text.Contains(file + ">", StringComparison.Ordinal);

    /// <summary>Whether it writes to a file.</summary>
    public bool Writes(string file) =>
        (text.StartsWith("write(", StringComparison.Ordinal) || text.StartsWith("pwrite64(", StringComparison.Ordinal) || text.StartsWith("writev(", StringComparison.Ordinal)) && text.Contains(file + ">", StringComparison.Ordinal);

    /// <summary>Whether it hands the beginning of an HTTP request to a socket.</summary>
    public bool Requests(string method, string path) =>
        (text.StartsWith("sendto(", StringComparison.Ordinal) || text.StartsWith("sendmsg(", StringComparison.Ordinal) || text.StartsWith("write(", StringComparison.Ordinal) || text.StartsWith("writev(", StringComparison.Ordinal))
        && text.Contains($"\"{method} ", StringComparison.Ordinal) && text.Contains(path + " HTTP/1.1", StringComparison.Ordinal);
}
