namespace Plexus.Contracts;

/// <summary>A kind of conversation: a pure function called each time something happens to one of its conversations.</summary>
/// <remarks>No I/O, no clock, no randomness: the engine may run a reaction again and must get the same one.</remarks>
public interface IProtocol
{
    /// <summary>Stable name, kept in rows: <c>send-document.send</c>.</summary>
    string Kind { get; }

    Type StateType { get; }

    Reaction React(object? state, Stimulus stimulus, IFacts facts);
}

/// <typeparam name="TState">An immutable record that System.Text.Json can write and read.</typeparam>
public abstract class Protocol<TState> : IProtocol
    where TState : class
{
    public abstract string Kind { get; }

    public Type StateType => typeof(TState);

    public Reaction React(object? state, Stimulus stimulus, IFacts facts) => React((TState?)state, stimulus, facts);

    /// <param name="state">Null on the conversation's first stimulus.</param>
    protected abstract Reaction React(TState? state, Stimulus stimulus, IFacts facts);
}

/// <summary>Finds the conversation an arriving message belongs to.</summary>
/// <remarks>A family of standards owns one (ITK3, EDIFACT, ebXML); a standard adds tables, not flow.</remarks>
public interface ICorrelator
{
    /// <summary>The open or expired conversation it belongs to; null when it starts one of its own.</summary>
    ConversationId? Correlate(InboundMessage message, IFacts facts);
}
