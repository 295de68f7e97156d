using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Plexus.Acceptance.Installing;
using Plexus.Mesh;
using Plexus.Primitives;
using Plexus.Sandbox;
using Xunit.Abstractions;

namespace Plexus.Acceptance.HostileBytes;

/// <summary>Bytes made to hurt, sent through MESH to a real gateway, each with a good message behind it.</summary>
[Collection(HeavyTests.Name)]
public sealed class TheWholePipeline(ITestOutputHelper output)
{
    private const string Workflow = "GPCONNECT_SEND_DOCUMENT";

    /// <summary>Far below what the bombs hold together.</summary>
    private const long MostMemory = 600L * 1024 * 1024;

    /// <summary>The one message of 200 MB that came uncompressed, and all others; not the bombs opened.</summary>
    private const long MostDisk = 400L * 1024 * 1024;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Answers_each_with_its_code_keeps_its_bytes_and_goes_on()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();

        var sent = new List<(HostileMessage Message, PracticePost Post, string Id)>();
        var started = Stopwatch.GetTimestamp();
        foreach (var message in HostileMessage.All)
        {
            // A mailbox each, so that every answer is told from the others.
            var mailbox = MeshMailboxId.Parse(string.Create(CultureInfo.InvariantCulture, $"RZ9OT1{sent.Count:00}"));
            var post = await PracticePost.OpenAsync(sandbox, gateway, mailbox, Workflow);
            sent.Add((message, post, await post.PostAsync(Workflow, message.Payload, new MeshSendOptions { Gzip = message.Gzip })));
            await sandbox.SendAsync("good");
        }
        output.WriteLine($"{sent.Count} sent in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        started = Stopwatch.GetTimestamp();
        await AllGoodAreAcceptedAsync(sandbox, gateway);
        output.WriteLine($"good messages accepted after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s more; at most {gateway.Process.PeakWorkingSet / 1024 / 1024} MB");

        var differences = new List<string>();
        foreach (var (message, post, id) in sent)
        {
            var became = await post.SettledAsync(id);
            post.Dispose();
            output.WriteLine($"{message.Name}: {became}");
            if (became.ToString() != message.Became)
                differences.Add($"{message.Name}: {became}; expected {message.Became}");
            var kept = await gateway.Http.GetStreamAsync($"/api/exchanges/{became.Exchange}/payload");
            // What grows too large is kept as MESH carried it.
            (await HashAsync(message.Gzip ? new GZipStream(kept, CompressionMode.Decompress) : kept)).ShouldBe(await HashAsync(await message.Payload.OpenAsync(0, message.Payload.Length, default)), message.Name);
        }

        differences.ShouldBeEmpty();
        (await gateway.GetAsync("/api/alerts?limit=200")).GetProperty("items").EnumerateArray().Count(a => a.GetProperty("code").GetString() == "MESH-MESSAGE-TOO-LARGE").ShouldBe(HostileMessage.All.Count(m => m.Gzip));
        new DirectoryInfo(installation.Data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length).ShouldBeLessThan(MostDisk);
        gateway.Process.PeakWorkingSet.ShouldBeLessThan(MostMemory);
        (await gateway.GetAsync("/api/parked-steps")).GetArrayLength().ShouldBe(0);
        (await gateway.ExchangesAsync("in")).Count.ShouldBe(2 * HostileMessage.All.Count);
        gateway.Process.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaves_what_cannot_be_downloaded_to_MESH_tells_operations_and_goes_on()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        using (var post = await PracticePost.OpenAsync(sandbox, gateway, Workflow))
            // Nothing at all is the one thing that never arrives: MESH takes no empty message.
            (await Should.ThrowAsync<MeshException>(() => post.PostAsync(Workflow, MeshPayload.FromBytes(Array.Empty<byte>())))).Kind.ShouldBe(MeshErrorKind.DataMissing);
        using (var liar = new MeshClient(sandbox.OptionsOf(PracticePost.Mailbox), new SaysGzip { InnerHandler = new SocketsHttpHandler() }))
            await liar.SendAsync(new MeshSend { To = MexTo.Of(SandboxDefaults.PracticeMailbox), Workflow = WorkflowId.Parse(Workflow), Payload = MeshPayload.FromBytes("these bytes are no gzip"u8.ToArray()) });
        for (var i = 0; i < 3; i++)
            await sandbox.SendAsync("good");

        await AllGoodAreAcceptedAsync(sandbox, gateway);

        (await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox)).ShouldBe(1);
        await Wait.UntilAsync(
            async () => (await gateway.GetAsync("/api/alerts")).GetProperty("items").EnumerateArray().Any(a => a.GetProperty("code").GetString() == "MESH-MESSAGE-BROKEN"), "Nobody was told.", MostTime);
        (await gateway.ExchangesAsync("in")).Count.ShouldBe(3);
    }

    private static Task<string> AllGoodAreAcceptedAsync(RunningSandbox sandbox, RunningGateway gateway) => Wait.UntilAsync(
        async () => (await sandbox.SentAsync()).All(s => s.GetProperty("verdict").GetString() == "asExpected") ? "yes" : null,
        async () => $"{(await sandbox.SentAsync()).Count(s => s.GetProperty("verdict").GetString() != "asExpected")} good messages were not accepted. {gateway.Process.Error}",
        MostTime);

    private static async Task<string> HashAsync(Stream stream)
    {
        await using (stream)
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }

    /// <summary>Calls whatever is sent gzip.</summary>
    private sealed class SaysGzip : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && request.Content is not null)
                request.Content.Headers.ContentEncoding.Add("gzip");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
