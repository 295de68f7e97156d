using Plexus.Engine.Configuration;

namespace Plexus.Engine.Receiving;

/// <summary>One mailbox in the schedule of a node.</summary>
internal sealed class MailboxState(DirectoryEndpoint endpoint, BrokenMessages broken)
{
    internal BrokenMessages Broken { get; } = broken;

    internal DirectoryEndpoint Endpoint { get; set; } = endpoint;

    /// <summary>Open while the node holds the mailbox; opened anew after a change of its configuration.</summary>
    internal IMeshMailbox? Mailbox { get; set; }

    internal string LeaseName => LeaseOf(Endpoint.Address);

    /// <summary>This node holds the mailbox's lease.</summary>
    internal bool Held { get; set; }

    /// <summary>What the last holder of the mailbox may have left unacknowledged is seen to.</summary>
    internal bool CaughtUp { get; set; }

    internal bool Running { get; set; }

    /// <summary>Another node is to have it as soon as it is not worked on.</summary>
    internal bool Leaving { get; set; }

    /// <summary>Something said that it has more while it could not be listed: it is listed as soon as it can be.</summary>
    internal bool Nudged { get; set; }

    /// <summary>It is no longer configured here.</summary>
    internal bool Gone { get; set; }

    /// <summary>When it is listed next, in milliseconds of the wall clock.</summary>
    internal long Due { get; set; }

    internal long NextHandshake { get; set; }

    /// <summary>Failures in a row.</summary>
    internal int Failures { get; set; }

    /// <summary>When the present row of failures began.</summary>
    internal long FailingSince { get; set; }

    /// <summary>How the names of mailboxes' leases begin.</summary>
    internal const string LeasePrefix = "mailbox:";

    internal static string LeaseOf(string address) => LeasePrefix + address;
}
