using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Installing;
using Plexus.Sandbox;

namespace Plexus.Acceptance.SuppliersSystem;

/// <summary>The sample system takes events from a real gateway: pushed and signed, or fetched behind a cursor.</summary>
[Collection(HeavyTests.Name)]
public sealed class TakingEvents
{
    [Fact]
    public async Task An_event_is_offered_until_the_system_takes_it_and_kept_once_however_often_it_comes()
    {
        await using var stage = await SupplierStage.SetAsync(s => new InstallationPlan { Webhook = s.Events });

        // A system with another key takes nothing: the signature is what it believes.
        await stage.SystemComesAsync("--key", "somebody else's key");
        var (number, meshId) = await stage.LetterAsync();
        await stage.AnsweredAsync(number, "20013", "30001");
        var waiting = await stage.DeliveryAsync(d => d.GetProperty("attempts").GetInt32() >= 2);
        (State(waiting), waiting.GetProperty("status").GetString()).ShouldBe(("queued", "HTTP 401"));
        stage.Supplier!.Kept.ShouldBeEmpty();

        // Away, it is tried again.
        await stage.SystemLeavesAsync();
        var attempts = (await stage.DeliveryAsync(_ => true)).GetProperty("attempts").GetInt32();
        await stage.DeliveryAsync(d => d.GetProperty("attempts").GetInt32() > attempts);

        var system = await stage.SystemComesAsync();
        var delivered = await stage.DeliveryAsync(d => State(d) == "delivered");
        var (id, taken) = system.Kept.ShouldHaveSingleItem();
        id.ShouldBe(delivered.GetProperty("event").GetString());
        taken["type"]!.GetValue<string>().ShouldBe("uk.plexus.document.received.v1");
        var exchange = (await stage.ExchangeInAsync(meshId, "done")).GetProperty("exchange").GetProperty("id").GetString();
        (await system.PayloadAsync(id)).ShouldBe(await stage.Gateway.Http.GetByteArrayAsync($"/api/exchanges/{exchange}/payload"));

        using (var again = await stage.Gateway.Http.PostAsJsonAsync($"/api/deliveries/{delivered.GetProperty("id").GetInt64()}/replay", new { }))
            again.IsSuccessStatusCode.ShouldBeTrue();
        await stage.DeliveryAsync(d => State(d) == "delivered" && d.GetProperty("status").GetString() == "HTTP 409");
        system.Kept.ShouldHaveSingleItem().Key.ShouldBe(id);
    }

    [Fact]
    public async Task A_system_that_fetches_gets_every_event_once_and_in_order_also_after_a_break()
    {
        await using var stage = await SupplierStage.SetAsync(s => new InstallationPlan { Webhook = s.Events });
        for (var i = 0; i < 3; i++)
            await stage.LetterAsync();
        await KeepsAsync(stage, stage.Supplier!, 3);
        var folder = stage.Installation.Beside("fetched");
        string[] pull = ["--pull", SandboxDefaults.Practice.ToWire(), "--gateway", stage.Gateway.Url.ToString()];

        await using (var puller = await RunningSupplier.StartAsync(folder, pull))
            await KeepsAsync(stage, puller, 3);
        var cursor = (await File.ReadAllLinesAsync(Path.Combine(folder, $"cursor-{SandboxDefaults.Practice.ToWire()}")))[0];
        await stage.LetterAsync();
        await KeepsAsync(stage, stage.Supplier!, 4);
        await using (var puller = await RunningSupplier.StartAsync(folder, pull))
        {
            await KeepsAsync(stage, puller, 4);
            puller.Kept.Keys.Order(StringComparer.Ordinal).ShouldBe(stage.Supplier!.Kept.Keys.Order(StringComparer.Ordinal));
            foreach (var id in puller.Kept.Keys)
                (await puller.PayloadAsync(id)).ShouldBe(await stage.Supplier.PayloadAsync(id));
        }

        var behind = await stage.Gateway.GetAsync($"/api/events?organisation={SandboxDefaults.Practice.ToWire()}&cursor={cursor}");
        behind.GetProperty("events").GetArrayLength().ShouldBe(1);
        var pages = new List<string>();
        for (var at = 0L; ;)
        {
            var page = await stage.Gateway.GetAsync($"/api/events?organisation={SandboxDefaults.Practice.ToWire()}&cursor={at}&limit=1");
            if (page.GetProperty("events").GetArrayLength() == 0)
                break;
            pages.Add(page.GetProperty("events")[0].GetProperty("id").GetString()!);
            at = page.GetProperty("cursor").GetInt64();
        }
        var all = await stage.Gateway.GetAsync($"/api/events?organisation={SandboxDefaults.Practice.ToWire()}");
        pages.ShouldBe(all.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
    }

    private static Task KeepsAsync(SupplierStage stage, RunningSupplier system, int events) => SupplierStage.UntilAsync(
        () => Task.FromResult(system.Kept.Count == events), () => Task.FromResult($"It keeps {system.Kept.Count} events, not {events}. {stage.Gateway.Process.Error}"));

    private static string? State(JsonElement delivery) => delivery.GetProperty("state").GetString();
}
