using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>What proves a mailbox to MESH: its id, its password, and the key shared by the whole environment.</summary>
/// <remarks>The two secrets leave this object only inside a hash; <see cref="ToString"/> names the mailbox alone.</remarks>
public sealed class MeshCredentials
{
    /// <exception cref="ArgumentException">The password or the shared key is empty.</exception>
    public MeshCredentials(MeshMailboxId mailbox, string password, string sharedKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        ArgumentException.ThrowIfNullOrEmpty(sharedKey);
        _ = mailbox.ToWire();
        Mailbox = mailbox;
        Password = password;
        SharedKey = sharedKey;
    }

    /// <summary>The mailbox.</summary>
    public MeshMailboxId Mailbox { get; }

    internal string Password { get; }

    internal string SharedKey { get; }

    /// <summary>The mailbox id.</summary>
    public override string ToString() => Mailbox.ToString();
}
