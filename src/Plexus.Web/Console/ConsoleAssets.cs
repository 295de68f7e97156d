using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;

namespace Plexus.Web.Console;

/// <summary>
/// Style sheets, scripts and icons, embedded in this assembly. Their address carries a hash of them all, so a browser
/// may keep them for good and still gets new ones after an update.
/// </summary>
internal static class ConsoleAssets
{
    private const string Prefix = "assets/";
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private static readonly Lazy<FrozenDictionary<string, Asset>> Embedded = new(Read);
    private static readonly Lazy<string> Version = new(ComputeVersion);

    public static IEnumerable<string> Names => Embedded.Value.Keys;

    /// <exception cref="KeyNotFoundException">No asset has this name.</exception>
    public static string Address(string name) =>
        Embedded.Value.ContainsKey(name) ? $"/assets/{Version.Value}/{name}" : throw new KeyNotFoundException($"No asset is called {name}.");

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/assets/{version}/{**name}", Get).ExcludeFromDescription();

    private static Results<FileContentHttpResult, NotFound> Get(string version, string name, HttpContext context)
    {
        if (version != Version.Value || !Embedded.Value.TryGetValue(name, out var asset))
            return TypedResults.NotFound();

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        if (asset.Compressed is null)
            return TypedResults.Bytes(asset.Plain, asset.ContentType);

        headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return TypedResults.Bytes(asset.Plain, asset.ContentType);
        headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(asset.Compressed.Value, asset.ContentType);
    }

    private static FrozenDictionary<string, Asset> Read()
    {
        var assembly = typeof(ConsoleAssets).Assembly;
        var assets = new Dictionary<string, Asset>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var name = resource.Replace('\\', '/');
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            assets[name[Prefix.Length..]] = Asset.Of(name, bytes);
        }

        return assets.ToFrozenDictionary();
    }

    private static string ComputeVersion()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, asset) in Embedded.Value.OrderBy(a => a.Key, StringComparer.Ordinal))
            hash.AppendData(asset.Plain);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private sealed record Asset(byte[] Plain, string ContentType, Lazy<byte[]>? Compressed)
    {
        public static Asset Of(string name, byte[] bytes)
        {
            var type = ContentTypes.TryGetContentType(name, out var known) ? known : "application/octet-stream";
            var text = type.StartsWith("text/", StringComparison.Ordinal) || type == "image/svg+xml";
            return new(bytes, text ? $"{type}; charset=utf-8" : type, text ? new(() => Compress(bytes)) : null);
        }

        private static byte[] Compress(byte[] bytes)
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
                gzip.Write(bytes);
            return compressed.ToArray();
        }
    }
}
