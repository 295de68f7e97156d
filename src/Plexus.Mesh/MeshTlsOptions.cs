using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Plexus.Mesh;

/// <summary>Mutual TLS with MESH: who we are, and whom we believe.</summary>
/// <remarks>
/// MESH issues a client certificate with the common name <c>local_id.ods_code.api.mesh-client.nhs.uk</c> and a root and a sub CA per environment.
/// The server is checked by its subject alternative name; a common name alone is not enough.
/// </remarks>
public sealed class MeshTlsOptions
{
    /// <summary>Our certificate with its private key; none where the peer asks for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Certificates between ours and its root, sent along.</summary>
    public X509Certificate2Collection ClientChain { get; init; } = [];

    /// <summary>The only authorities believed. Empty: those of the operating system.</summary>
    public X509Certificate2Collection TrustedAuthorities { get; init; } = [];

    /// <summary>Reads PEM files.</summary>
    /// <param name="certificateFile">Our certificate, its chain after it if any; none for server checks alone.</param>
    /// <param name="keyFile">Its unencrypted private key; none when it is in the certificate's file.</param>
    /// <param name="authorityFile">Root and sub CA certificates; none for those of the operating system.</param>
    /// <exception cref="CryptographicException">A file is not PEM, or certificate and key do not belong together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static MeshTlsOptions FromPemFiles(string? certificateFile, string? keyFile = null, string? authorityFile = null)
    {
        var (certificate, authorities) = (Read(certificateFile), Read(authorityFile));
        return FromPem(certificate, keyFile is null ? certificate : Read(keyFile), authorities);
    }

    /// <summary>Reads PEM text.</summary>
    /// <param name="certificates">Our certificate, its chain after it if any; none for server checks alone.</param>
    /// <param name="key">Its unencrypted private key; none when it is in the certificate's text.</param>
    /// <param name="authorities">Root and sub CA certificates; none for those of the operating system.</param>
    /// <exception cref="CryptographicException">A text is not PEM, or certificate and key do not belong together.</exception>
    public static MeshTlsOptions FromPem(string? certificates, string? key = null, string? authorities = null)
    {
        var chain = new X509Certificate2Collection();
        X509Certificate2? own = null;
        if (!string.IsNullOrWhiteSpace(certificates))
        {
            own = X509Certificate2.CreateFromPem(certificates, string.IsNullOrWhiteSpace(key) ? certificates : key);
            // Windows' TLS cannot use a key that lives in memory only; a round trip through PKCS #12 gives it one it can.
            if (OperatingSystem.IsWindows())
                own = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
            chain.ImportFromPem(certificates);
            if (chain.Count > 0)
                chain.RemoveAt(0);
        }

        var trusted = new X509Certificate2Collection();
        if (!string.IsNullOrWhiteSpace(authorities))
        {
            trusted.ImportFromPem(authorities);
            if (trusted.Count == 0)
                throw new CryptographicException("The text of authorities holds no PEM certificate.");
        }

        return new MeshTlsOptions { ClientCertificate = own, ClientChain = chain, TrustedAuthorities = trusted };
    }

    private static string? Read(string? file) => file is null ? null : File.ReadAllText(file);

    internal SslClientAuthenticationOptions ToSslOptions(string host)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                errors == SslPolicyErrors.None && certificate is X509Certificate2 server && server.MatchesHostname(host, allowWildcards: true, allowCommonName: false),
        };
        if (ClientCertificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(ClientCertificate, ClientChain, offline: true);
        if (TrustedAuthorities.Count > 0)
            options.CertificateChainPolicy = TrustOnly(TrustedAuthorities);
        return options;
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        // MESH's authorities publish no revocation list that every supplier's network can reach, so none is asked for.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        foreach (var authority in authorities)
            (authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData) ? policy.CustomTrustStore : policy.ExtraStore).Add(authority);
        return policy;
    }
}
