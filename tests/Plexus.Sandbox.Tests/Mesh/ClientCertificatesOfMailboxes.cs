using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class ClientCertificatesOfMailboxes
{
    [Theory]
    [InlineData(ClientCertificates.Off, null, HttpStatusCode.OK)]
    [InlineData(ClientCertificates.Required, "any.name", HttpStatusCode.OK)]
    [InlineData(ClientCertificates.Required, null, null)]
    [InlineData(ClientCertificates.RequiredForMailbox, "SERVER001.X26.api.mesh-client.nhs.uk", HttpStatusCode.OK)]
    [InlineData(ClientCertificates.RequiredForMailbox, "server001.x26.api.mesh-client.nhs.uk", HttpStatusCode.OK)]
    [InlineData(ClientCertificates.RequiredForMailbox, "SERVER001.X27.api.mesh-client.nhs.uk", HttpStatusCode.Forbidden)]
    [InlineData(ClientCertificates.RequiredForMailbox, "X26.example.org", HttpStatusCode.Forbidden)]
    public async Task A_mailbox_is_reached_with_the_certificate_asked_for(ClientCertificates mode, string? name, HttpStatusCode? expected)
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, Tls = new SandboxTls { Clients = mode } });
        sandbox.Url.Scheme.ShouldBe("https");

        if (expected is { } status)
            (await Ask(sandbox, name)).StatusCode.ShouldBe(status);
        else
            await Should.ThrowAsync<HttpRequestException>(() => Ask(sandbox, name));
    }

    [Fact]
    public async Task A_certificate_of_another_root_is_refused()
    {
        using var root = Make("Root", isRoot: true);
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, Tls = new SandboxTls { Clients = ClientCertificates.Required, ClientRoots = [root] } });

        await Should.ThrowAsync<HttpRequestException>(() => Ask(sandbox, "SERVER001.X26.api.mesh-client.nhs.uk"));
    }

    private static async Task<HttpResponseMessage> Ask(SandboxHost sandbox, string? name)
    {
        using var certificate = name is null ? null : Make(name);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server!.Subject == "CN=localhost";
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        using var http = new HttpClient(handler) { BaseAddress = sandbox.Url };
        using var tokens = new RawMesh(sandbox.Url);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/messageexchange/X26ABC1/inbox");
        request.Headers.TryAddWithoutValidation("Authorization", tokens.Token("X26ABC1"));
        return await http.SendAsync(request);
    }

    private static X509Certificate2 Make(string name, bool isRoot = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (isRoot)
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
