namespace Plexus.Sandbox.Mesh;

/// <summary>Names and texts of the MESH API as the national side writes them (MESH API 2.0.0).</summary>
internal static class MeshWire
{
    internal const string Json = "application/json";
    internal const string JsonV2 = "application/vnd.mesh.v2+json";
    internal const string OctetStream = "application/octet-stream";
    internal const string Gzip = "gzip";
    internal const string TokenScheme = "NHSMESH ";
    internal const string TokenTimestamp = "yyyyMMddHHmm";
    internal const string CompactTimestamp = "yyyyMMddHHmmss";
    internal const string IsoTimestamp = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    internal const string Success = "SUCCESS";
    internal const string Error = "ERROR";
    internal const string TransferEvent = "TRANSFER";
    internal const string SendEvent = "SEND";
    internal const string TransferredCode = "00";
    internal const string Transferred = "Transferred to recipient mailbox";
    internal const string AddressTypeAll = "ALL";
    internal const string Version = "1.0";
    internal const string DataType = "DATA";
    internal const string ReportType = "REPORT";

    /// <summary>Addresses that MESH resolves to the registered practice begin with this tag.</summary>
    internal const string PatientAddressTag = "GPPROVIDER_";

    /// <summary>Request and response headers, lower case as version 2 servers write them.</summary>
    internal static class Header
    {
        internal const string From = "mex-from";
        internal const string To = "mex-to";
        internal const string WorkflowId = "mex-workflowid";
        internal const string ChunkRange = "mex-chunk-range";
        internal const string TotalChunks = "mex-total-chunks";
        internal const string AddressType = "mex-addresstype";
        internal const string LocalId = "mex-localid";
        internal const string PartnerId = "mex-partnerid";
        internal const string FileName = "mex-filename";
        internal const string Subject = "mex-subject";
        internal const string Version = "mex-version";
        internal const string MessageType = "mex-messagetype";
        internal const string MessageId = "mex-messageid";
        internal const string LinkedMessageId = "mex-linkedmsgid";
        internal const string StatusCode = "mex-statuscode";
        internal const string StatusEvent = "mex-statusevent";
        internal const string StatusDescription = "mex-statusdescription";
        internal const string StatusSuccess = "mex-statussuccess";
        internal const string StatusTimestamp = "mex-statustimestamp";
        internal const string ContentCompressed = "mex-content-compressed";
        internal const string ContentEncrypted = "mex-content-encrypted";
        internal const string ContentChecksum = "mex-content-checksum";
        internal const string ContentType = "mex-content-type";
        internal const string ContentCompress = "mex-content-compress";
        internal const string ClientVersion = "mex-clientversion";
        internal const string OsName = "mex-osname";
        internal const string OsVersion = "mex-osversion";
    }
}
