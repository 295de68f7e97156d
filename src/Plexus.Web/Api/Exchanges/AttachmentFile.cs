using System.Collections.Frozen;
using Plexus.Standards.Itk3;

namespace Plexus.Web.Api.Exchanges;

/// <summary>A file of a message as it is handed to a browser: always to be saved, never to be run.</summary>
/// <param name="ContentType">One of a short list of passive types; anything else is bytes.</param>
/// <param name="FileName">Ours: what senders write may name the patient or mislead.</param>
internal sealed record AttachmentFile(string ContentType, string FileName, ItkAttachment Content)
{
    private const string Bytes = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> Passive = new Dictionary<string, string>
    {
        ["application/pdf"] = ".pdf",
        ["application/msword"] = ".doc",
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = ".docx",
        ["application/rtf"] = ".rtf",
        ["text/rtf"] = ".rtf",
        ["text/plain"] = ".txt",
        ["image/jpeg"] = ".jpg",
        ["image/jpg"] = ".jpg",
        ["image/png"] = ".png",
        ["image/gif"] = ".gif",
        ["image/tiff"] = ".tif",
        ["image/bmp"] = ".bmp",
        ["audio/mpeg"] = ".mp3",
        ["video/mp4"] = ".mp4",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static AttachmentFile Of(int number, ItkAttachment attachment)
    {
        var declared = attachment.ContentType.Split(';')[0].Trim();
        return Passive.TryGetValue(declared, out var ending)
            ? new(declared.ToLowerInvariant(), $"attachment-{number}{ending}", attachment)
            : new(Bytes, $"attachment-{number}.bin", attachment);
    }
}
