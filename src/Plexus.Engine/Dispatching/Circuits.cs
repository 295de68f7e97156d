using System.Collections.Concurrent;

namespace Plexus.Engine.Dispatching;

/// <summary>Stops calling a destination that keeps failing; after a rest one attempt goes through and decides.</summary>
internal sealed class Circuits(EngineOptions options, TimeProvider wall)
{
    private readonly ConcurrentDictionary<string, State> _states = [];

    /// <summary>Whether an attempt may go now; if not, when one may.</summary>
    internal bool MayTry(string destination, out DateTimeOffset from)
    {
        var now = wall.GetUtcNow();
        from = now;
        if (!_states.TryGetValue(destination, out var state))
            return true;
        lock (state)
        {
            if (state.Failures < options.CircuitFailures)
                return true;
            if (now >= state.OpenUntil && !state.Probing)
            {
                state.Probing = true;
                return true;
            }

            from = state.OpenUntil > now ? state.OpenUntil : now + options.SendBackoff;
            return false;
        }
    }

    /// <summary>Whether the destination failed so often that only single attempts may test it.</summary>
    internal bool IsOpen(string destination)
    {
        if (!_states.TryGetValue(destination, out var state))
            return false;
        lock (state)
            return state.Failures >= options.CircuitFailures;
    }

    /// <summary>The attempt that was let through was not made, or says nothing about the destination: another one may go.</summary>
    internal void Abandoned(string destination)
    {
        if (!_states.TryGetValue(destination, out var state))
            return;
        lock (state)
            state.Probing = false;
    }

    internal void Succeeded(string destination) => _states.TryRemove(destination, out _);

    /// <summary>True when this failure opened the circuit.</summary>
    internal bool Failed(string destination)
    {
        var state = _states.GetOrAdd(destination, _ => new State());
        lock (state)
        {
            state.Failures++;
            state.Probing = false;
            if (state.Failures < options.CircuitFailures)
                return false;
            state.OpenUntil = wall.GetUtcNow() + options.CircuitRest;
            return state.Failures == options.CircuitFailures;
        }
    }

    private sealed class State
    {
        internal int Failures { get; set; }

        internal DateTimeOffset OpenUntil { get; set; }

        internal bool Probing { get; set; }
    }
}
