using Plexus.Acceptance.Installing;

namespace Plexus.Acceptance.SuppliersSystem;

/// <summary>When a positive acknowledgement may go: a sender must not believe that the practice has a letter which its system refused.</summary>
[Collection(HeavyTests.Name)]
public sealed class AcknowledgingWhatTheSystemHas
{
    [Fact]
    public async Task Committed_the_sender_hears_at_once_whatever_the_system_says()
    {
        await using var stage = await SupplierStage.SetAsync(s => new InstallationPlan { Webhook = s.Events, AckAfter = "committed" }, "--refuse", "true");

        var (number, meshId) = await stage.LetterAsync();

        await stage.AnsweredAsync(number, "20013", "30001");
        await stage.DeliveryAsync(d => d.GetProperty("state").GetString() == "refused");
        // The sender was told already, so somebody here must know, and the letter is work here all the same.
        (await stage.Gateway.GetAsync("/api/alerts")).GetProperty("items").EnumerateArray().Select(a => a.GetProperty("code").GetString()).ShouldBe(["EVENT-NOT-DELIVERED"]);
        HasTask(await stage.ExchangeInAsync(meshId, "done"), "document").ShouldBeTrue();
        (await stage.AnswersAsync(number)).ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public async Task Delivered_the_sender_hears_nothing_good_before_the_system_has_it()
    {
        await using var stage = await SupplierStage.SetAsync(s => new InstallationPlan { Webhook = s.Events, AckAfter = "delivered-to-supplier" });
        await stage.SystemLeavesAsync();

        var (late, lateId) = await stage.LetterAsync();
        await stage.DeliveryAsync(d => d.GetProperty("attempts").GetInt32() >= 2);
        await stage.ExchangeInAsync(lateId, "waiting");
        (await stage.AnswersAsync(late)).ShouldBeEmpty();
        await stage.SystemComesAsync();
        await stage.AnsweredAsync(late, "20013", "30001");
        await stage.ExchangeInAsync(lateId, "done");

        await stage.SystemComesAsync("--refuse", "true");
        var (refused, refusedId) = await stage.LetterAsync();
        var waiting = await stage.ExchangeAsync(refusedId, e => HasTask(e, "refused-by-system"));
        (await stage.AnswersAsync(refused)).ShouldBeEmpty();
        await stage.DecideAsync(waiting, "refused-by-system", "unusable");
        await stage.AnsweredAsync(refused, "20009");
        (await stage.ExchangeInAsync(refusedId, "done")).GetProperty("exchange").GetProperty("outcome").GetString().ShouldBe("refused");

        // A refusal of our own never waits for the system.
        var (unknown, _) = await stage.LetterAsync("patient-unknown");
        await stage.AnsweredAsync(unknown, "20013", "30002");
    }

    [Fact]
    public async Task Decided_the_sender_hears_what_somebody_there_decides()
    {
        await using var stage = await SupplierStage.SetAsync(s => new InstallationPlan { Webhook = s.Events, AckAfter = "decided-by-supplier" });
        (string Decision, string[] Codes)[] decisions = [("accepted", ["20013", "30001"]), ("not-ours", ["20013", "30002"]), ("left", ["20013", "30003"]), ("unusable", ["20009"])];

        foreach (var (decision, codes) in decisions)
        {
            var (number, meshId) = await stage.LetterAsync();
            var waiting = await stage.ExchangeAsync(meshId, e => HasTask(e, "document"));
            await stage.DeliveryAsync(d => d.GetProperty("state").GetString() == "delivered");
            waiting.GetProperty("exchange").GetProperty("state").GetString().ShouldBe("waiting");
            (await stage.AnswersAsync(number)).ShouldBeEmpty(decision);

            await stage.DecideAsync(waiting, "document", decision);

            await stage.AnsweredAsync(number, codes);
            await stage.ExchangeInAsync(meshId, "done");
        }
    }

    private static bool HasTask(System.Text.Json.JsonElement exchange, string kind) => exchange.GetProperty("tasks").EnumerateArray().Any(t => t.GetProperty("kind").GetString() == kind);
}
