namespace Plexus.Sandbox;

/// <summary>How well an emulated operation is known to match the national one.</summary>
public enum Fidelity
{
    /// <summary>An official document, sample or recorded exchange stands between our client and our server.</summary>
    Verified,

    /// <summary>Public text only; nothing from outside was replayed against it.</summary>
    Documented,

    /// <summary>Our reading; kept as a named option where it shows on the wire.</summary>
    Inferred,
}

/// <summary>One emulated operation: endpoint metadata, a row of the index page and of <c>docs/fidelity.md</c>, and the name faults use.</summary>
/// <param name="Service">Service the operation belongs to, e.g. <c>mesh</c>.</param>
/// <param name="Name">Short name, e.g. <c>send</c>.</param>
/// <param name="Route">Method and path.</param>
/// <param name="Grade">How well it is known.</param>
/// <param name="Summary">What it does, in a line.</param>
public sealed record SandboxOperation(string Service, string Name, string Route, Fidelity Grade, string Summary);
