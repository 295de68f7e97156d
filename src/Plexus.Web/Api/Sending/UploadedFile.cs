using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Plexus.Web.Api.Sending;

/// <summary>A file of a form as the request to send it wants it.</summary>
internal static class UploadedFile
{
    /// <param name="title">Null: the file's own name without its ending.</param>
    public static async Task<JsonObject> ToAttachmentAsync(IFormFile file, string? title, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, cancellation);
        return new JsonObject
        {
            ["title"] = string.IsNullOrWhiteSpace(title) ? TitleOf(file.FileName) : title,
            ["contentType"] = file.ContentType,
            ["data"] = Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length),
        };
    }

    // Browsers send the bare name, some programs a path of either kind.
    private static string? TitleOf(string name)
    {
        var bare = Path.GetFileNameWithoutExtension(name[(name.LastIndexOfAny(['/', '\\']) + 1)..]).Trim();
        return bare.Length == 0 ? null : bare[..Math.Min(bare.Length, 200)];
    }
}
