using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>Sends acknowledgements from the mailbox a message came to, to the one it came from.</summary>
internal sealed class ResponsePost(SandboxWorld world, MeshTwin twin)
{
    private readonly Uuids _uuids = new(world.Population.Seed, world.Population.Today);

    /// <summary>Answers a message with a code.</summary>
    /// <param name="message">The message; its recipient answers.</param>
    /// <param name="code">What to say.</param>
    /// <param name="answers">The message's header id.</param>
    /// <param name="senderReference">The message's sender reference.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="change">Adds diagnostics or flags.</param>
    internal Task<MeshPosted> AnswerAsync(
        MeshMessage message, ResponseCode code, string answers, string? senderReference, CancellationToken cancellation, Func<Response, Response>? change = null)
    {
        var mailbox = message.Recipient!;
        var response = new Response
        {
            Code = code,
            Answers = answers,
            SenderReference = string.IsNullOrEmpty(senderReference) ? Itk3Wire.None : senderReference,
            Responder = mailbox.Settings.OdsCode,
            ResponderMailbox = mailbox.Id,
            At = world.Clock.Business.GetUtcNow(),
            // A MESH message gets each code once at most, so the two name the response.
            Part = part => _uuids.Of(0, $"{message.Id}/{code.Code}/{part}"),
        };
        var bytes = ResponseWriter.Write(change is null ? response : change(response));
        var post = new MeshPost(message.Sender!.Id.ToWire(), WorkflowId.Parse(message.WorkflowId).Ack) { Details = new MeshDetails { LocalId = mailbox.Settings.OdsCode.ToWire() } };
        return twin.PostAsync(mailbox.Id, post, new MemoryStream(bytes, writable: false), cancellation);
    }
}
