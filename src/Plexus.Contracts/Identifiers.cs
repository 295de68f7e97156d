using System.Text.Json.Serialization;

namespace Plexus.Contracts;

/// <summary>One message that crossed our boundary, in either direction.</summary>
public readonly record struct ExchangeId(Guid Value)
{
    /// <summary>32 lower-case hexadecimal digits, as written in URLs and rows.</summary>
    public override string ToString() => Value.ToString("n");

    /// <exception cref="FormatException">Not a UUID.</exception>
    public static ExchangeId Parse(string text) => new(Guid.Parse(text));

    public static bool TryParse(string? text, out ExchangeId id)
    {
        var ok = Guid.TryParse(text, out var value);
        id = new(value);
        return ok;
    }
}

/// <summary>One piece of business between two parties: any number of exchanges in both directions.</summary>
public readonly record struct ConversationId(Guid Value)
{
    /// <inheritdoc cref="ExchangeId.ToString"/>
    public override string ToString() => Value.ToString("n");

    /// <exception cref="FormatException">Not a UUID.</exception>
    public static ConversationId Parse(string text) => new(Guid.Parse(text));

    public static bool TryParse(string? text, out ConversationId id)
    {
        var ok = Guid.TryParse(text, out var value);
        id = new(value);
        return ok;
    }
}

/// <summary>One thing that happened to a conversation. Every effect it causes is identified by this and an ordinal.</summary>
public readonly record struct StimulusId(Guid Value)
{
    /// <inheritdoc cref="ExchangeId.ToString"/>
    public override string ToString() => Value.ToString("n");

    /// <exception cref="FormatException">Not a UUID.</exception>
    public static StimulusId Parse(string text) => new(Guid.Parse(text));
}

/// <summary>Work for a person, raised by a protocol.</summary>
public readonly record struct TaskId(Guid Value)
{
    /// <inheritdoc cref="ExchangeId.ToString"/>
    public override string ToString() => Value.ToString("n");

    /// <exception cref="FormatException">Not a UUID.</exception>
    public static TaskId Parse(string text) => new(Guid.Parse(text));

    public static bool TryParse(string? text, out TaskId id)
    {
        var ok = Guid.TryParse(text, out var value);
        id = new(value);
        return ok;
    }
}

/// <summary>Text that may name a patient: printed masked, read on purpose through <see cref="Reveal"/>.</summary>
[JsonConverter(typeof(SensitiveTextConverter))]
public readonly record struct SensitiveText(string? Value)
{
    public bool IsEmpty => string.IsNullOrEmpty(Value);

    public string Reveal() => Value ?? "";

    public override string ToString() => IsEmpty ? "" : "•••";

    public static implicit operator SensitiveText(string? text) => new(text);
}
