using Microsoft.Extensions.Logging;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Engine.Waiting;
using Plexus.Storage;
using Plexus.Storage.Payloads;
using Plexus.Storage.Secrets;

namespace Plexus.Engine;

/// <summary>What every part of a node works with.</summary>
public sealed class EngineCore
{
    public required Database Database { get; init; }

    public required KeyRing Keys { get; init; }

    public required PayloadStore Payloads { get; init; }

    public required IDirectory Directory { get; init; }

    public required StandardsRegistry Standards { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public Clocks Clocks { get; init; } = Clocks.System;

    public EngineOptions Options { get; init; } = new();

    /// <summary>What answers the questions of protocols.</summary>
    public IReadOnlyList<IPort> Ports { get; init; } = [];

    /// <summary>Long-running work that protocols may start.</summary>
    public IReadOnlyList<IJob> Jobs { get; init; } = [];

    internal IdSource Ids => field ??= new IdSource(Clocks.Wall);

    /// <summary>This node's name among the nodes of the installation; another one after each start.</summary>
    internal string Node => field ??= Ids.Next();

    /// <summary>Stimuli this process added and holds go to its reactor at once; null when it does not react (a console node, a CLI).</summary>
    internal Action<StimulusRow>? Inbox { get; set; }

    internal Pulse SendsWaiting { get; } = new();

    internal Pulse TimersChanged { get; } = new();

    internal Pulse AsksWaiting { get; } = new();

    internal Pulse JobsWaiting { get; } = new();

    /// <summary>Adds a stimulus within a unit; once that is durable, this node's reactor takes it up without looking for it.</summary>
    internal void Add(WriteSession session, StimulusRow row)
    {
        var inbox = Inbox;
        StimulusRows.Add(session, row, inbox is null ? null : Node);
        if (inbox is not null)
            session.AfterCommit(() => inbox(row));
    }

    internal IPort? PortFor(Type question) => Ports.FirstOrDefault(p => p.QuestionType == question);
}
