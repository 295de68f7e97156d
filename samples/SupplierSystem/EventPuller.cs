using System.Globalization;
using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>Fetches events instead of waiting for them: page by page behind a cursor, which is kept beside them.</summary>
public sealed class EventPuller(SupplierOptions options, PullCursor kept, EventIntake intake, HttpClient http, TimeProvider clock, ILogger<EventPuller> log) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Pull is null)
            return;
        Directory.CreateDirectory(options.Folder);
        var (cursor, rest) = (kept.Read(), Rest);
        string? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var page = await PageAsync(cursor, stoppingToken);
            if (page.Next is not { } next)
                return;
            if (page.Trouble is { } trouble && trouble != told)
                log.LogWarning("{Trouble} It is asked for again, more and more rarely, up to every {Longest} seconds.", trouble, LongestRest.TotalSeconds);
            if (page.Trouble is null)
                rest = Rest;
            if (next == cursor)
                await Task.Delay(rest, clock, stoppingToken);
            if (page.Trouble is not null)
                rest = rest * 2 < LongestRest ? rest * 2 : LongestRest;
            (cursor, told) = (next, page.Trouble);
        }
    }

    /// <summary>Takes what stands behind the cursor.</summary>
    private async Task<Page> PageAsync(long cursor, CancellationToken cancellation)
    {
        var (events, next, trouble) = await FetchAsync(cursor, cancellation);
        foreach (var offered in events)
        {
            var taken = await intake.TakeAsync(offered as JsonObject, cancellation);
            if (taken == Taken.NotNow)
                return new Page(cursor, $"The message of an event behind cursor {cursor.ToString(CultureInfo.InvariantCulture)} cannot be had at present: {offered!["payload"]}.");
            if (taken is Taken.Refused or Taken.Unreadable)
            {
                log.LogError("An event behind cursor {Cursor} was not taken ({Taken}): fetching ends here, and goes on from there at the next start.", cursor, taken);
                return new Page(null, null);
            }
        }

        // Written last: a page that was interrupted comes again, and what is here already is not kept twice.
        if (next != cursor)
            kept.Write(next);
        return new Page(next, trouble);
    }

    /// <summary>No events, the same cursor and the trouble when there is no page to be had at present.</summary>
    private async Task<(JsonArray Events, long Next, string? Trouble)> FetchAsync(long cursor, CancellationToken cancellation)
    {
        var address = new Uri(options.Gateway, $"/api/events?organisation={Uri.EscapeDataString(options.Pull!)}&cursor={cursor.ToString(CultureInfo.InvariantCulture)}&limit=100");
        try
        {
            return JsonText.Read(await http.GetByteArrayAsync(address, cancellation)) is { } page
                && page["events"] is JsonArray events && page["cursor"] is JsonValue value && value.TryGetValue<long>(out var next)
                ? (events, next, null)
                : ([], cursor, "What the gateway gave is no page of events.");
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return ([], cursor, $"The gateway gave no page of events: {e.Message}");
        }
    }

    /// <param name="Next">Where the next page begins: the same when there was nothing, or when something must be fetched again; null when an event was not taken for good, which no cursor may pass by.</param>
    /// <param name="Trouble">Why something must be fetched again.</param>
    private readonly record struct Page(long? Next, string? Trouble);
}
