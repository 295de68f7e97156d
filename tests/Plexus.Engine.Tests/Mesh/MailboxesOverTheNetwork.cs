using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Mesh;
using Plexus.Engine.Receiving;
using Plexus.Engine.Tests.Echo;
using Plexus.Engine.Tests.Events;

namespace Plexus.Engine.Tests.Mesh;

/// <summary>What the receiver makes of the answers of a real MESH.</summary>
public sealed class MailboxesOverTheNetwork : IAsyncLifetime, IDisposable
{
    private const int Limit = 1_000_000;
    private const string Id = "20261120090000000000_3573F8";

    private readonly MeshClients _clients = new(new HurriedTime(), Limit);
    private SupplierReceiver _mesh = null!;
    private IMeshMailbox _mailbox = null!;

    public async Task InitializeAsync()
    {
        _mesh = await SupplierReceiver.StartAsync();
        _mailbox = new MeshMailboxes(_clients).Open(new DirectoryEndpoint("mesh", Gateway.Mailbox, Gateway.Practice, [])
        {
            Service = new Uri(_mesh.Url.GetLeftPart(UriPartial.Authority)),
            Credentials = new Dictionary<string, SensitiveText> { ["password"] = "a-password", ["shared-key"] = "a-shared-key" },
        });
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    public void Dispose() => _clients.Dispose();

    [Theory]
    [InlineData(400, "{}", true)]
    [InlineData(403, """{"detail":[{"event":"RECEIVE","code":"","msg":"Forbidden"}]}""", true)]
    [InlineData(406, "{}", true)]
    [InlineData(417, """{"detail":[{"event":"COLLECT","code":"02","msg":"Data file is missing"}]}""", true)]
    [InlineData(500, "{}", true)]
    [InlineData(501, "{}", true)]
    [InlineData(401, "{}", false)]
    [InlineData(403, "{}", false)]
    [InlineData(403, """{"detail":[{"event":"","code":"","msg":"Request Received from Inactive Mailbox"}]}""", false)]
    [InlineData(403, """{"detail":[{"event":"","code":"","msg":"Error Duplicated Authentication Token"}]}""", false)]
    [InlineData(403, """{"detail":[{"event":"","code":"EPL-151","msg":"No mailbox matched"}]}""", false)]
    [InlineData(408, "{}", false)]
    [InlineData(429, "{}", false)]
    [InlineData(502, "<html>Bad gateway</html>", false)]
    [InlineData(503, "{}", false)]
    [InlineData(504, "{}", false)]
    public async Task Tell_a_refusal_of_one_message_from_one_of_the_mailbox_or_of_a_gateway_before_it(int status, string body, bool isOfOneMessage)
    {
        _mesh.Answers(status, body);

        var failure = await Should.ThrowAsync<Exception>(() => _mailbox.DownloadAsync(Id, default));

        _mailbox.IsOfOneMessage(failure).ShouldBe(isOfOneMessage, failure.ToString());
        _mailbox.GrewTooLarge(failure).ShouldBeFalse();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_message_that_MESH_no_longer_has_is_no_failure(int status)
    {
        _mesh.Answers(status, "{}");

        (await _mailbox.DownloadAsync(Id, default)).ShouldBeNull();
        await _mailbox.AcknowledgeAsync(Id, default);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_understood_is_of_one_message()
    {
        _mesh.Answer = context =>
        {
            context.Response.Headers["mex-chunk-range"] = "2:3";
            return context.Response.WriteAsync("x");
        };

        _mailbox.IsOfOneMessage(await Should.ThrowAsync<Exception>(() => _mailbox.DownloadAsync(Id, default))).ShouldBeTrue();
    }

    [Fact]
    public async Task Data_that_is_no_gzip_is_of_one_message()
    {
        _mesh.Answer = context => GiveAsync(context, "these bytes are no gzip"u8.ToArray());
        await using var download = (await _mailbox.DownloadAsync(Id, default)).ShouldNotBeNull();

        _mailbox.IsOfOneMessage(await Should.ThrowAsync<Exception>(() => download.Content.CopyToAsync(Stream.Null))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_of_no_message()
    {
        await _mesh.DisposeAsync();

        _mailbox.IsOfOneMessage(await Should.ThrowAsync<Exception>(() => _mailbox.DownloadAsync(Id, default))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_bomb_is_given_up_and_then_given_out_as_it_came()
    {
        var bomb = Gzip(new byte[20 * Limit]);
        _mesh.Answer = context => GiveAsync(context, bomb);

        await using (var grown = (await _mailbox.DownloadAsync(Id, default)).ShouldNotBeNull())
        {
            var failure = await Should.ThrowAsync<Exception>(() => grown.Content.CopyToAsync(Stream.Null));
            (_mailbox.GrewTooLarge(failure), _mailbox.IsOfOneMessage(failure), grown.IsCompressed).ShouldBe((true, true, false));
        }

        await using var kept = (await _mailbox.DownloadCompressedAsync(Id, default)).ShouldNotBeNull();
        (kept.IsCompressed, kept.ContentType).ShouldBe((true, "application/gzip"));
        using var bytes = new MemoryStream();
        await kept.Content.CopyToAsync(bytes);
        bytes.ToArray().ShouldBe(bomb);
    }

    [Fact]
    public async Task What_comes_plain_though_it_may_come_compressed_is_not_called_gzip()
    {
        _mesh.Answer = context =>
        {
            context.Response.Headers["mex-content-type"] = "text/plain";
            return context.Response.WriteAsync("plain");
        };

        await using var kept = (await _mailbox.DownloadCompressedAsync(Id, default)).ShouldNotBeNull();

        (kept.IsCompressed, kept.ContentType).ShouldBe((false, "text/plain"));
        (await new StreamReader(kept.Content).ReadToEndAsync()).ShouldBe("plain");
    }

    [Fact]
    public async Task A_bomb_behind_a_plain_chunk_is_kept_as_one_gzip()
    {
        _mesh.Answer = async context =>
        {
            var isLast = context.Request.Path.Value!.EndsWith("/2", StringComparison.Ordinal);
            context.Response.StatusCode = isLast ? 200 : 206;
            context.Response.Headers["mex-chunk-range"] = isLast ? "2:2" : "1:2";
            if (isLast)
                context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(isLast ? Gzip(new byte[2 * Limit]) : "plain"u8.ToArray());
        };

        await using var kept = (await _mailbox.DownloadCompressedAsync(Id, default)).ShouldNotBeNull();
        using var whole = new MemoryStream();
        await using (var unzipped = new GZipStream(kept.Content, CompressionMode.Decompress))
            await unzipped.CopyToAsync(whole);

        (kept.IsCompressed, kept.ContentType).ShouldBe((true, "application/gzip"));
        whole.ToArray().ShouldBe([.. "plain"u8, .. new byte[2 * Limit]]);
    }

    private static Task GiveAsync(HttpContext context, byte[] gzip)
    {
        context.Response.Headers["mex-chunk-range"] = "1:1";
        context.Response.Headers["mex-workflowid"] = "ECHO";
        context.Response.Headers.ContentEncoding = "gzip";
        return context.Response.Body.WriteAsync(gzip).AsTask();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return zipped.ToArray();
    }
}
