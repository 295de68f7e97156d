using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Plexus.Sandbox.Mesh;

/// <summary>The headers of a download: what the sender said and what became of the message. Empty ones are left out.</summary>
internal static class DownloadHeaders
{
    internal static void Write(IHeaderDictionary headers, MeshMessage message, int chunk)
    {
        var details = message.Details;
        Add(headers, MeshWire.Header.From, message.Sender?.Id.ToWire());
        Add(headers, MeshWire.Header.To, message.ShownTo ?? message.Recipient?.Id.ToWire());
        Add(headers, MeshWire.Header.WorkflowId, message.WorkflowId);
        Add(headers, MeshWire.Header.ChunkRange, string.Create(CultureInfo.InvariantCulture, $"{chunk}:{message.TotalChunks}"));
        Add(headers, MeshWire.Header.TotalChunks, message.TotalChunks.ToString(CultureInfo.InvariantCulture));
        Add(headers, MeshWire.Header.AddressType, MeshWire.AddressTypeAll);
        Add(headers, MeshWire.Header.LocalId, details.LocalId);
        Add(headers, MeshWire.Header.PartnerId, details.PartnerId);
        Add(headers, MeshWire.Header.FileName, message.FileName);
        Add(headers, MeshWire.Header.Subject, details.Subject);
        Add(headers, MeshWire.Header.Version, MeshWire.Version);
        Add(headers, MeshWire.Header.MessageType, message.IsReport ? MeshWire.ReportType : MeshWire.DataType);
        Add(headers, MeshWire.Header.MessageId, message.Id);
        AddStatus(headers, message);
        Add(headers, MeshWire.Header.ContentCompressed, details.Compressed ? "Y" : null);
        Add(headers, MeshWire.Header.ContentEncrypted, details.Encrypted ? "Y" : null);
        Add(headers, MeshWire.Header.ContentChecksum, details.Checksum);
        Add(headers, MeshWire.Header.ContentType, details.ContentType);
        // The reference writes the zone as UTC where HTTP says GMT.
        headers.LastModified = message.LastEvent.At.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    }

    private static void AddStatus(IHeaderDictionary headers, MeshMessage message)
    {
        var problem = message.Last(MeshStatus.Error);
        var dated = problem is { } && !message.IsReport ? problem : message.Last(MeshStatus.Accepted) ?? message.LastEvent;
        if (problem is null)
        {
            Add(headers, MeshWire.Header.StatusCode, MeshWire.TransferredCode);
            Add(headers, MeshWire.Header.StatusEvent, MeshWire.TransferEvent);
            Add(headers, MeshWire.Header.StatusDescription, MeshWire.Transferred);
        }
        else
        {
            Add(headers, MeshWire.Header.LinkedMessageId, problem.LinkedMessageId);
            Add(headers, MeshWire.Header.StatusCode, problem.Code);
            Add(headers, MeshWire.Header.StatusEvent, problem.Event);
            Add(headers, MeshWire.Header.StatusDescription, problem.Description);
        }
        Add(headers, MeshWire.Header.StatusSuccess, problem is null ? MeshWire.Success : MeshWire.Error);
        Add(headers, MeshWire.Header.StatusTimestamp, dated.At.UtcDateTime.ToString(MeshWire.CompactTimestamp, CultureInfo.InvariantCulture));
    }

    private static void Add(IHeaderDictionary headers, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            headers[name] = value;
    }
}
