using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Plexus.Mesh;
using Plexus.Primitives;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Installing;

/// <summary>Posts any bytes to the practice from a mailbox of the test's own and sees what becomes of them.</summary>
internal sealed class PracticePost(RunningSandbox sandbox, RunningGateway gateway, MeshClient mailbox) : IDisposable
{
    public static readonly MeshMailboxId Mailbox = MeshMailboxId.Parse("RZ9OT099");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<PracticePost> OpenAsync(RunningSandbox sandbox, RunningGateway gateway, params string[] workflows) => OpenAsync(sandbox, gateway, Mailbox, workflows);

    /// <summary>Posts from a mailbox that the test names, so that its answers are told from others.</summary>
    public static async Task<PracticePost> OpenAsync(RunningSandbox sandbox, RunningGateway gateway, MeshMailboxId mailbox, params string[] workflows) =>
        new(sandbox, gateway, await sandbox.OpenMailboxAsync(mailbox, SandboxDefaults.Trust, workflows));

    /// <summary>Posts and waits until the gateway is done with it.</summary>
    public async Task<Posted> SendAsync(string workflow, MeshPayload payload) => await SettledAsync(await PostAsync(workflow, payload));

    /// <summary>Posts.</summary>
    /// <returns>The message's id in MESH.</returns>
    public async Task<string> PostAsync(string workflow, MeshPayload payload, MeshSendOptions? options = null) =>
        (await mailbox.SendAsync(new MeshSend { To = MexTo.Of(SandboxDefaults.PracticeMailbox), Workflow = WorkflowId.Parse(workflow), Payload = payload }, options)).ToWire();

    /// <summary>Waits until the gateway is done with a message and has nothing else to do.</summary>
    public async Task<Posted> SettledAsync(string id)
    {
        var exchange = await Wait.UntilAsync(
            async () => await FindSettledAsync(id) is { } settled ? new Found(settled) : null, () => Task.FromResult($"The gateway did not finish. {gateway.Process.Error}"), Patience);
        (await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox)).ShouldBe(0);
        string? Text(string name) => exchange.Exchange.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new Posted(Text("id")!, Text("state")!, Text("outcome"), Text("code"), await ReadAnswersAsync());
    }

    public void Dispose() => mailbox.Dispose();

    /// <summary>The exchange, when nothing is left to do anywhere.</summary>
    private async Task<JsonElement?> FindSettledAsync(string id)
    {
        var exchange = (await gateway.ExchangesAsync("in")).FirstOrDefault(e => e.TryGetProperty("transportId", out var transport) && transport.GetString() == id);
        if (exchange.ValueKind == JsonValueKind.Undefined || exchange.GetProperty("state").GetString() == "received")
            return null;
        var overview = await gateway.GetAsync("/api/overview");
        return overview.GetProperty("outbox").GetInt64() == 0 && overview.GetProperty("pendingStimuli").GetInt64() == 0 && await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox) == 0 ? exchange : null;
    }

    private async Task<IReadOnlyList<string>> ReadAnswersAsync()
    {
        var codes = new List<string>();
        await foreach (var id in mailbox.EnumerateInboxAsync())
        {
            await using (var message = await mailbox.DownloadAsync(id))
                codes.Add(message is MeshData data ? await CodeOfAsync(data.Content) : "REPORT");
            await mailbox.AcknowledgeAsync(id);
        }
        return codes;
    }

    private static async Task<string> CodeOfAsync(Stream content)
    {
        using var reader = XmlReader.Create(content, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        XNamespace fhir = "http://hl7.org/fhir";
        var response = await XDocument.LoadAsync(reader, LoadOptions.None, CancellationToken.None);
        return response.Descendants(fhir + "OperationOutcome").Elements(fhir + "issue").Elements(fhir + "details").Elements(fhir + "coding").Elements(fhir + "code").First().Attribute("value")!.Value;
    }

    private sealed record Found(JsonElement Exchange);
}

/// <summary>What became of a message.</summary>
/// <param name="Exchange">Its id in the journal.</param>
/// <param name="Answers">Codes of the acknowledgements, in their order.</param>
internal sealed record Posted(string Exchange, string State, string? Outcome, string? Code, IReadOnlyList<string> Answers)
{
    public override string ToString() => $"{State} | {Outcome ?? "-"} | {Code ?? "-"} | {(Answers.Count == 0 ? "none" : string.Join(' ', Answers))}";
}
