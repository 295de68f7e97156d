using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Executable;
using Plexus.Mesh;
using Plexus.Primitives;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Installing;

/// <summary><c>plexus sandbox</c> in a process of its own, and what a test asks of it.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    private readonly PlexusProcess _process;

    private RunningSandbox(PlexusProcess process, Uri url)
    {
        _process = process;
        Url = url;
        Http = new HttpClient { BaseAddress = url };
    }

    public Uri Url { get; }

    public HttpClient Http { get; }

    public static async Task<RunningSandbox> StartAsync(params string[] more)
    {
        var process = PlexusProcess.Start(["sandbox", "--port", "0", "--json", .. more]);
        var line = await process.ReadLineAsync() ?? throw new InvalidOperationException(process.Error);
        return new RunningSandbox(process, new Uri(JsonElement.Parse(line).GetProperty("url").GetString()!));
    }

    /// <summary>Has the synthetic sender send a case to the practice.</summary>
    /// <returns>What it sent, the case last.</returns>
    public async Task<IReadOnlyList<JsonElement>> SendAsync(string name)
    {
        using var response = await Http.PostAsJsonAsync("/sandbox/send", new { Case = name });
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return [.. JsonElement.Parse(text).EnumerateArray()];
    }

    /// <summary>Everything the synthetic sender sent, with what came back.</summary>
    public async Task<IReadOnlyList<JsonElement>> SentAsync() =>
        [.. (await Http.GetFromJsonAsync<JsonElement>("/sandbox/sent")).GetProperty("sent").EnumerateArray()];

    /// <summary>Messages that wait in a mailbox: neither acknowledged nor withdrawn.</summary>
    public async Task<int> WaitingAsync(MeshMailboxId mailbox) =>
        (await Http.GetFromJsonAsync<JsonElement>("/sandbox/mailboxes")).EnumerateArray()
            .Single(m => m.GetProperty("mailbox").GetProperty("mailbox_id").GetString() == mailbox.ToWire()).GetProperty("waiting").GetInt32();

    /// <summary>Opens a mailbox that only the test reads and writes.</summary>
    public async Task<MeshClient> OpenMailboxAsync(MeshMailboxId mailbox, OdsCode ods, IReadOnlyList<string> workflows)
    {
        string[] acknowledgements = [.. workflows.Select(w => w + "_ACK")];
        await PutMailboxAsync(mailbox, ods, [.. workflows, .. acknowledgements], acknowledgements);
        await PutMailboxAsync(SandboxDefaults.PracticeMailbox, SandboxDefaults.Practice, acknowledgements, [.. workflows, .. acknowledgements]);
        return new MeshClient(OptionsOf(mailbox));
    }

    /// <summary>What a client of a mailbox needs.</summary>
    public MeshClientOptions OptionsOf(MeshMailboxId mailbox) => new()
    {
        BaseAddress = Url,
        Credentials = new MeshCredentials(mailbox, SandboxDefaults.MailboxPassword, SandboxDefaults.SharedKey),
    };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task PutMailboxAsync(MeshMailboxId mailbox, OdsCode ods, string[] sends, string[] receives)
    {
        using var response = await Http.PostAsJsonAsync(
            "/sandbox/mailboxes",
            new { mailbox_id = mailbox.ToWire(), mailbox_name = "Acceptance", ods_code = ods.ToWire(), password = SandboxDefaults.MailboxPassword, sends, receives });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }
}
