using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plexus.Contracts;

namespace Plexus.Standards.Tests;

/// <summary>One conversation of the test world and everything it did. Its state goes through JSON each time, as it does in the store.</summary>
internal sealed class Conversation(ConversationId id, IProtocol protocol, CapabilityFact capability)
{
    // As the store writes it.
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private string? _state;

    internal ConversationId Id => id;

    internal IProtocol Protocol => protocol;

    internal CapabilityFact Capability => capability;

    internal bool Ignored { get; set; }

    internal List<Effect> Effects { get; } = [];

    internal List<ExchangeId> Exchanges { get; } = [];

    internal List<RaiseTask> OpenTasks { get; } = [];

    internal Dictionary<string, DateTimeOffset> Timers { get; } = [];

    internal HashSet<(string Kind, string Key)> Expects { get; } = [];

    internal List<ConversationEnd> Ends { get; } = [];

    /// <summary>An end stays, but for a late answer: it turns an expired conversation into a completed one.</summary>
    internal ConversationEnd? End => Ends switch
    {
        [] => null,
        [ConversationEnd.Expired, ..] when Ends.Contains(ConversationEnd.Completed) => ConversationEnd.Completed,
        [var first, ..] => first,
    };

    internal IReadOnlyList<Send> Sends => [.. Effects.OfType<Send>()];

    /// <summary>The codes the other side got, in order.</summary>
    internal string[] Codes => [.. Sends.Where(s => s.Workflow.IsAck).Select(s => s.Label!)];

    internal string[] Tasks => [.. OpenTasks.Select(t => t.Kind)];

    internal string[] Alerts => [.. Effects.OfType<Alert>().Select(a => a.Code)];

    internal bool IsParked => Effects.OfType<Park>().Any();

    internal Outcome? Outcome => Effects.OfType<Conclude>().LastOrDefault()?.Outcome;

    /// <summary>Where in the message the problem was said to be.</summary>
    internal string? Place => Effects.OfType<Conclude>().LastOrDefault()?.Place;

    internal string Wire(string send) => Encoding.UTF8.GetString(Sends.Last(s => s.Name == send).Payload.Span);

    internal string Wires() => string.Concat(Sends.Select(s => Encoding.UTF8.GetString(s.Payload.Span)));

    internal object? ReadState() => _state is null ? null : JsonSerializer.Deserialize(_state, protocol.StateType, Stored);

    internal void WriteState(object state) => _state = JsonSerializer.Serialize(state, protocol.StateType, Stored);
}
