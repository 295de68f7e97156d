using System.Text.Json;
using System.Text.Json.Serialization;
using Plexus.Contracts;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Journal;

/// <summary>How values are written inside rows.</summary>
internal static class JournalJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    internal static byte[] Seal<T>(KeyRing keys, T value, string place) => keys.Encrypt(JsonSerializer.SerializeToUtf8Bytes(value, Options), place);

    internal static byte[] Seal(KeyRing keys, object value, Type type, string place) => keys.Encrypt(JsonSerializer.SerializeToUtf8Bytes(value, type, Options), place);

    internal static T Open<T>(KeyRing keys, byte[] bytes, string place) => JsonSerializer.Deserialize<T>(keys.Decrypt(bytes, place), Options)!;

    internal static object? Open(KeyRing keys, byte[]? bytes, Type type, string place) => bytes is null ? null : JsonSerializer.Deserialize(keys.Decrypt(bytes, place), type, Options);

    internal static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>The stable name of an enumeration's value in rows: <c>AskOperator</c> is <c>ask-operator</c>.</summary>
    internal static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    internal static T Value<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
}

/// <summary>What an exchange's row keeps encrypted.</summary>
internal sealed record ExchangeSensitive
{
    public string? Subject { get; init; }

    public string? FileName { get; init; }

    public string? Title { get; init; }

    /// <summary>The receiver's address of a send: a GPPROVIDER address names the patient.</summary>
    public string? To { get; init; }

    public string? Patient { get; init; }

    internal static string Place(string exchange) => "exchange/" + exchange;
}

/// <summary>What a conversation's row keeps encrypted beside its state.</summary>
internal sealed record ConversationSensitive(string? Title, string? Patient)
{
    internal static string Place(string conversation) => "conversation-title/" + conversation;
}

internal sealed record AnsweredBody(string Question, Answer Answer);

internal sealed record DecidedBody(string Task, string Decision, string By, SensitiveText Note, ChosenPatient? Patient = null);

internal sealed record DeliveryBody(string Event, bool Accepted, string? Reason);

internal sealed record SentBody(string Send, SendStatus Status, string? Code, string? Description);

internal sealed record TimerBody(string Name);

internal sealed record JobBody(string Job, bool Succeeded, JsonElement Result);

/// <param name="Standard">Together with the role: set when the command starts the conversation.</param>
internal sealed record CommandBody(string Command, string By, JsonElement Arguments, string? Standard, string? Role);
