using System.Net;
using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>What became of an event that was offered.</summary>
public enum Taken
{
    Kept,

    /// <summary>The gateway does not give the message out, now or later: the event alone is kept.</summary>
    KeptWithoutMessage,
    Known,
    Refused,
    NotNow,
    Unreadable,
}

/// <summary>Takes an event, however it came: fetches the message behind it and keeps both.</summary>
public sealed class EventIntake(SupplierOptions options, ReceivedEvents events, HttpClient http, ILogger<EventIntake> log)
{
    public async Task<Taken> TakeAsync(JsonObject? json, CancellationToken cancellation)
    {
        if (json is null || JsonText.TextOf(json, "id") is not { } id || !ReceivedEvents.IsId(id))
            return Taken.Unreadable;
        if (events.Has(id))
            return Taken.Known;
        if (options.Refuse)
            return Taken.Refused;
        if (JsonText.TextOf(json, "payload") is not { } link)
            return events.Keep(id, json, null) ? Taken.Kept : Taken.Known;

        var (answer, payload) = await FetchAsync(link, cancellation);
        if (answer == Taken.KeptWithoutMessage)
            log.LogWarning("The message of event {Event} cannot be had; the event is kept without it.", id);
        if (answer == Taken.NotNow)
            return answer;
        return events.Keep(id, json, payload) ? answer : Taken.Known;
    }

    private async Task<(Taken Answer, byte[]? Payload)> FetchAsync(string link, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(options.Gateway, link, out var address) || address.Scheme is not ("http" or "https"))
            return (Taken.KeptWithoutMessage, null);
        try
        {
            return (Taken.Kept, await http.GetByteArrayAsync(address, cancellation));
        }
        catch (HttpRequestException e) when (IsFinal(e.StatusCode))
        {
            return (Taken.KeptWithoutMessage, null);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            // Not taken: the event is offered again, and the message may be had by then.
            return (Taken.NotNow, null);
        }
    }

    /// <summary>Whether a refusal is about this message, and not about us or the moment.</summary>
    private static bool IsFinal(HttpStatusCode? status) => (int?)status is >= 400 and < 500 and not (401 or 403 or 408 or 425 or 429);
}
