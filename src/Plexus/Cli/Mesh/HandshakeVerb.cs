using System.CommandLine;

namespace Plexus.Cli.Mesh;

internal static class HandshakeVerb
{
    public static Command Create() =>
        MeshVerb.With(new Command("handshake", "Tells MESH that the mailbox is in use, and so checks password, key, clock and certificate."), async (client, _, cancellation) =>
        {
            await client.HandshakeAsync(cancellation);
            return MeshAnswerToUser.Yes(new { ok = true, mailbox = client.Mailbox }, $"{client.Mailbox}: MESH accepts this mailbox.");
        });
}
