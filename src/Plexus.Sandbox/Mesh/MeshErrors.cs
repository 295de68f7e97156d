namespace Plexus.Sandbox.Mesh;

/// <summary>A refusal as MESH words it.</summary>
/// <param name="Status">HTTP status of the synchronous answer; 202 where the refusal only ever comes as a REPORT.</param>
/// <param name="Event">Where in the transfer it happened; empty when MESH says nothing.</param>
/// <param name="Code">MESH code; empty when MESH gives none.</param>
/// <param name="Description">Text of the answer.</param>
/// <param name="Grade">How well status and text are known.</param>
internal sealed record MeshError(int Status, string Event, string Code, string Description, Fidelity Grade = Fidelity.Verified);

/// <summary>Every refusal the twin can give.</summary>
/// <remarks>
/// Codes 15 (CP-IS file), 18 (ONS civil registration) and 19 (expiry period) belong to services whose wire is not public;
/// the twin has no rule that could produce them.
/// </remarks>
internal static class MeshErrors
{
    //                                                             status event       code       description
    internal static readonly MeshError UnreadableToken = new(403, "", "", "Error reading from Authorization header");
    internal static readonly MeshError TokenForAnother = new(403, "", "", "Mailbox id does not match token");
    internal static readonly MeshError InvalidToken = new(403, "", "", "Invalid Authentication Token");
    internal static readonly MeshError TokenUsed = new(403, "", "", "Error Duplicated Authentication Token", Fidelity.Documented);
    internal static readonly MeshError TokenOutsideWindow = new(403, "", "", "Invalid Authentication Token", Fidelity.Documented);
    internal static readonly MeshError UnknownMailbox = new(403, "SEND", "EPL-151", "No mailbox matched");
    internal static readonly MeshError InactiveMailbox = new(403, "", "", "Request Received from Inactive Mailbox", Fidelity.Documented);
    internal static readonly MeshError CertificateNotForMailbox = new(403, "", "", "Client certificate does not match mailbox", Fidelity.Inferred);
    internal static readonly MeshError BadAccept = new(400, "", "", "Accept header api format incorrect");
    internal static readonly MeshError Forbidden = new(403, "", "", "Forbidden");
    internal static readonly MeshError NotFound = new(404, "", "", "Not Found");

    internal static readonly MeshError NoData = new(417, "COLLECT", "02", "Data file is missing or inaccessible.");
    internal static readonly MeshError Malformed = new(400, "TRANSFER", "06", "MalformedControlFile");
    internal static readonly MeshError WrongFrom = new(417, "SEND", "07", "Invalid From Address", Fidelity.Inferred);
    internal static readonly MeshError NoTo = new(400, "SEND", "08", "TO_DTS missing");
    internal static readonly MeshError WrongVersion = new(417, "SEND", "09", "Invalid version", Fidelity.Inferred);
    internal static readonly MeshError WrongMessageType = new(417, "SEND", "11", "Invalid Message Type for the transfer", Fidelity.Inferred);
    internal static readonly MeshError UnknownRecipient = new(417, "SEND", "12", "Unregistered to address");
    internal static readonly MeshError Undelivered = new(202, "SEND", "14", "Message not collected by recipient after 5 days", Fidelity.Documented);
    internal static readonly MeshError SenderNotAllowed = new(417, "SEND", "16", "Sender is not allowed to send messages of this type", Fidelity.Inferred);
    internal static readonly MeshError WorkflowNotRegistered = new(417, "SEND", "17", "Workflow ID not registered for mailbox", Fidelity.Inferred);
    internal static readonly MeshError NoSuchMessage = new(404, "RECEIVE", "20", "Message does not exist");
    internal static readonly MeshError Gone = new(410, "SEND", "Message already accepted", "Message no longer available for download");
    internal static readonly MeshError BadChunkRange = new(417, "SEND", "InvalidHeaderChunks", "Invalid chunk values sent in mex-Chunk-Range header");
    internal static readonly MeshError BadEncoding = new(422, "SEND", "UnsupportedContentEncoding", "Unsupported content encoding");
    internal static readonly MeshError BadChecksum = new(400, "SEND", "Invalid checksum", "Invalid checksum");
    internal static readonly MeshError EncodingChanged = new(417, "", "", "cannot change content encoding");
    internal static readonly MeshError ChunkBeyondTotal = new(406, "", "", "");
    internal static readonly MeshError Finalised = new(423, "", "", "");
    internal static readonly MeshError ChunkTooSmall = new(417, "SEND", "InvalidHeaderChunks", "Chunk is smaller than the minimum", Fidelity.Inferred);
    internal static readonly MeshError TooLarge = new(413, "SEND", "", "Request is larger than the maximum", Fidelity.Inferred);
    internal static readonly MeshError SeveralWithLocalId = new(300, "", "", "Multiple Choices");
    internal static readonly MeshError StoredDataNotGzip = new(500, "RECEIVE", "", "Stored data is not in its content encoding", Fidelity.Inferred);

    internal static readonly MeshError SeveralMailboxes = new(202, "SEND", "EPL-150", "Multiple mailboxes matches", Fidelity.Documented);
    internal static readonly MeshError NoMailbox = new(202, "SEND", "EPL-151", "No mailbox matched", Fidelity.Documented);
    internal static readonly MeshError BadNhsNumber = new(202, "SEND", "EPL-152", "Invalid NHS Number", Fidelity.Documented);
    internal static readonly MeshError NhsNumberNotFound = new(202, "SEND", "EPL-153", "NHS Number not found", Fidelity.Documented);
    internal static readonly MeshError DemographicsDiffer = new(202, "SEND", "EPL-154", "NHS Number supplied does not match the demographics", Fidelity.Documented);

    /// <summary>The refusals that come as a REPORT.</summary>
    internal static IReadOnlyList<MeshError> Reported { get; } = [Undelivered, SeveralMailboxes, NoMailbox, BadNhsNumber, NhsNumberNotFound, DemographicsDiffer];
}
