namespace Plexus.Mesh;

/// <summary>The names of the MESH API, version 2.0.0, as this client writes and reads them.</summary>
internal static class MeshWire
{
    internal const string Root = "/messageexchange";

    internal const string V1 = "application/json";
    internal const string V2 = "application/vnd.mesh.v2+json";

    internal const string From = "Mex-From";
    internal const string To = "Mex-To";
    internal const string WorkflowId = "Mex-WorkflowID";
    internal const string ChunkRange = "Mex-Chunk-Range";
    internal const string TotalChunks = "Mex-Total-Chunks";
    internal const string Subject = "Mex-Subject";
    internal const string LocalId = "Mex-LocalID";
    internal const string PartnerId = "Mex-PartnerID";
    internal const string FileName = "Mex-FileName";
    internal const string ContentEncrypted = "Mex-Content-Encrypted";
    internal const string ContentCompressed = "Mex-Content-Compressed";
    internal const string ContentChecksum = "Mex-Content-Checksum";
    internal const string ContentType = "Mex-Content-Type";
    internal const string MessageType = "Mex-MessageType";
    internal const string MessageId = "Mex-MessageID";
    internal const string LinkedMessageId = "Mex-LinkedMsgID";
    internal const string StatusCode = "Mex-StatusCode";
    internal const string StatusEvent = "Mex-StatusEvent";
    internal const string StatusDescription = "Mex-StatusDescription";
    internal const string StatusSuccess = "Mex-StatusSuccess";
    internal const string StatusTimestamp = "Mex-StatusTimestamp";

    internal const string ClientVersion = "mex-ClientVersion";
    internal const string OsName = "mex-OSName";
    internal const string OsVersion = "mex-OSVersion";
    internal const string OsArchitecture = "mex-OSArchitecture";

    internal const string Report = "REPORT";
    internal const string Gzip = "gzip";
    internal const string OctetStream = "application/octet-stream";

    /// <summary>Whether the body of an answer is compressed on the way.</summary>
    internal static bool IsGzip(HttpResponseMessage response) => response.Content.Headers.ContentEncoding.Contains(Gzip, StringComparer.OrdinalIgnoreCase);
}
