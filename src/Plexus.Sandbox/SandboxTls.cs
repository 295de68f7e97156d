using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>Which client certificates the sandbox asks for.</summary>
public enum ClientCertificates
{
    /// <summary>None; a certificate that is offered is ignored.</summary>
    Off,

    /// <summary>One that a trusted root issued; any, when no root is named.</summary>
    Required,

    /// <summary>As <see cref="Required"/>, and its common name must carry the ODS code of the mailbox (inferred).</summary>
    RequiredForMailbox,
}

/// <summary>TLS of the sandbox.</summary>
/// <remarks>MESH certificates are named <c>local_id.ods_code.api.mesh-client.nhs.uk</c> (MESH API 2.0.0, get a TLS certificate).</remarks>
public sealed record SandboxTls
{
    private const string NameEnd = ".api.mesh-client.nhs.uk";

    /// <summary>Certificate of the server with its key; null makes one for localhost at each start.</summary>
    public X509Certificate2? Server { get; init; }

    public ClientCertificates Clients { get; init; } = ClientCertificates.Off;

    /// <summary>Roots that client certificates must chain to; empty trusts any certificate.</summary>
    public IReadOnlyList<X509Certificate2> ClientRoots { get; init; } = [];

    internal bool Trusts(X509Certificate2 certificate)
    {
        if (ClientRoots.Count == 0)
            return true;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(ClientRoots.ToArray());
        return chain.Build(certificate);
    }

    internal static bool Belongs(X509Certificate2? certificate, OdsCode ods)
    {
        var name = certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (name is null || !name.EndsWith(NameEnd, StringComparison.OrdinalIgnoreCase))
            return false;
        var parts = name[..^NameEnd.Length].Split('.');
        return parts.Length >= 2 && parts[^1].Equals(ods.ToWire(), StringComparison.OrdinalIgnoreCase);
    }

    internal static X509Certificate2 MakeForLocalhost(TimeProvider wall)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = wall.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
