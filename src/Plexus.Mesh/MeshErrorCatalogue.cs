using System.Collections.Frozen;
using System.Net;

namespace Plexus.Mesh;

/// <summary>What each code and status of MESH means.</summary>
/// <remarks>MESH API 2.0.0, "Error codes", and answers of the reference sandbox. Rows marked inferred are listed in docs/standards/Mesh.md.</remarks>
internal static class MeshErrorCatalogue
{
    internal static readonly FrozenDictionary<string, MeshErrorKind> ByCode = new Dictionary<string, MeshErrorKind>(StringComparer.OrdinalIgnoreCase)
    {
        ["02"] = MeshErrorKind.DataMissing,
        ["06"] = MeshErrorKind.MalformedHeaders,
        ["07"] = MeshErrorKind.InvalidFrom,
        ["08"] = MeshErrorKind.MissingRecipient,
        ["09"] = MeshErrorKind.InvalidVersion,
        ["11"] = MeshErrorKind.InvalidMessageType,
        ["12"] = MeshErrorKind.UnregisteredRecipient,
        ["14"] = MeshErrorKind.Undelivered,
        ["15"] = MeshErrorKind.InvalidCpisFile,
        ["16"] = MeshErrorKind.SenderNotAllowed,
        ["17"] = MeshErrorKind.WorkflowNotRegistered,
        ["18"] = MeshErrorKind.CivilRegistrationWorkflow,
        ["19"] = MeshErrorKind.InvalidExpiry,
        ["20"] = MeshErrorKind.NotFound,
        ["InvalidHeaderChunks"] = MeshErrorKind.InvalidChunkRange,
        ["UnsupportedContentEncoding"] = MeshErrorKind.UnsupportedContentEncoding,
        ["Invalid checksum"] = MeshErrorKind.InvalidChecksum,
        ["Message already accepted"] = MeshErrorKind.MessageGone,
        ["EPL-150"] = MeshErrorKind.PatientMatchesSeveralMailboxes,
        ["EPL-151"] = MeshErrorKind.PatientMatchesNoMailbox,
        ["EPL-152"] = MeshErrorKind.PatientNumberInvalid,
        ["EPL-153"] = MeshErrorKind.PatientNumberNotFound,
        ["EPL-154"] = MeshErrorKind.PatientDetailsDiffer,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<HttpStatusCode, MeshErrorKind> ByStatus = new Dictionary<HttpStatusCode, MeshErrorKind>
    {
        [HttpStatusCode.MultipleChoices] = MeshErrorKind.SeveralMatches,
        [HttpStatusCode.BadRequest] = MeshErrorKind.InvalidRequest,
        [HttpStatusCode.Unauthorized] = MeshErrorKind.NotAuthorised,
        [HttpStatusCode.Forbidden] = MeshErrorKind.NotAuthorised,
        [HttpStatusCode.NotFound] = MeshErrorKind.NotFound,
        [HttpStatusCode.NotAcceptable] = MeshErrorKind.ChunkBeyondTotal,
        [HttpStatusCode.Gone] = MeshErrorKind.MessageGone,
        [HttpStatusCode.RequestEntityTooLarge] = MeshErrorKind.TooLarge,
        [HttpStatusCode.UnprocessableEntity] = MeshErrorKind.UnsupportedContentEncoding,
        [HttpStatusCode.Locked] = MeshErrorKind.MessageFinalised,
        [HttpStatusCode.TooManyRequests] = MeshErrorKind.TooManyRequests,
    }.ToFrozenDictionary();

    // Refusals that carry no code are told apart by the words of the reference sandbox.
    private static readonly (HttpStatusCode Status, string Words, MeshErrorKind Kind)[] ByWords =
    [
        (HttpStatusCode.Forbidden, "Inactive Mailbox", MeshErrorKind.InactiveMailbox),
        (HttpStatusCode.Forbidden, "Duplicated Authentication Token", MeshErrorKind.TokenUsedTwice),
        (HttpStatusCode.Forbidden, "No mailbox matched", MeshErrorKind.UnknownMailbox),
        (HttpStatusCode.ExpectationFailed, "cannot change content encoding", MeshErrorKind.ContentEncodingChanged),
    ];

    /// <summary>What an answer means: its words where they are the only mark, then its code, then its status.</summary>
    internal static MeshErrorKind KindOf(HttpStatusCode status, string? code, string? description)
    {
        foreach (var row in ByWords)
            if (row.Status == status && description is not null && description.Contains(row.Words, StringComparison.OrdinalIgnoreCase))
                return row.Kind;

        if (status == HttpStatusCode.Forbidden && description == "Forbidden")
            return MeshErrorKind.NotTheRecipient;
        if (OfCode(code) is { } kind and not MeshErrorKind.Unknown)
            return kind;
        if (ByStatus.TryGetValue(status, out kind))
            return kind;
        return (int)status >= 500 ? MeshErrorKind.ServiceFailed : MeshErrorKind.Unknown;
    }

    /// <summary>What the code of a report means.</summary>
    internal static MeshErrorKind OfCode(string? code) =>
        code is not null && ByCode.TryGetValue(code.Trim(), out var kind) ? kind : MeshErrorKind.Unknown;
}
