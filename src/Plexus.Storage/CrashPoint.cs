using System.Diagnostics;
using System.Globalization;

namespace Plexus.Storage;

/// <summary>Named places where a test can make the process die as if the power went.</summary>
/// <remarks><c>PLEXUS_CRASH_AT=name[:n]</c> kills the process with SIGKILL on the n-th hit (default 1), after adding the name as a line to the file named by <c>PLEXUS_CRASH_LOG</c>. When unset a hit costs one null check.</remarks>
public static class CrashPoint
{
    /// <summary>The payload is durable; no row speaks of it yet.</summary>
    public const string PayloadWritten = "payload-written";

    /// <summary>The message is in the journal; nobody upstream knows yet.</summary>
    public const string JournalCommitted = "journal-committed";

    public const string BeforeMeshAck = "before-mesh-ack";

    public const string AfterMeshAck = "after-mesh-ack";

    /// <summary>Inside a transaction, everything written, not committed.</summary>
    public const string MidCommit = "mid-commit";

    public const string OutboxClaimed = "outbox-claimed";

    public const string RequestSent = "request-sent";

    public const string RequestAnswered = "request-answered";

    /// <summary>Every point, for tests that must hit each.</summary>
    public static readonly IReadOnlyList<string> All =
        [PayloadWritten, JournalCommitted, BeforeMeshAck, AfterMeshAck, MidCommit, OutboxClaimed, RequestSent, RequestAnswered];

    private static Action<string>? s_observer = Plan(Environment.GetEnvironmentVariable("PLEXUS_CRASH_AT"), Environment.GetEnvironmentVariable("PLEXUS_CRASH_LOG"), Die);

    public static void Hit(string name) => s_observer?.Invoke(name);

    /// <summary>Puts an observer in place of the environment's plan; gives the one it replaced.</summary>
    internal static Action<string>? Observe(Action<string>? observer) => Interlocked.Exchange(ref s_observer, observer);

    internal static Action<string>? Plan(string? at, string? log, Action die)
    {
        if (string.IsNullOrEmpty(at))
            return null;
        var parts = at.Split(':', 2);
        var name = parts[0];
        if (!All.Contains(name))
            throw new StorageException($"PLEXUS_CRASH_AT names no crash point: {name}. Known: {string.Join(", ", All)}.");
        var left = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        return hit =>
        {
            if (hit != name || Interlocked.Decrement(ref left) != 0)
                return;
            if (!string.IsNullOrEmpty(log))
                File.AppendAllText(log, name + "\n");
            die();
        };
    }

    private static void Die()
    {
        Process.GetCurrentProcess().Kill();
        Environment.FailFast("crash point");
    }
}
