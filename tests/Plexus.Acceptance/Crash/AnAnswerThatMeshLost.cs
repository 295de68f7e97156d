using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Installing;

namespace Plexus.Acceptance.Crash;

/// <summary>MESH took a message and its answer never came: nobody can know, so the same bytes go again under the same header id, and both sides live with the repeat.</summary>
[Collection(HeavyTests.Name)]
public sealed class AnAnswerThatMeshLost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Leaves_the_sender_with_the_same_acknowledgement_twice_and_never_with_two()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        await LoseAnswersAsync(sandbox, 2);

        await sandbox.SendAsync("good");
        var sent = await Wait.UntilAsync(
            async () => (await sandbox.SentAsync()).Single() is var s && s.GetProperty("repeats").GetArrayLength() == 2 && s.GetProperty("answers").GetArrayLength() == 2 ? new Found(s) : null,
            async () => $"The answers were not posted again: {(await sandbox.SentAsync()).Single()} {gateway.Process.Error}",
            Patience);

        sent.Message.GetProperty("verdict").GetString().ShouldBe("asExpected");
        var answers = sent.Message.GetProperty("answers").EnumerateArray().ToList();
        var repeats = sent.Message.GetProperty("repeats").EnumerateArray().ToList();
        answers.Select(HeaderId).ShouldBeUnique();
        repeats.Select(r => (HeaderId(r), r.GetProperty("sha256").GetString())).ShouldBeSubsetOf(answers.Select(a => (HeaderId(a), a.GetProperty("sha256").GetString())));
        answers.Concat(repeats).Select(a => a.GetProperty("meshId").GetString()).ShouldBeUnique();
        (await gateway.ExchangesAsync("out")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Leaves_a_document_of_ours_acknowledged_and_the_duplicate_let_go()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        var traffic = await Traffic.CreateAsync(sandbox);
        await LoseAnswersAsync(sandbox, 1);

        traffic.Write();
        (await traffic.PostAsync(gateway)).ShouldBeTrue();
        var answers = await Wait.UntilAsync(
            async () => await gateway.ExchangesAsync("in") is { Count: 3 } all && all.All(e => e.GetProperty("state").GetString() == "done") ? all : null,
            async () => string.Join('\n', await gateway.ExchangesAsync()) + gateway.Process.Error,
            Patience);

        answers.Select(e => e.GetProperty("code").GetString()).Order(StringComparer.Ordinal).ShouldBe(["20007", "20013", "30001"]);
        var conversation = await gateway.GetAsync($"/api/conversations/{traffic.Documents.Values.Single()}");
        conversation.GetProperty("conversation").GetProperty("status").GetString().ShouldBe("completed");
        (await gateway.GetAsync("/api/overview")).GetProperty("unseenAlerts").GetInt64().ShouldBe(0);
    }

    private static string? HeaderId(JsonElement answer) => answer.GetProperty("headerId").GetString();

    private static async Task LoseAnswersAsync(RunningSandbox sandbox, int count)
    {
        using var response = await sandbox.Http.PostAsJsonAsync("/sandbox/faults", new { service = "mesh", operation = "send", drop = "after", count });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    private sealed record Found(JsonElement Message);
}
