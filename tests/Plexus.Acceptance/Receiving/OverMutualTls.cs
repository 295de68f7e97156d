using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plexus.Acceptance.Installing;
using Plexus.Engine;
using Plexus.Engine.Configuration;
using Plexus.Gateway;
using Plexus.Sandbox;
using Plexus.Standards;

namespace Plexus.Acceptance.Receiving;

/// <summary>A mailbox that is reached only with the certificate of its organisation, from a gateway that believes one authority only.</summary>
[Collection(HeavyTests.Name)]
public sealed class OverMutualTls : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plexus-mutual-tls-");
    private readonly X509Certificate2 _authority = Make("CN=Authority", null);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _authority.Dispose();
    }

    [Theory]
    [InlineData("SERVER001.A99901.api.mesh-client.nhs.uk", true)]
    [InlineData("SERVER001.X26.api.mesh-client.nhs.uk", false)]
    public async Task A_letter_comes_with_the_certificate_of_the_mailboxs_organisation_and_with_no_other(string name, bool comes)
    {
        using var server = Make("CN=localhost", _authority);
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            Port = 0,
            Tls = new SandboxTls { Server = server, Clients = ClientCertificates.RequiredForMailbox, ClientRoots = [_authority] },
        });
        using var own = Make($"CN={name}", _authority);
        await using var gateway = await GatewayHost.StartAsync(
            new GatewayOptions { DataFolder = Path.Combine(_folder.FullName, "gateway"), Port = 0, Engine = new EngineOptions { MailboxBackoff = TimeSpan.FromMilliseconds(100) } }, NullLoggerFactory.Instance, default);
        var document = ConfigurationReader.Parse(Configured(sandbox.Url, own), [.. StandardsCatalogue.All.Select(s => s.Descriptor)]);
        await gateway.Configuration.ApplyAsync(document, SecretReader.Beside(Path.Combine(_folder.FullName, "tls.json")), "test", dryRun: false, default);
        gateway.Directory.Refresh();
        using var control = new HttpClient(Trusting(own)) { BaseAddress = sandbox.Url };
        using (var sent = await control.PostAsJsonAsync("/sandbox/send", new { Case = "patient-unknown" }))
            sent.IsSuccessStatusCode.ShouldBeTrue(await sent.Content.ReadAsStringAsync());

        if (comes)
            await Wait.UntilAsync(
                async () => (await control.GetFromJsonAsync<JsonElement>("/sandbox/sent")).GetProperty("sent")[0].GetProperty("verdict").GetString() == "asExpected", "The letter was never answered.", Patience);
        else
            await Wait.UntilAsync(
                async () => (await gateway.Node.Queries.AlertsAsync(null, unseen: false, null, 50, default)).Items.Any(a => a.Code == "MAILBOX-FAILING"), "Nobody was told.", Patience);
        (await gateway.Node.Queries.SearchAsync(new() { Direction = "in" }, default)).Items.Count.ShouldBe(comes ? 1 : 0);
    }

    private byte[] Configured(Uri sandbox, X509Certificate2 own)
    {
        var document = JsonSerializer.SerializeToNode(new InstallationPlan().Document(sandbox))!.AsObject();
        var credentials = document["credentials"]!.AsArray();
        void Add(string id, string kind, string pem) =>
            credentials.Add(JsonSerializer.SerializeToNode(new { id, kind, current = new { value = pem } }));
        Add("our-certificate", "certificate", own.ExportCertificatePem());
        Add("our-key", "private-key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Add("mesh-authority", "authorities", _authority.ExportCertificatePem());
        document["endpoints"]![0]!["tls"] = new JsonObject { ["certificate"] = "our-certificate", ["key"] = "our-key", ["authorities"] = "mesh-authority" };
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }

    private SocketsHttpHandler Trusting(X509Certificate2 own)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificates = [own];
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_authority);
        return handler;
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        if (issuer is null)
            return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var signed = request.Create(issuer, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
