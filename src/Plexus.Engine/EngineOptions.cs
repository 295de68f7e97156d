using Plexus.Contracts;

namespace Plexus.Engine;

/// <summary>Limits and paces of a node. The defaults suit the national services.</summary>
public sealed record EngineOptions
{
    /// <summary>How long a mailbox rests between two listings when nothing says that more waits.</summary>
    /// <remarks>MESH: at most once in five minutes unless more messages wait.</remarks>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>MESH: a mailbox validates itself at least once in 24 hours.</summary>
    public TimeSpan HandshakeEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Ids asked for in one listing (MESH: 10 to 5000).</summary>
    public int ListingSize { get; init; } = 500;

    /// <summary>Mailboxes worked on at once.</summary>
    public int MailboxesAtOnce { get; init; } = 16;

    /// <summary>Messages of one mailbox on their way at once: downloading, waiting for the commit, being acknowledged.</summary>
    public int MessagesAhead { get; init; } = 12;

    /// <summary>Failures of a mailbox in a row before operations are told.</summary>
    public int MailboxFailuresBeforeAlert { get; init; } = 3;

    public TimeSpan MailboxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan MailboxBackoffMost { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Reactions worked on at once.</summary>
    public int ReactionsAtOnce { get; init; } = 32;

    /// <summary>Stimuli a node holds in memory before it stops receiving more.</summary>
    public int StimuliHeld { get; init; } = 256;

    /// <summary>Failures after which a stimulus is parked and the next goes on.</summary>
    public int ReactionAttempts { get; init; } = 5;

    /// <summary>Times a node may die over a stimulus it has begun before that is parked. More than failures: a node that is killed for another reason takes what it has begun with it.</summary>
    public int ReactionDeaths { get; init; } = 10;

    public TimeSpan ReactionBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Payloads up to this size are given to a protocol whole, in bytes, unless its capability (option <c>max-size</c>) or the endpoint says otherwise.</summary>
    public int PayloadLimit { get; init; } = InboundMessage.UsualSizeLimit;

    /// <summary>Bytes that may come out of a message that MESH carries compressed. One that grows beyond is kept compressed, as it came: no mailbox can be set to take it.</summary>
    public long LargestDecompressed { get; init; } = InboundMessage.LargestSizeLimit;

    /// <summary>Sends on their way at once.</summary>
    public int SendsAtOnce { get; init; } = 16;

    /// <summary>Tries before a send that was never taken counts as failed.</summary>
    public int SendAttempts { get; init; } = 20;

    public TimeSpan SendBackoff { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan SendBackoffMost { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Look-ups after an uncertain send before a person is asked.</summary>
    public int LookupAttempts { get; init; } = 6;

    /// <summary>Failures of a destination in a row that open its circuit.</summary>
    public int CircuitFailures { get; init; } = 5;

    /// <summary>How long an open circuit lets nothing through.</summary>
    public TimeSpan CircuitRest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Questions asked at once.</summary>
    public int AsksAtOnce { get; init; } = 8;

    public TimeSpan AskBackoff { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan AskBackoffMost { get; init; } = TimeSpan.FromMinutes(2);

    public int JobsAtOnce { get; init; } = 2;

    public int JobAttempts { get; init; } = 5;

    /// <summary>How often a node looks for work that another node, or an earlier run, left.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping node waits for what is on its way.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(10);
}
