using System.Text.Json;
using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Events;

/// <summary>Something that happened, as the supplier's system is told: CloudEvents 1.0, structured JSON.</summary>
/// <remarks>Attributes never name a patient; data may.</remarks>
public sealed record CloudEvent
{
    public const string ContentType = "application/cloudevents+json; charset=utf-8";

    /// <summary>The same on every attempt and in every endpoint: the receiver's idempotency key.</summary>
    public required string Id { get; init; }

    /// <summary>Versioned, such as <c>uk.plexus.document.received.v1</c>.</summary>
    public required string Type { get; init; }

    public required OdsCode Organisation { get; init; }

    /// <summary>Folder name of the standard.</summary>
    public required string Standard { get; init; }

    /// <summary>The subject: events of one conversation belong together.</summary>
    public required ConversationId Conversation { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Set when the message's payload is to be fetched.</summary>
    public ExchangeId? Payload { get; init; }

    public required JsonElement Data { get; init; }

    /// <param name="gateway">Where the gateway's API can be reached; the payload's link starts there. Null gives a relative link.</param>
    public byte[] ToJson(string environment, Uri? gateway)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", Id);
            json.WriteString("source", $"/organisations/{Organisation.ToWire()}");
            json.WriteString("type", Type);
            json.WriteString("subject", Conversation.ToString());
            json.WriteString("time", Time.UtcDateTime);
            json.WriteString("datacontenttype", "application/json");
            json.WriteString("organisation", Organisation.ToWire());
            json.WriteString("standard", Standard);
            json.WriteString("environment", environment);
            if (Payload is { } exchange)
                json.WriteString("payload", PayloadLink(exchange, gateway));
            json.WritePropertyName("data");
            Data.WriteTo(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string PayloadLink(ExchangeId exchange, Uri? gateway)
    {
        var path = $"/api/exchanges/{exchange}/payload";
        return gateway is null ? path : new Uri(gateway, path).ToString();
    }
}
