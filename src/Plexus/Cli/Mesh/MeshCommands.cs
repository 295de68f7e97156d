using System.CommandLine;

namespace Plexus.Cli.Mesh;

/// <summary><c>plexus mesh</c>: one mailbox of MESH from the command line.</summary>
internal static class MeshCommands
{
    public static Command Create() =>
        new("mesh", "Sends, receives and tracks MESH messages for one mailbox.")
        {
            HandshakeVerb.Create(),
            InboxVerb.Create(),
            GetVerb.Create(),
            AckVerb.Create(),
            SendVerb.Create(),
            TrackVerb.Create(),
            LookupVerb.Create(),
            WatchVerb.Create(),
        };
}
