using System.Globalization;
using System.Text;

namespace SupplierSystem;

/// <summary>How far an organisation's events were fetched: the cursor, and the gateway that gave it, in a file of their own.</summary>
public sealed class PullCursor(SupplierOptions options, ILogger<PullCursor> log)
{
    // A cursor counts the events of every organisation: behind another organisation's, earlier events would be passed by.
    private string Path => System.IO.Path.Combine(options.Folder, $"cursor-{options.Pull}");

    /// <summary>Where to begin; 0 when there is no cursor, or none that can be used: what is here already is not kept twice.</summary>
    public long Read()
    {
        if (!File.Exists(Path))
            return 0;
        if (File.ReadAllText(Path).Split('\n') is not [var number, var gateway] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor))
        {
            log.LogWarning("The cursor in {File} cannot be read: fetching begins anew.", Path);
            return 0;
        }

        if (gateway == options.Gateway.AbsoluteUri)
            return cursor;
        // Beyond another gateway's last event there would be nothing, and nothing would say so.
        log.LogWarning("The cursor in {File} was given by another gateway: fetching begins anew.", Path);
        return 0;
    }

    public void Write(long cursor) =>
        WholeFile.Write(Path, Encoding.UTF8.GetBytes($"{cursor.ToString(CultureInfo.InvariantCulture)}\n{options.Gateway.AbsoluteUri}"));
}
