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
            using var answer = await http.GetAsync(address, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (answer.IsSuccessStatusCode)
                return (Taken.Kept, body);
            // Not taken: the event is offered again, and the message may be had by then.
            return (IsFinal(answer, body) ? Taken.KeptWithoutMessage : Taken.NotNow, null);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return (Taken.NotNow, null);
        }
    }

    /// <summary>Whether the gateway itself says that it has no such message. A proxy between, a wrong address and a name that is not allowed refuse as well, and are mended.</summary>
    private static bool IsFinal(HttpResponseMessage answer, byte[] body) => answer.StatusCode switch
    {
        HttpStatusCode.Gone => true,
        HttpStatusCode.NotFound => answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && JsonText.Read(body) is { } problem && JsonText.TextOf(problem, "code") == "not-found",
        _ => false,
    };
}
