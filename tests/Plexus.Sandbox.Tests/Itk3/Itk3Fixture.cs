using System.Text.Json;
using Plexus.Fhir;
using Plexus.Sandbox.Itk3;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Itk3;

/// <summary>A sandbox with its ITK3 service at hand.</summary>
public sealed class Itk3Fixture : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private Itk3Fixture(TestSandbox sandbox) => Sandbox = sandbox;

    public TestSandbox Sandbox { get; }

    public Itk3Service Itk3 => Sandbox.Host.Services.OfType<Itk3Service>().Single();

    public MeshTwin Twin => Sandbox.Twin;

    public HttpClient Http => Sandbox.Mesh.Http;

    public static async Task<Itk3Fixture> StartAsync(SandboxOptions? options = null) => new(await TestSandbox.StartAsync(options));

    /// <summary>Sends a case and waits until nothing more will come by itself.</summary>
    internal async Task<SentMessage> Sent(SendRequest request)
    {
        var sent = await Itk3.Sender.SendAsync(request, default);
        await Settled(sent[0].Number - 1);
        return Now(sent[^1]);
    }

    /// <summary>Sends a case to the partner.</summary>
    internal Task<SentMessage> SentToPartner(string name, string? about = null) =>
        Sent(new SendRequest(name, To: SandboxDefaults.PartnerMailbox, About: about));

    public async Task Settled(int after = 0)
    {
        using var patience = new CancellationTokenSource(_patience);
        await Itk3.Sender.SettledAsync(after, patience.Token);
    }

    /// <summary>The message once it has all its answers.</summary>
    public async Task<SentMessage> Answered(SentMessage sent)
    {
        using var patience = new CancellationTokenSource(_patience);
        await Itk3.Sender.Changes.UntilAsync(() => Now(sent).Answers.Count >= sent.Expects.Count, patience.Token);
        return Now(sent);
    }

    public SentMessage Now(SentMessage sent) => Itk3.Sender.Sent.Single(s => s.Number == sent.Number);

    public async Task<PartnerMessage> Finished(string meshId)
    {
        using var patience = new CancellationTokenSource(_patience);
        await Itk3.Partner.FinishedAsync(meshId, patience.Token);
        return Itk3.Partner.Received.Single(m => m.MeshId == meshId);
    }

    /// <summary>Sends a case to the default practice, where nobody reads, and gives what lies in its mailbox.</summary>
    internal async Task<(SentMessage Sent, byte[] Bytes, MeshMessage Message)> Lying(string name)
    {
        var sent = await Itk3.Sender.SendAsync(new SendRequest(name), default);
        var message = Twin.Find(sent[^1].MeshId!).ShouldNotBeNull();
        return (sent[^1], await MessageContent.ReadAsync(message, default), message);
    }

    public async Task<JsonElement> Get(string path) => JsonSerializer.Deserialize<JsonElement>(await Http.GetStringAsync(path));

    internal static FhirReadResult Parse(byte[] bytes) => FhirXml.Read(bytes, FhirVersion.Stu3, FhirReaderOptions.Strict);

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
