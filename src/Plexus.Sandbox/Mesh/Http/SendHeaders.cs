using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Plexus.Sandbox.Mesh;

/// <summary>What the headers of a send say, once they passed.</summary>
internal readonly record struct SentHeaders(string To, string Workflow, int TotalChunks, MeshDetails Details);

/// <summary>Reads and checks the headers of a send.</summary>
internal static class SendHeaders
{
    private static readonly SearchValues<char> _controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c)]);
    private static readonly SearchValues<char> _checksum = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 :-/");

    /// <summary>Headers of a send with their greatest length; the first two must be there.</summary>
    internal static IReadOnlyList<(string Name, bool Required, int MaxLength)> Limits { get; } =
    [
        (MeshWire.Header.To, true, 100),
        (MeshWire.Header.WorkflowId, true, 300),
        (MeshWire.Header.ChunkRange, false, 20),
        (MeshWire.Header.Subject, false, 500),
        (MeshWire.Header.LocalId, false, 300),
        (MeshWire.Header.PartnerId, false, 500),
        (MeshWire.Header.FileName, false, 300),
        (MeshWire.Header.ContentEncrypted, false, 20),
        (MeshWire.Header.ContentCompressed, false, 20),
        (MeshWire.Header.ContentChecksum, false, 100),
        (MeshWire.Header.ContentType, false, 100),
    ];

    internal static List<RequestProblem>? Problems(IHeaderDictionary headers)
    {
        List<RequestProblem>? problems = null;
        foreach (var (name, required, longest) in Limits)
        {
            var given = headers.TryGetValue(name, out var values);
            if (!given && required)
                (problems ??= []).Add(RequestProblem.Missing("header", name));
            else if (given && values.ToString().Length > longest)
                (problems ??= []).Add(RequestProblem.TooLong("header", name, longest));
        }
        return problems;
    }

    internal static (MeshError? Refusal, SentHeaders Sent) Read(IHeaderDictionary headers, MeshCall call)
    {
        foreach (var (name, _, _) in Limits)
        {
            if (headers.TryGetValue(name, out var value) && value.ToString().AsSpan().ContainsAny(_controls))
                return (MeshErrors.Malformed, default);
        }
        var to = headers[MeshWire.Header.To].ToString().Trim();
        var workflow = headers[MeshWire.Header.WorkflowId].ToString().Trim();
        var checksum = Text(headers, MeshWire.Header.ContentChecksum)?.Trim();
        if (IsUrl(to) || IsUrl(workflow) || IsUrl(checksum))
            return (MeshErrors.Malformed, default);
        if (checksum is not null && checksum.AsSpan().ContainsAnyExcept(_checksum))
            return (MeshErrors.BadChecksum, default);
        if (to.Length == 0)
            return (MeshErrors.NoTo, default);
        if (call.Twin.Options.CheckSenderHeaders && WrongSender(headers, call.Mailbox) is { } wrong)
            return (wrong, default);
        var encoding = Encoding(headers);
        if (encoding is not ("" or MeshWire.Gzip))
            return (MeshErrors.BadEncoding, default);
        var range = new ChunkRange(1, 1);
        if (Text(headers, MeshWire.Header.ChunkRange) is { } header && header.Trim().Length > 0)
        {
            if (ChunkRange.Parse(header) is not { Number: 1 } given)
                return (MeshErrors.BadChunkRange, default);
            range = given;
        }
        return (null, new SentHeaders(to, workflow, range.Total, Details(headers, encoding, checksum)));
    }

    internal static string Encoding(IHeaderDictionary headers) => headers.ContentEncoding.ToString().Trim().ToLowerInvariant();

    private static MeshDetails Details(IHeaderDictionary headers, string encoding, string? checksum) => new()
    {
        Subject = Text(headers, MeshWire.Header.Subject),
        LocalId = Text(headers, MeshWire.Header.LocalId),
        PartnerId = Text(headers, MeshWire.Header.PartnerId),
        FileName = Text(headers, MeshWire.Header.FileName),
        Checksum = checksum,
        ContentType = Text(headers, MeshWire.Header.ContentType) ?? (headers.ContentType.ToString().Trim() is { Length: > 0 } type ? type : null),
        ContentEncoding = encoding,
        Compressed = IsYes(headers, MeshWire.Header.ContentCompressed),
        Encrypted = IsYes(headers, MeshWire.Header.ContentEncrypted),
    };

    private static MeshError? WrongSender(IHeaderDictionary headers, Mailbox mailbox)
    {
        if (Text(headers, MeshWire.Header.From) is { } from && !from.Trim().Equals(mailbox.Id.ToWire(), StringComparison.OrdinalIgnoreCase))
            return MeshErrors.WrongFrom;
        if (Text(headers, MeshWire.Header.Version) is { } version && version.Trim() != MeshWire.Version)
            return MeshErrors.WrongVersion;
        return Text(headers, MeshWire.Header.MessageType) is { } type && !type.Trim().Equals(MeshWire.DataType, StringComparison.OrdinalIgnoreCase)
            ? MeshErrors.WrongMessageType
            : null;
    }

    private static string? Text(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    private static bool IsYes(IHeaderDictionary headers, string name) =>
        Text(headers, name)?.Trim().ToUpperInvariant() is "Y" or "YES" or "TRUE" or "1";

    private static bool IsUrl(string? text) =>
        text is not null && (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
}
