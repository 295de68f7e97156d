namespace Plexus.Mesh;

/// <summary>What MESH means by a refusal, whichever version and form it came in.</summary>
public enum MeshErrorKind
{
    /// <summary>A refusal this client has no name for; the status and code say more.</summary>
    Unknown,

    /// <summary>No refusal of MESH: its answer could not be understood.</summary>
    UnreadableAnswer,

    /// <summary>No refusal of MESH: more came out of a compressed message than <see cref="MeshClientOptions.MaxDecompressedBytes"/>.</summary>
    DecompressedTooLarge,

    /// <summary>403: the token was not accepted.</summary>
    NotAuthorised,

    /// <summary>403: the token was used before.</summary>
    TokenUsedTwice,

    /// <summary>403: no such mailbox.</summary>
    UnknownMailbox,

    /// <summary>403: the mailbox is switched off.</summary>
    InactiveMailbox,

    /// <summary>403: the message is not this mailbox's.</summary>
    NotTheRecipient,

    /// <summary>400: a header, query or path value is wrong.</summary>
    InvalidRequest,

    /// <summary>02: no data, or it could not be read.</summary>
    DataMissing,

    /// <summary>06: control characters or a URL where none may be.</summary>
    MalformedHeaders,

    /// <summary>07: the From address is not the mailbox of the token.</summary>
    InvalidFrom,

    /// <summary>08: no To address.</summary>
    MissingRecipient,

    /// <summary>09: version not supported.</summary>
    InvalidVersion,

    /// <summary>11: the message type is not DATA.</summary>
    InvalidMessageType,

    /// <summary>12: no such recipient.</summary>
    UnregisteredRecipient,

    /// <summary>14: not collected within five days, or not deliverable.</summary>
    Undelivered,

    /// <summary>15: the child protection file is bad.</summary>
    InvalidCpisFile,

    /// <summary>16: the sender may not send messages of this type.</summary>
    SenderNotAllowed,

    /// <summary>17: the workflow is not registered for the mailbox.</summary>
    WorkflowNotRegistered,

    /// <summary>18: the civil registration workflow was misused.</summary>
    CivilRegistrationWorkflow,

    /// <summary>19: the expiry is invalid.</summary>
    InvalidExpiry,

    /// <summary>20 or 404: there is no such message, chunk or path.</summary>
    NotFound,

    /// <summary>300: more than one message has this local id.</summary>
    SeveralMatches,

    /// <summary>410: acknowledged, expired or deleted; it cannot be downloaded any more.</summary>
    MessageGone,

    /// <summary>417: the chunk range is missing or does not fit.</summary>
    InvalidChunkRange,

    /// <summary>406: the chunk's number is beyond the total.</summary>
    ChunkBeyondTotal,

    /// <summary>417: a chunk's encoding differs from the first one's.</summary>
    ContentEncodingChanged,

    /// <summary>422: an encoding other than gzip.</summary>
    UnsupportedContentEncoding,

    /// <summary>The checksum header holds characters that are not allowed.</summary>
    InvalidChecksum,

    /// <summary>423: the message is complete; it takes no more chunks.</summary>
    MessageFinalised,

    /// <summary>413: larger than one request may be.</summary>
    TooLarge,

    /// <summary>429: too many requests.</summary>
    TooManyRequests,

    /// <summary>5xx: the service failed.</summary>
    ServiceFailed,

    /// <summary>EPL-150: the patient's details match several mailboxes.</summary>
    PatientMatchesSeveralMailboxes,

    /// <summary>EPL-151: no mailbox for the patient's practice and the workflow.</summary>
    PatientMatchesNoMailbox,

    /// <summary>EPL-152: the NHS number is invalid.</summary>
    PatientNumberInvalid,

    /// <summary>EPL-153: the NHS number is not known.</summary>
    PatientNumberNotFound,

    /// <summary>EPL-154: date of birth or surname differ from the demographics service's.</summary>
    PatientDetailsDiffer,
}
