using System.Collections.Frozen;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>MIME types that an attachment may have, each with the spellings met on the wire.</summary>
/// <remarks>GP Connect Send Document, payload: the printed table has slips (<c>application/mswrtford</c>, <c>image/jpg</c>, TIFF as <c>image/png</c>); the registered names are accepted beside them.</remarks>
internal static class AttachmentTypes
{
    /// <summary>As written to the registered name.</summary>
    internal static readonly FrozenDictionary<string, string> Approved = new Dictionary<string, string>
    {
        ["application/pdf"] = "application/pdf",
        ["application/msword"] = "application/msword",
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["application/mswrtford"] = "application/rtf",
        ["application/rtf"] = "application/rtf",
        ["text/rtf"] = "application/rtf",
        ["text/html"] = "text/html",
        ["text/plain"] = "text/plain",
        ["text/xml"] = "text/xml",
        ["image/jpg"] = "image/jpeg",
        ["image/jpeg"] = "image/jpeg",
        ["image/png"] = "image/png",
        ["image/tiff"] = "image/tiff",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first attachment whose type is not approved (20004) or not supported here (20005); null when all are welcome.</summary>
    internal static Itk3Problem? Check(IReadOnlyList<ItkAttachment> attachments, IReadOnlyCollection<string> unsupported)
    {
        foreach (var attachment in attachments)
        {
            if (Registered(attachment.ContentType) is not { } type)
                return new(ResponseCodes.AttachmentNotApproved, attachment.Place, "The attachment's MIME type is not approved.");
            if (unsupported.Contains(type, StringComparer.OrdinalIgnoreCase))
                return new(ResponseCodes.AttachmentNotSupported, attachment.Place, "The attachment's MIME type is approved, and not supported by the receiving system.");
        }

        return null;
    }

    /// <summary>The registered name of an approved type, parameters such as <c>charset</c> aside; null when it is not approved.</summary>
    internal static string? Registered(string contentType)
    {
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        var bare = (semicolon < 0 ? contentType : contentType[..semicolon]).Trim();
        return Approved.GetValueOrDefault(bare);
    }
}
