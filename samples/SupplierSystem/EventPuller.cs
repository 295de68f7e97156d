using System.Globalization;
using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>Fetches events instead of waiting for them: page by page behind a cursor, which is kept beside them.</summary>
public sealed class EventPuller(SupplierOptions options, EventIntake intake, HttpClient http, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private string CursorFile => Path.Combine(options.Folder, "cursor");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Pull is null)
            return;
        Directory.CreateDirectory(options.Folder);
        var cursor = File.Exists(CursorFile) ? long.Parse(await File.ReadAllTextAsync(CursorFile, stoppingToken), CultureInfo.InvariantCulture) : 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = await PageAsync(cursor, stoppingToken);
            if (next == cursor)
                await Task.Delay(Rest, clock, stoppingToken);
            cursor = next;
        }
    }

    /// <summary>Takes what stands behind the cursor.</summary>
    /// <returns>Where the next page begins: the same when there was nothing, or when something must be fetched again.</returns>
    private async Task<long> PageAsync(long cursor, CancellationToken cancellation)
    {
        JsonNode? page;
        try
        {
            page = await http.GetFromJsonAsync<JsonNode>(new Uri(options.Gateway, $"/api/events?organisation={Uri.EscapeDataString(options.Pull!)}&cursor={cursor}&limit=100"), cancellation);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return cursor;
        }

        foreach (var offered in page!["events"]!.AsArray())
            if (await intake.TakeAsync(offered as JsonObject, cancellation) == Taken.NotNow)
                return cursor;
        var next = page["cursor"]!.GetValue<long>();
        // Written last: a page that was interrupted comes again, and what is here already is not kept twice.
        if (next != cursor)
            await File.WriteAllTextAsync(CursorFile, next.ToString(CultureInfo.InvariantCulture), cancellation);
        return next;
    }
}
