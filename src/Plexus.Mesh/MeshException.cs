using System.Net;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>MESH answered, and refused, or with something that this client does not take. The message holds no patient data.</summary>
public sealed class MeshException : Exception
{
    internal MeshException(string operation, MeshError error)
        : base(Describe(operation, error))
    {
        Operation = operation;
        Error = error;
    }

    /// <summary>What was asked, e.g. <c>send</c>.</summary>
    public string Operation { get; }

    /// <summary>The refusal.</summary>
    public MeshError Error { get; }

    /// <summary>What it means.</summary>
    public MeshErrorKind Kind => Error.Kind;

    /// <summary>Of a download or an acknowledgement: whether this message alone is refused while the mailbox answers. A gateway before MESH that fails says nothing of the message.</summary>
    public bool IsOfOneMessage =>
        Kind is not (MeshErrorKind.NotAuthorised or MeshErrorKind.TokenUsedTwice or MeshErrorKind.UnknownMailbox or MeshErrorKind.InactiveMailbox or MeshErrorKind.TooManyRequests)
        && Error.Status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);

    private static string Describe(string operation, MeshError error) => error.Kind switch
    {
        MeshErrorKind.DecompressedTooLarge => $"The {operation} was given up: more came out of the compressed message than is allowed.",
        MeshErrorKind.UnreadableAnswer => $"The answer of MESH to {operation} could not be understood (status {(int)error.Status}).",
        _ => $"MESH refused {operation}: {error}.",
    };
}

/// <summary>MESH could not be reached, or went silent. Nothing was changed there, or repeating the request is safe.</summary>
public sealed class MeshUnreachableException : Exception
{
    internal MeshUnreachableException(string operation, int attempts, Exception inner)
        : base($"MESH did not answer {operation} (attempts: {attempts}; {inner.GetType().Name}).", inner) => Operation = operation;

    /// <summary>What was asked.</summary>
    public string Operation { get; }
}

/// <summary>The data to send could not be read: the reason is the inner exception. MESH took nothing of the part that was being sent.</summary>
public sealed class MeshPayloadException : Exception
{
    internal MeshPayloadException(Exception inner)
        : base($"The data to send could not be read ({inner.GetType().Name}).", inner)
    {
    }
}

/// <summary>The first part of a send left, and no answer says what became of it.</summary>
/// <remarks>
/// The connection broke or the caller cancelled after the last byte may have gone, the service failed (any 5xx, 408), or the answer held no message id.
/// Ask <see cref="MeshClient.TrackByLocalIdAsync"/> with a local id of your own before sending again.
/// </remarks>
public sealed class MeshSendUncertainException : Exception
{
    internal MeshSendUncertainException(bool mayHaveBeenDelivered, MeshError? error, Exception? inner)
        : base($"Whether MESH took the message is not known{(error is null ? "" : $": {error}")}.", inner)
    {
        MayHaveBeenDelivered = mayHaveBeenDelivered;
        Error = error;
    }

    /// <summary>False for a chunked message: without its other chunks MESH shows it to nobody, so sending again makes no second copy.</summary>
    public bool MayHaveBeenDelivered { get; }

    /// <summary>The service's answer, when there was one.</summary>
    public MeshError? Error { get; }
}

/// <summary>A chunked send stopped after its first chunk; it can go on from <see cref="State"/>. The reason is the inner exception.</summary>
public sealed class MeshSendInterruptedException : Exception
{
    internal MeshSendInterruptedException(ChunkedSendState state, Exception inner)
        : base($"The send of {state.MessageId} stopped at {state.SentChunks.Count} of {state.TotalChunks} chunks ({(inner as MeshException)?.Error.ToString() ?? inner.GetType().Name}).", inner) => State = state;

    /// <summary>What is already there; the argument of <see cref="MeshClient.ResumeSendAsync"/>.</summary>
    public ChunkedSendState State { get; }

    /// <summary>The message's id.</summary>
    public MeshMessageId MessageId => State.MessageId;
}
