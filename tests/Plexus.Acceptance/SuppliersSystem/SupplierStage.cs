using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Installing;

namespace Plexus.Acceptance.SuppliersSystem;

/// <summary>A sandbox, a gateway and the supplier's own system, each a process.</summary>
internal sealed class SupplierStage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SupplierStage(RunningSandbox sandbox, InstallationOnDisk installation, RunningGateway gateway, RunningSupplier supplier) =>
        (Sandbox, Installation, Gateway, Supplier, At) = (sandbox, installation, gateway, supplier, supplier.Url);

    public RunningSandbox Sandbox { get; }

    public InstallationOnDisk Installation { get; }

    public RunningGateway Gateway { get; }

    /// <summary>Null while it is away.</summary>
    public RunningSupplier? Supplier { get; private set; }

    /// <summary>Where the system answers, also while it is away.</summary>
    public Uri At { get; }

    private string Folder => Installation.Beside("received");

    /// <param name="plan">Given where the supplier's system answers.</param>
    /// <param name="supplier">Arguments of the system.</param>
    public static async Task<SupplierStage> SetAsync(Func<RunningSupplier, InstallationPlan> plan, params string[] supplier)
    {
        var sandbox = await RunningSandbox.StartAsync();
        return await SetAsync(sandbox, plan, supplier);
    }

    public static async Task<SupplierStage> SetAsync(RunningSandbox sandbox, Func<RunningSupplier, InstallationPlan> plan, params string[] supplier)
    {
        var installation = InstallationOnDisk.Empty();
        var system = await RunningSupplier.StartAsync(installation.Beside("received"), supplier);
        await installation.ConfigureAsync(sandbox, plan(system));
        return new SupplierStage(sandbox, installation, await installation.ServeAsync(), system);
    }

    public async ValueTask DisposeAsync()
    {
        await SystemLeavesAsync();
        await Gateway.DisposeAsync();
        await Installation.DisposeAsync();
        await Sandbox.DisposeAsync();
    }

    public async Task SystemLeavesAsync()
    {
        if (Supplier is not null)
            await Supplier.DisposeAsync();
        Supplier = null;
    }

    /// <summary>The system starts where it was, in place of one that runs.</summary>
    public async Task<RunningSupplier> SystemComesAsync(params string[] more)
    {
        await SystemLeavesAsync();
        return Supplier = await RunningSupplier.StartAsync(Folder, At, more);
    }

    /// <summary>Has the sandbox send a case.</summary>
    /// <returns>Its number, its id in MESH.</returns>
    public async Task<(int Number, string MeshId)> LetterAsync(string name = "good")
    {
        var sent = (await Sandbox.SendAsync(name))[^1];
        return (sent.GetProperty("number").GetInt32(), sent.GetProperty("meshId").GetString()!);
    }

    /// <summary>Codes that came back so far.</summary>
    public async Task<string[]> AnswersAsync(int number)
    {
        var sent = (await Sandbox.SentAsync()).Single(s => s.GetProperty("number").GetInt32() == number);
        var answers = sent.GetProperty("answers").EnumerateArray().ToList();
        answers.ShouldAllBe(a => a.GetProperty("problems").GetArrayLength() == 0);
        return [.. answers.Select(a => a.GetProperty("code").GetString()!)];
    }

    public Task AnsweredAsync(int number, params string[] codes) => UntilAsync(
        async () => (await AnswersAsync(number)).SequenceEqual(codes),
        async () => $"Answered {string.Join(' ', await AnswersAsync(number))}, not {string.Join(' ', codes)}. {Gateway.Process.Error}");

    /// <summary>The message in the gateway, once a condition holds.</summary>
    public async Task<JsonElement> ExchangeAsync(string meshId, Func<JsonElement, bool> condition)
    {
        JsonElement? found = null;
        await UntilAsync(
            async () =>
            {
                var exchange = (await Gateway.ExchangesAsync("in")).FirstOrDefault(e => e.TryGetProperty("transportId", out var id) && id.GetString() == meshId);
                if (exchange.ValueKind == JsonValueKind.Undefined)
                    return false;
                found = await Gateway.GetAsync($"/api/exchanges/{exchange.GetProperty("id").GetString()}");
                return condition(found.Value);
            },
            () => Task.FromResult($"The message is {found?.GetRawText() ?? "not there"}. {Gateway.Process.Error}"));
        return found!.Value;
    }

    public Task<JsonElement> ExchangeInAsync(string meshId, string state) => ExchangeAsync(meshId, e => e.GetProperty("exchange").GetProperty("state").GetString() == state);

    /// <summary>Takes a decision on a task of the message.</summary>
    public async Task DecideAsync(JsonElement exchange, string kind, string decision)
    {
        var task = exchange.GetProperty("tasks").EnumerateArray().Single(t => t.GetProperty("kind").GetString() == kind).GetProperty("id").GetString();
        using var response = await Gateway.Http.PostAsJsonAsync($"/api/tasks/{task}/decision", new { decision });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The newest delivery, once a condition holds.</summary>
    public async Task<JsonElement> DeliveryAsync(Func<JsonElement, bool> condition)
    {
        JsonElement? found = null;
        await UntilAsync(
            async () =>
            {
                found = (await Gateway.GetAsync("/api/deliveries?limit=1")).GetProperty("items").EnumerateArray().Select(d => (JsonElement?)d).FirstOrDefault();
                return found is { } delivery && condition(delivery);
            },
            () => Task.FromResult($"The delivery is {found?.GetRawText() ?? "not there"}. {Gateway.Process.Error}"));
        return found!.Value;
    }

    public static Task UntilAsync(Func<Task<bool>> ask, Func<Task<string>> whatFor) => Wait.UntilAsync(async () => await ask() ? "yes" : null, whatFor, Patience);
}
