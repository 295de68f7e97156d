using System.Globalization;
using System.Net.Http.Headers;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>What MESH says about a message beside its data. Headers MESH leaves out, or writes in a form not known, are none.</summary>
/// <remarks>MESH API 2.0.0, "Download message". <see cref="ToString"/> names the message and its workflow only.</remarks>
public sealed class MeshMessageInfo
{
    /// <summary>The message's id.</summary>
    public required MeshMessageId Id { get; init; }

    /// <summary>Whether it is a report about a message of our own, and has no data.</summary>
    public required bool IsReport { get; init; }

    /// <summary>The sender.</summary>
    public MeshMailboxId? From { get; init; }

    /// <summary>The recipient; of a report, the recipient of the message that failed.</summary>
    public MexTo? To { get; init; }

    /// <summary>What kind of business it is.</summary>
    public WorkflowId? Workflow { get; init; }

    /// <summary>The sender's own id.</summary>
    public string? LocalId { get; init; }

    /// <summary>The partner's id.</summary>
    public string? PartnerId { get; init; }

    /// <summary>The file's name: text of the sender, never a path to trust.</summary>
    public string? FileName { get; init; }

    /// <summary>The subject.</summary>
    public MexSubject? Subject { get; init; }

    /// <summary>The media type the sender gave for the whole data.</summary>
    public string? ContentType { get; init; }

    /// <summary>The sender's checksum, in the sender's own way.</summary>
    public string? Checksum { get; init; }

    /// <summary>Whether the sender encrypted the data.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Whether the reader of the data must undo compression: the sender compressed it itself, or <see cref="IsKeptCompressed"/>.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether the data is given out as gzip because <see cref="MeshDownloadOptions.KeepCompressed"/> asked for it. Otherwise compression by MESH is undone by this client.</summary>
    public bool IsKeptCompressed { get; init; }

    /// <summary>How many chunks the data has; 0 of a report.</summary>
    public int TotalChunks { get; init; } = 1;

    /// <summary>The message of ours that a report is about.</summary>
    public MeshMessageId? LinkedMessageId { get; init; }

    /// <summary>Status code: <c>00</c> when all is well.</summary>
    public string? StatusCode { get; init; }

    /// <summary>Step of the status: TRANSFER, SEND…</summary>
    public string? StatusEvent { get; init; }

    /// <summary>Words of the status, at most 500 characters; of a report they may hold more than a code, so do not log them.</summary>
    public string? StatusDescription { get; init; }

    /// <summary>Time of the status.</summary>
    public DateTimeOffset? StatusTimestamp { get; init; }

    /// <summary>Id, kind and workflow.</summary>
    public override string ToString() => $"{(IsReport ? "REPORT" : "DATA")} {Id} {Workflow}";

    internal static MeshMessageInfo Read(MeshMessageId asked, HttpResponseMessage response, bool keepsCompressed = false)
    {
        var headers = response.Headers;
        string? Text(string name) => MeshError.Clean(Header(headers, name), 1000);
        var isReport = string.Equals(Text(MeshWire.MessageType), MeshWire.Report, StringComparison.OrdinalIgnoreCase);
        var chunks = isReport ? 0 : ChunkOf(response)?.Total ?? 1;
        // Which of several chunks come compressed is known only when they come, so all are given out so.
        var isKept = keepsCompressed && !isReport && (chunks > 1 || MeshWire.IsGzip(response));
        return new MeshMessageInfo
        {
            Id = MeshMessageId.TryParse(Text(MeshWire.MessageId), out var id) ? id : asked,
            IsReport = isReport,
            From = MeshMailboxId.TryParse(Text(MeshWire.From), out var from) ? from : null,
            To = MexTo.TryParse(Text(MeshWire.To), null, out var to) ? to : null,
            Workflow = WorkflowId.TryParse(Text(MeshWire.WorkflowId), out var workflow) ? workflow : null,
            LocalId = Text(MeshWire.LocalId),
            PartnerId = Text(MeshWire.PartnerId),
            FileName = Text(MeshWire.FileName),
            Subject = MexSubject.TryParse(Text(MeshWire.Subject), null, out var subject) ? subject : null,
            ContentType = Text(MeshWire.ContentType) ?? response.Content.Headers.ContentType?.ToString(),
            Checksum = Text(MeshWire.ContentChecksum),
            IsEncrypted = IsYes(Text(MeshWire.ContentEncrypted)),
            // MESH sets the same flag when the request's own encoding is gzip; that one is undone here.
            IsCompressed = isKept || (IsYes(Text(MeshWire.ContentCompressed)) && response.Content.Headers.ContentEncoding.Count == 0),
            IsKeptCompressed = isKept,
            TotalChunks = chunks,
            LinkedMessageId = MeshMessageId.TryParse(Text(MeshWire.LinkedMessageId), out var linked) ? linked : null,
            StatusCode = Text(MeshWire.StatusCode),
            StatusEvent = Text(MeshWire.StatusEvent),
            StatusDescription = MeshError.Clean(Text(MeshWire.StatusDescription), 500),
            StatusTimestamp = MeshJson.Time(Text(MeshWire.StatusTimestamp)),
        };
    }

    /// <summary>Mex-Chunk-Range as <c>number:total</c>; none when absent or not of that form.</summary>
    internal static (int Number, int Total)? ChunkOf(HttpResponseMessage response)
    {
        var range = Header(response.Headers, MeshWire.ChunkRange)?.Split(':');
        return range is [var number, var total]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && int.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out var of) ? (n, of) : null;
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.ToString() : null;

    private static bool IsYes(string? flag) => string.Equals(flag, "Y", StringComparison.OrdinalIgnoreCase);
}
