using System.CommandLine;
using Plexus.Primitives;

namespace Plexus.Cli.Mesh;

internal static class AckVerb
{
    public static Command Create()
    {
        var id = Values.Argument<MeshMessageId>("id", "The message's id.");
        return MeshVerb.With(new Command("ack", "Tells MESH that a message is safely stored here. It leaves the inbox for good.") { id }, async (client, result, cancellation) =>
        {
            var message = result.GetRequiredValue(id);
            await client.AcknowledgeAsync(message, cancellation);
            return MeshAnswerToUser.Yes(new { ok = true, id = message }, $"{message}: acknowledged.");
        });
    }
}
