using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>What became of an event that was offered.</summary>
public enum Taken
{
    Kept,
    Known,
    Refused,
    NotNow,
    Unreadable,
}

/// <summary>Takes an event, however it came: fetches the message behind it and keeps both.</summary>
public sealed class EventIntake(SupplierOptions options, ReceivedEvents events, HttpClient http)
{
    public async Task<Taken> TakeAsync(JsonObject? json, CancellationToken cancellation)
    {
        if (json?["id"]?.GetValue<string>() is not { } id || !ReceivedEvents.IsId(id))
            return Taken.Unreadable;
        if (events.Has(id))
            return Taken.Known;
        if (options.Refuse)
            return Taken.Refused;

        byte[]? payload = null;
        if (json["payload"]?.GetValue<string>() is { } link)
        {
            try
            {
                payload = await http.GetByteArrayAsync(new Uri(options.Gateway, link), cancellation);
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                // Not taken: the event is offered again, and the message may be had by then.
                return Taken.NotNow;
            }
        }

        return events.Keep(id, json, payload) ? Taken.Kept : Taken.Known;
    }
}
