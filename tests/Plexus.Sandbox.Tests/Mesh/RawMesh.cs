using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plexus.Sandbox.Tests.Mesh;

/// <summary>A MESH client as bare as can be: HTTP requests and tokens written out by hand from the API's text.</summary>
public sealed class RawMesh(Uri url, TimeProvider? wall = null) : IDisposable
{
    public const string V2 = "application/vnd.mesh.v2+json";
    private static int _nonces;
    private readonly TimeProvider _wall = wall ?? TimeProvider.System;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = url,
        Timeout = TimeSpan.FromMinutes(2),
    };

    public string Token(string mailbox, string password = "password", string key = "TestKey", string? nonce = null, int count = 0, DateTimeOffset? at = null)
    {
        nonce ??= string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{Interlocked.Increment(ref _nonces):x12}");
        var timestamp = (at ?? _wall.GetUtcNow()).UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        var text = string.Create(CultureInfo.InvariantCulture, $"{mailbox}:{nonce}:{count}:{password}:{timestamp}");
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
        return string.Create(CultureInfo.InvariantCulture, $"NHSMESH {mailbox}:{nonce}:{count}:{timestamp}:{hash}");
    }

    public async Task<Reply> Ask(HttpMethod method, string path, string? mailbox, byte[]? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = null;
        }
        if ((token ?? (mailbox is null ? null : Token(mailbox))) is { Length: > 0 } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await Http.SendAsync(request);
        return new Reply(response.StatusCode, Headers(response), await response.Content.ReadAsByteArrayAsync());
    }

    public Task<Reply> Get(string mailbox, string path, params (string Name, string Value)[] headers) =>
        Ask(HttpMethod.Get, $"/messageexchange/{mailbox}{path}", mailbox, null, null, headers);

    public Task<Reply> Send(string from, string to, string workflow, byte[] body, params (string Name, string Value)[] headers) =>
        Ask(HttpMethod.Post, $"/messageexchange/{from}/outbox", from, body, null, [("mex-to", to), ("mex-workflowid", workflow), .. headers]);

    public async Task<string> Sent(string from, string to, string workflow, string body, params (string Name, string Value)[] headers)
    {
        var reply = await Send(from, to, workflow, Encoding.UTF8.GetBytes(body), headers);
        reply.Status.ShouldBe(HttpStatusCode.Accepted, reply.Text);
        return reply.Json.GetProperty(headers.Contains(("accept", V2)) ? "message_id" : "messageID").GetString()!;
    }

    public Task<Reply> Chunk(string from, string id, int number, int total, byte[] body, params (string Name, string Value)[] headers) =>
        Ask(HttpMethod.Post, $"/messageexchange/{from}/outbox/{id}/{number}", from, body, null, [("mex-chunk-range", $"{number}:{total}"), .. headers]);

    public Task<Reply> Acknowledge(string mailbox, string id, params (string Name, string Value)[] headers) =>
        Ask(HttpMethod.Put, $"/messageexchange/{mailbox}/inbox/{id}/status/acknowledged", mailbox, null, null, headers);

    public async Task<string[]> Inbox(string mailbox, string query = "")
    {
        var reply = await Get(mailbox, "/inbox" + query);
        return [.. reply.Json.GetProperty("messages").EnumerateArray().Select(e => e.GetString()!)];
    }

    public void Dispose() => Http.Dispose();

    private static Dictionary<string, string> Headers(HttpResponseMessage response) =>
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal);
}

/// <summary>An answer, whole.</summary>
public sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string this[string header] => Headers.TryGetValue(header, out var value) ? value : "";
}
