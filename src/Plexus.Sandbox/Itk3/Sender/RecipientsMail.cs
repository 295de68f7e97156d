using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>What a recipient itself has sent, so that an acknowledgement or REPORT can be about it.</summary>
internal static class RecipientsMail
{
    private const int LooksBack = 20;

    /// <summary>The message with a header id; or the latest that the partner saw, or that still lies in a mailbox.</summary>
    internal static async Task<Answerable?> AnswerableAsync(Mailbox of, string? headerId, Func<MeshMailboxId, string?, Answerable?> seen, CancellationToken cancellation)
    {
        if (seen(of.Id, headerId) is { } known)
            return known;
        foreach (var message in Latest(of).Where(m => m is { IsReport: false, Status: MeshStatus.Accepted } && !IsAnswer(m)))
        {
            var read = Reception.Read(await MessageContent.ReadAsync(message, cancellation).ConfigureAwait(false), message.WorkflowId);
            if (read.HeaderId is { } id && (headerId is null || id == headerId))
                return new Answerable(id, read.SenderReference);
        }
        return headerId is null ? null : new Answerable(headerId, null);
    }

    /// <summary>The message with a MESH id; or the latest, if possible one that is not an answer.</summary>
    internal static Reportable? Reportable(MeshTwin twin, Mailbox of, string? meshId)
    {
        var message = meshId is not null ? twin.Find(meshId) : Latest(of).FirstOrDefault(m => !IsAnswer(m)) ?? Latest(of).FirstOrDefault();
        if (message is null)
            return meshId is null ? null : new Reportable(meshId, Itk3Wire.SendDocument, new MeshDetails());
        return new Reportable(message.Id, message.WorkflowId, new MeshDetails { LocalId = message.Details.LocalId, Subject = message.Details.Subject, FileName = message.Details.FileName });
    }

    private static bool IsAnswer(MeshMessage message) => message.WorkflowId.EndsWith(Itk3Wire.AckSuffix, StringComparison.Ordinal);

    private static List<MeshMessage> Latest(Mailbox of)
    {
        var page = new List<MeshMessage>();
        of.Sent.Page(DateTimeOffset.MinValue, null, LooksBack, page);
        return page;
    }
}
