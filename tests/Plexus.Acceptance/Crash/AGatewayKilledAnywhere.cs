using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plexus.Acceptance.Installing;
using Plexus.Engine;
using Plexus.Sandbox;
using Plexus.Storage;
using Xunit.Abstractions;

namespace Plexus.Acceptance.Crash;

/// <summary>Kills <c>plexus serve</c> again and again beside a sandbox that stays up, and looks at what is left when it is let be.</summary>
/// <remarks>
/// What is guaranteed. Inside: one exchange, one reaction, one set of tasks, one set of acknowledgements and events for each message, whatever happens;
/// and of two messages in one mailbox the first is the original, the second the repeat.
/// At MESH: GP Connect fixes Mex-LocalID to the sender's ODS code, so a send whose answer was lost cannot be looked up and is posted again, byte for byte the same.
/// The receiver may therefore find the same acknowledgement twice in its mailbox, under one header id, which is what ITK3 receivers tell messages apart by; never two acknowledgements.
/// At the webhook: at least once, always under the same idempotency key and with the same content.
/// </remarks>
[Collection(HeavyTests.Name)]
public sealed class AGatewayKilledAnywhere(ITestOutputHelper output)
{
    private const int Killed = 137;

    /// <summary>As many sends of one life can be on their way at once.</summary>
    private static readonly int SendsAtOnce = new EngineOptions().SendsAtOnce;

    private static readonly TimeSpan UntilTheKill = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan UntilQuiet = TimeSpan.FromSeconds(120 + Kill.Plan.Count);
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Loses_nothing_and_does_nothing_twice()
    {
        var started = Stopwatch.GetTimestamp();
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var webhooks = await ReceivedWebhooks.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan { Webhook = webhooks.Url });
        var traffic = await Traffic.CreateAsync(sandbox);
        await sandbox.SendAsync("good");

        foreach (var kill in Kill.Plan)
            await LiveUntilKilledAsync(kill, installation, traffic);

        (await File.ReadAllLinesAsync(LogOf(installation))).ShouldBe(Kill.Plan.Select(k => k.Point));
        foreach (var point in CrashPoint.All)
            Kill.Plan.Count(k => k.Point == point).ShouldBeGreaterThanOrEqualTo(2, point);
        output.WriteLine($"{Kill.Plan.Count} kills after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        await LiveUntilQuietAsync(installation, sandbox, traffic);
        output.WriteLine($"quiet after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");

        var sent = await sandbox.SentAsync();
        await CheckSenderAsync(sandbox, sent);
        await using var aftermath = new Aftermath(installation.Data);
        await CheckJournalAsync(sandbox, aftermath, sent, traffic);
        CheckWebhooks(webhooks, aftermath);
    }

    private static string LogOf(InstallationOnDisk installation) => installation.Beside("crash.log");

    private static async Task LiveUntilKilledAsync(Kill kill, InstallationOnDisk installation, Traffic traffic)
    {
        traffic.Write();
        // A letter and, most times, what repeats it: they wait together when the gateway starts.
        await traffic.ReceiveAsync();
        await traffic.ReceiveAsync();
        using var patience = new CancellationTokenSource(UntilTheKill);
        try
        {
            await using var gateway = await installation.ServeAsync(new Dictionary<string, string?> { ["PLEXUS_CRASH_AT"] = kill.ToString(), ["PLEXUS_CRASH_LOG"] = LogOf(installation) });
            var end = gateway.Process.ExitAsync(patience.Token);
            using var turn = new PeriodicTimer(BetweenMessages);
            while (!end.IsCompleted && await traffic.PostAsync(gateway))
            {
                await turn.WaitForNextTickAsync(CancellationToken.None);
                await traffic.ReceiveAsync();
            }
            (await end).ShouldBe(Killed, gateway.Process.Error);
        }
        catch (GatewayEndedException e) when (e.ExitCode == Killed)
        {
            // It was killed before it had said where it answers.
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The gateway never passed {kill}.");
        }
    }

    private static async Task LiveUntilQuietAsync(InstallationOnDisk installation, RunningSandbox sandbox, Traffic traffic)
    {
        await using var gateway = await installation.ServeAsync();
        (await traffic.PostAsync(gateway)).ShouldBeTrue();
        var last = "";
        await Wait.UntilAsync(
            async () =>
            {
                var overview = await gateway.GetAsync("/api/overview");
                var deliveries = await gateway.GetAsync("/api/deliveries?state=queued");
                var documents = await OpenAsync(gateway, traffic);
                var waiting = (await sandbox.SentAsync()).Count(s => s.GetProperty("verdict").GetString() == "waiting");
                var boxed = await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox) + await sandbox.WaitingAsync(SandboxDefaults.PartnerMailbox);
                last = $"{overview.GetRawText()} documents {documents} deliveries {deliveries.GetProperty("items").GetArrayLength()} unanswered {waiting} in mailboxes {boxed}";
                return overview.GetProperty("outbox").GetInt64() == 0 && overview.GetProperty("pendingStimuli").GetInt64() == 0 && documents == 0
                    && deliveries.GetProperty("items").GetArrayLength() == 0 && waiting == 0 && boxed == 0
                    ? last : null;
            },
            async () => $"It does not come to rest: {last} {string.Join('\n', (await sandbox.SentAsync()).Where(s => s.GetProperty("verdict").GetString() != "asExpected"))} {gateway.Process.Error}",
            UntilQuiet);
        var (exitCode, error) = await gateway.Process.InterruptAsync();
        exitCode.ShouldBe(0, error);
    }

    /// <summary>Documents of ours that are not acknowledged yet. Letters received stay open while somebody works on their task.</summary>
    private static async Task<int> OpenAsync(RunningGateway gateway, Traffic traffic)
    {
        var open = 0;
        foreach (var conversation in traffic.Documents.Values)
            open += (await gateway.GetAsync($"/api/conversations/{conversation}")).GetProperty("conversation").GetProperty("status").GetString() == "open" ? 1 : 0;
        return open;
    }

    /// <summary>Each message has its answers, once by header id, and MESH holds nothing.</summary>
    private async Task CheckSenderAsync(RunningSandbox sandbox, IReadOnlyList<JsonElement> sent)
    {
        foreach (var message in sent)
            message.GetProperty("verdict").GetString().ShouldBe("asExpected", message.GetRawText());
        (await sandbox.Http.GetFromJsonAsync<JsonElement>("/sandbox/sent")).GetProperty("unmatched").GetArrayLength().ShouldBe(0);
        (await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox)).ShouldBe(0);
        var answers = sent.SelectMany(s => s.GetProperty("answers").EnumerateArray()).Select(a => a.GetProperty("headerId").GetString()).ToList();
        answers.ShouldBeUnique();
        var repeats = sent.Sum(s => s.GetProperty("repeats").GetArrayLength());
        // A life that ends between a request and its record posts again what was on its way; it can end there at any point.
        repeats.ShouldBeLessThanOrEqualTo(Kill.Plan.Count * SendsAtOnce);
        output.WriteLine($"{sent.Count} messages, {answers.Count} acknowledgements, {repeats} of them delivered again under the same header id");
    }

    /// <summary>Each message has one exchange and one set of tasks; nothing is left to do.</summary>
    private static async Task CheckJournalAsync(RunningSandbox sandbox, Aftermath aftermath, IReadOnlyList<JsonElement> sent, Traffic traffic)
    {
        var received = aftermath.Received;
        received.Select(r => r.TransportId).ShouldBeUnique();
        received.ShouldAllBe(r => r.Acknowledged && r.State == "done");
        var partner = (await sandbox.Http.GetFromJsonAsync<JsonElement>("/sandbox/itk3/received")).EnumerateArray().SelectMany(m => m.GetProperty("sent").EnumerateArray());
        received.Select(r => r.TransportId).Order(StringComparer.Ordinal).ShouldBe(
            sent.Concat(partner).Select(m => m.GetProperty("meshId").GetString()!).Order(StringComparer.Ordinal));
        var tasks = received.ToDictionary(r => r.TransportId, r => r.Tasks);
        foreach (var message in sent)
            tasks[message.GetProperty("meshId").GetString()!].ShouldBe(message.GetProperty("case").GetString() is "good" or "fire-and-forget" ? 1 : 0, message.GetRawText());
        aftermath.Count("task").ShouldBe(tasks.Values.Sum());

        traffic.Documents.Values.ShouldBeUnique();
        aftermath.Count("conversation WHERE protocol = 'send-document.send'").ShouldBe(traffic.Documents.Count);
        aftermath.Count("conversation WHERE protocol = 'send-document.send' AND status <> 'completed'").ShouldBe(0);
        aftermath.Count("exchange WHERE direction = 'out' AND state NOT IN ('submitted', 'collected')").ShouldBe(0);
        aftermath.Count("(SELECT conversation, label FROM exchange WHERE direction = 'out' GROUP BY conversation, label HAVING count(*) > 1) AS twice").ShouldBe(0);
        aftermath.Count("delivery WHERE state <> 'delivered'").ShouldBe(0);
        aftermath.Count("ask").ShouldBe(0);
        aftermath.Count("payload").ShouldBe(aftermath.Count("exchange"));
        (await aftermath.VerifyAsync()).Break.ShouldBeNull();
    }

    /// <summary>The supplier was told each event, and under one key always the same.</summary>
    private static void CheckWebhooks(ReceivedWebhooks webhooks, Aftermath aftermath)
    {
        webhooks.Unsigned.ShouldBe(0);
        webhooks.ByKey.Keys.Order(StringComparer.Ordinal).ShouldBe(aftermath.Events.Order(StringComparer.Ordinal));
        foreach (var (key, requests) in webhooks.ByKey)
            requests.Select(ContentOf).Distinct().Count().ShouldBe(1, key);
    }

    /// <summary>An event without the address of the gateway, which has another port in each life.</summary>
    private static string ContentOf(JsonObject request)
    {
        if (request["payload"]?.GetValue<string>() is { } link)
            request["payload"] = new Uri(link).AbsolutePath;
        return request.ToJsonString();
    }
}
