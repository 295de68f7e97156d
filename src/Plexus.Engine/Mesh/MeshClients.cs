using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Plexus.Engine.Configuration;
using Plexus.Mesh;
using Plexus.Primitives;

namespace Plexus.Engine.Mesh;

/// <summary>Clients of the configured mailboxes. Mailboxes of one service and certificate share their connections.</summary>
/// <param name="mostDecompressed">Bytes that may come out of a message that MESH carries compressed.</param>
public sealed class MeshClients(TimeProvider wallClock, long mostDecompressed) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SocketsHttpHandler>> _handlers = new();
    private readonly ConditionalWeakTable<DirectoryEndpoint, MeshClient> _clients = [];

    /// <summary>The client of an endpoint; a new one after its configuration has changed.</summary>
    /// <exception cref="MeshEndpointException">The endpoint's configuration lacks something a mailbox needs, or its certificate cannot be read.</exception>
    public MeshClient Of(DirectoryEndpoint endpoint) => _clients.GetValue(endpoint, Make);

    public void Dispose()
    {
        foreach (var handler in _handlers.Values.Where(h => h.IsValueCreated))
            handler.Value.Dispose();
    }

    private MeshClient Make(DirectoryEndpoint endpoint)
    {
        var service = endpoint.Service ?? throw new MeshEndpointException(endpoint.Address, "has no url");
        if (!MeshMailboxId.TryParse(endpoint.Address, null, out var mailbox))
            throw new MeshEndpointException(endpoint.Address, "is not a mailbox id");

        return new MeshClient(
            new MeshClientOptions
            {
                BaseAddress = service,
                Credentials = new MeshCredentials(mailbox, Secret(endpoint, "password"), Secret(endpoint, "shared-key")),
                Clock = wallClock,
                MaxDecompressedBytes = mostDecompressed,
            },
            HandlerOf(endpoint, service));
    }

    private SocketsHttpHandler HandlerOf(DirectoryEndpoint endpoint, Uri service)
    {
        string Pem(string name) => endpoint.Credentials.TryGetValue(name, out var pem) ? pem.Reveal() : "";
        var (certificate, key, authorities) = (Pem("certificate"), Pem("key"), Pem("ca"));
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{certificate}\n{key}\n{authorities}")));
        var name = $"{service.GetLeftPart(UriPartial.Authority)} {fingerprint}";
        try
        {
            return _handlers.GetOrAdd(name, _ => new Lazy<SocketsHttpHandler>(() => MeshConnections.CreateHandler(service, MeshTlsOptions.FromPem(certificate, key, authorities)))).Value;
        }
        catch (CryptographicException e)
        {
            throw new MeshEndpointException(endpoint.Address, "has a certificate, key or authority that is not PEM, or they do not belong together", e);
        }
    }

    private static string Secret(DirectoryEndpoint endpoint, string name) =>
        endpoint.Credentials.TryGetValue(name, out var secret) && !secret.IsEmpty ? secret.Reveal() : throw new MeshEndpointException(endpoint.Address, $"has no {name}");
}

/// <summary>A mailbox cannot be used as it is configured. The message names the mailbox and what is wrong, never a secret.</summary>
public sealed class MeshEndpointException(string address, string problem, Exception? inner = null)
    : Exception($"The mailbox {address} {problem}; correct its endpoint and apply the configuration again.", inner);
