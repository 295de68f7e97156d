using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Installing;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Receiving;

/// <summary>Everything that the sandbox's sender can send, good and crafted, to a real gateway: its own checker says whether each answer is what should come, and how it must be written.</summary>
[Collection(HeavyTests.Name)]
public sealed class EveryCaseOfTheSender
{
    /// <summary>Cases that need a setting, or something that the practice sent before: the tour has them.</summary>
    private static readonly string[] Elsewhere = ["large", "acknowledgement", "acknowledgement-full", "report"];

    private static readonly string[] SetAside = ["10009", "20015"];

    [Fact]
    public async Task Is_answered_as_it_should_be_and_ends_as_its_answer_says()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        var cases = (await sandbox.Http.GetFromJsonAsync<JsonElement>("/sandbox/send")).EnumerateArray().Select(c => c.GetProperty("name").GetString()!).Except(Elsewhere).ToList();
        cases.Count.ShouldBeGreaterThan(40);

        foreach (var name in cases)
            await sandbox.SendAsync(name);
        using (var routed = await sandbox.Http.PostAsJsonAsync("/sandbox/send", new { Case = "good", Routed = true }))
            routed.IsSuccessStatusCode.ShouldBeTrue(await routed.Content.ReadAsStringAsync());
        await QuietAsync(sandbox, gateway);

        var sent = await sandbox.SentAsync();
        var exchanges = (await gateway.ExchangesAsync("in")).ToDictionary(e => e.GetProperty("transportId").GetString()!);
        var differences = new List<string>();
        foreach (var message in sent)
        {
            var exchange = exchanges[message.GetProperty("meshId").GetString()!];
            var tasks = (await gateway.GetAsync($"/api/exchanges/{exchange.GetProperty("id").GetString()}")).GetProperty("tasks").GetArrayLength();
            var became = $"{message.GetProperty("verdict").GetString()}, {exchange.GetProperty("state").GetString()}, {tasks} tasks";
            if (became != Expected(message))
                differences.Add($"{message.GetProperty("case").GetString()}: {became}; expected {Expected(message)}. {message.GetRawText()}");
        }

        differences.ShouldBeEmpty();
        exchanges.Count.ShouldBe(sent.Count);
        (await sandbox.Http.GetFromJsonAsync<JsonElement>("/sandbox/sent")).GetProperty("unmatched").GetArrayLength().ShouldBe(0);
        gateway.Process.Error.ShouldBeEmpty();
    }

    /// <summary>What must have become of a message, by the answers that were due.</summary>
    private static string Expected(JsonElement message)
    {
        var name = message.GetProperty("case").GetString();
        var due = message.GetProperty("expects").EnumerateArray().Select(place => place[0].GetString()!).ToList();
        if (message.TryGetProperty("waitsFor", out var waitsFor) && waitsFor.ValueKind == JsonValueKind.String)
            return $"held, waiting, {(name == "replacement-without-original" ? 0 : 1)} tasks";
        if (name == "unknown-workflow" || due.Exists(code => SetAside.Contains(code)))
            return "asExpected, parked, 0 tasks";
        var isAccepted = due.TrueForAll(code => code is "20013" or "30001" or "30004");
        return $"asExpected, done, {(isAccepted ? 1 : 0)} tasks";
    }

    private static Task<string> QuietAsync(RunningSandbox sandbox, RunningGateway gateway)
    {
        var last = "";
        return Wait.UntilAsync(
            async () =>
            {
                var overview = await gateway.GetAsync("/api/overview");
                var waiting = (await sandbox.SentAsync()).Count(s => s.GetProperty("verdict").GetString() == "waiting");
                last = $"{overview.GetRawText()} {waiting} unanswered";
                return waiting == 0 && overview.GetProperty("outbox").GetInt64() == 0 && overview.GetProperty("pendingStimuli").GetInt64() == 0
                    && await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox) == 0 ? "yes" : null;
            },
            () => Task.FromResult($"It does not come to rest: {last} {gateway.Process.Error}"),
            TimeSpan.FromSeconds(90));
    }
}
