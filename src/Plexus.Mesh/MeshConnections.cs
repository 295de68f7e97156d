using System.Net;
using System.Text;

namespace Plexus.Mesh;

/// <summary>Connections to MESH, which the clients of many mailboxes may share.</summary>
public static class MeshConnections
{
    /// <summary>A handler set up as MESH asks: mutual TLS, headers beyond ASCII, no redirects, no cookies, no decompression behind our back.</summary>
    /// <param name="baseAddress">Where MESH is; its host is what the server's certificate must name.</param>
    /// <param name="tls">None where the peer asks for no certificate.</param>
    public static SocketsHttpHandler CreateHandler(Uri baseAddress, MeshTlsOptions? tls)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            // A first part that meets a connection closed behind our back ends uncertain; short-lived idle connections make that rare.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // Surnames and subjects have letters outside ASCII.
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        };
        if (tls is not null)
            handler.SslOptions = tls.ToSslOptions(baseAddress.IdnHost);
        return handler;
    }
}
