using System.CommandLine;
using Plexus.Mesh;
using Plexus.Primitives;

namespace Plexus.Cli.Mesh;

internal static class TrackVerb
{
    public static Command Create()
    {
        var id = new Argument<string?>("id") { Description = "The id MESH gave the message.", Arity = ArgumentArity.ZeroOrOne };
        var localId = new Option<string?>("--local-id") { Description = "Our own id instead. Never patient data." };
        var verb = new Command("track", "Says where a message we sent is. Exit code 1 when it failed or MESH does not know it.") { id, localId };
        verb.Validators.Add(result =>
        {
            var message = result.GetValue(id);
            if (message is null == result.GetValue(localId) is null)
                result.AddError("Give either the message's id or --local-id.");
            else if (message is not null && !MeshMessageId.TryParse(message, out _))
                result.AddError("id: not a MESH message id.");
        });
        return MeshVerb.With(verb, async (client, result, cancellation) =>
        {
            var found = result.GetValue(localId) is { } local
                ? await client.TrackByLocalIdAsync(local, cancellation)
                : await client.TrackAsync(MeshMessageId.Parse(result.GetRequiredValue(id)!), cancellation);
            return found is null
                ? MeshAnswerToUser.No(new { ok = false, outcome = "notFound" }, "MESH knows no such message of this mailbox.")
                : Describe(found);
        });
    }

    private static MeshAnswerToUser Describe(MeshTracking found)
    {
        var isWell = found.Status is not (MeshMessageStatus.Error or MeshMessageStatus.Undeliverable);
        var document = new
        {
            ok = isWell,
            id = found.MessageId,
            status = found.Status,
            statusCode = found.StatusCode,
            statusEvent = found.StatusEvent,
            localId = found.LocalId,
            workflow = found.Workflow,
            // An address that MESH has not routed yet holds the patient's details.
            recipient = found.Recipient?.ToString(),
            recipientName = found.RecipientName,
            uploadedAt = found.UploadedAt,
            downloadedAt = found.DownloadedAt,
            expiresAt = found.ExpiresAt,
        };
        string[] lines =
        [
            $"{found.MessageId}: {found.Status.ToString().ToLowerInvariant()}{(found.StatusCode is null ? "" : $" ({found.StatusEvent} {found.StatusCode})")}",
            $"  to {found.Recipient} {found.RecipientName}, workflow {found.Workflow}",
            $"  sent {found.UploadedAt:u}, collected {(found.DownloadedAt is { } at ? $"{at:u}" : "not that MESH says")}",
        ];
        return isWell ? MeshAnswerToUser.Yes(document, lines) : new(ExitCode.No, document, lines);
    }
}
