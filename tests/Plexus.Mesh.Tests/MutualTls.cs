using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Plexus.Mesh.Tests;

/// <summary>Real handshakes, with authorities made on the spot.</summary>
public sealed class MutualTls : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plexus-mesh-tls");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Both_sides_prove_themselves_through_a_sub_authority()
    {
        using var root = Authority("CN=Root");
        using var sub = Signed("CN=Sub", root, isAuthority: true);
        using var server = Signed("CN=mesh", sub, names: names => names.AddIpAddress(IPAddress.Loopback));
        using var own = Signed("CN=SERVER001.X26.api.mesh-client.nhs.uk", sub);
        string? presented = null;
        await using var mesh = await ServeAsync(server, certificate => presented = certificate?.Subject);
        var tls = MeshTlsOptions.FromPemFiles(
            Write("own.pem", own.ExportCertificatePem()), Write("own.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
            Write("ca.pem", root.ExportCertificatePem() + "\n" + sub.ExportCertificatePem()));

        (await CountAsync(mesh, tls)).ShouldBe(3);

        presented.ShouldBe("CN=SERVER001.X26.api.mesh-client.nhs.uk");
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_believed()
    {
        using var root = Authority("CN=Root");
        using var other = Authority("CN=Root");
        using var server = Signed("CN=mesh", other, names: names => names.AddIpAddress(IPAddress.Loopback));
        await using var mesh = await ServeAsync(server);

        await Should.ThrowAsync<MeshUnreachableException>(() => CountAsync(mesh, new MeshTlsOptions { TrustedAuthorities = [root] }));
        mesh.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_common_name_is_not_a_host_name()
    {
        using var root = Authority("CN=Root");
        using var server = Signed("CN=127.0.0.1", root);
        await using var mesh = await ServeAsync(server);

        await Should.ThrowAsync<MeshUnreachableException>(() => CountAsync(mesh, new MeshTlsOptions { TrustedAuthorities = [root] }));
        mesh.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_not_taken()
    {
        using var root = Authority("CN=Root");
        using var server = Signed("CN=mesh", root, names: names => names.AddDnsName("mesh.example"));
        await using var mesh = await ServeAsync(server);

        await Should.ThrowAsync<MeshUnreachableException>(() => CountAsync(mesh, new MeshTlsOptions { TrustedAuthorities = [root] }));
    }

    [Fact]
    public void A_file_of_authorities_without_one_is_refused() =>
        Should.Throw<CryptographicException>(() => MeshTlsOptions.FromPemFiles(null, null, Write("empty.pem", "nothing here\n")));

    private static async Task<long> CountAsync(FakeMesh mesh, MeshTlsOptions tls)
    {
        using var client = new MeshClient(mesh.Options() with { Tls = tls });
        return await client.CountAsync();
    }

    private static Task<FakeMesh> ServeAsync(X509Certificate2 server, Action<X509Certificate2?>? presented = null) =>
        FakeMesh.StartRawAsync(async (_, context) =>
        {
            presented?.Invoke(await context.Connection.GetClientCertificateAsync());
            await FakeMesh.Json(context.Response, 200, """{"count":3}""");
        }, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode = presented is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate;
            https.AllowAnyClientCertificate();
        }));

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    private static X509Certificate2 Signed(string name, X509Certificate2 issuer, bool isAuthority = false, Action<SubjectAlternativeNameBuilder>? names = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (names is not null)
        {
            var builder = new SubjectAlternativeNameBuilder();
            names(builder);
            request.CertificateExtensions.Add(builder.Build());
        }

        using var signed = request.Create(issuer, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
