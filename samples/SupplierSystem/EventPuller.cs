using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>Fetches events instead of waiting for them: page by page behind a cursor, which is kept beside them.</summary>
public sealed class EventPuller(SupplierOptions options, EventIntake intake, HttpClient http, TimeProvider clock, ILogger<EventPuller> log) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private string CursorFile => Path.Combine(options.Folder, "cursor");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Pull is null)
            return;
        Directory.CreateDirectory(options.Folder);
        var cursor = ReadCursor();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await PageAsync(cursor, stoppingToken) is not { } next)
                return;
            if (next == cursor)
                await Task.Delay(Rest, clock, stoppingToken);
            cursor = next;
        }
    }

    /// <summary>Where to begin; a cursor that cannot be read begins anew, and what is here already is not kept twice.</summary>
    private long ReadCursor() =>
        File.Exists(CursorFile) && long.TryParse(File.ReadAllText(CursorFile), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    /// <summary>Takes what stands behind the cursor.</summary>
    /// <returns>Where the next page begins: the same when there was nothing, or when something must be fetched again; null when an event was not taken for good, which no cursor may pass by.</returns>
    private async Task<long?> PageAsync(long cursor, CancellationToken cancellation)
    {
        if (await FetchAsync(cursor, cancellation) is not var (events, next))
            return cursor;
        foreach (var offered in events)
        {
            var taken = await intake.TakeAsync(offered as JsonObject, cancellation);
            if (taken == Taken.NotNow)
                return cursor;
            if (taken is Taken.Refused or Taken.Unreadable)
            {
                log.LogError("An event behind cursor {Cursor} was not taken ({Taken}): fetching ends here, and goes on from there at the next start.", cursor, taken);
                return null;
            }
        }

        // Written last: a page that was interrupted comes again, and what is here already is not kept twice.
        if (next != cursor)
            WholeFile.Write(CursorFile, Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
        return next;
    }

    /// <summary>Null when there is no page to be had at present.</summary>
    private async Task<(JsonArray Events, long Next)?> FetchAsync(long cursor, CancellationToken cancellation)
    {
        var address = new Uri(options.Gateway, $"/api/events?organisation={Uri.EscapeDataString(options.Pull!)}&cursor={cursor.ToString(CultureInfo.InvariantCulture)}&limit=100");
        try
        {
            if (JsonText.Read(await http.GetByteArrayAsync(address, cancellation)) is { } page
                && page["events"] is JsonArray events && page["cursor"] is JsonValue value && value.TryGetValue<long>(out var next))
                return (events, next);
            log.LogWarning("What the gateway gave is no page of events; it is asked again.");
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            log.LogWarning("The gateway gave no page of events; it is asked again: {Reason}", e.Message);
        }

        return null;
    }
}
