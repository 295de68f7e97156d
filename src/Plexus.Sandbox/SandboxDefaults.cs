using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>Who is who in a sandbox nobody configured: what a demo, a test or a first configuration may rely on.</summary>
/// <remarks>
/// The built-in directory gives every organisation of the population a mailbox. <c>GET /sandbox/defaults</c> answers the same.
/// None of these secrets protects anything.
/// </remarks>
public static class SandboxDefaults
{
    /// <summary>Seed of people and ids.</summary>
    public const int Seed = 1;

    /// <summary>Port of the sandbox.</summary>
    public const int Port = 8700;

    /// <summary>Environment-wide key of the MESH token's HMAC.</summary>
    public const string SharedKey = "TestKey";

    /// <summary>Password of every built-in mailbox.</summary>
    public const string MailboxPassword = "password";

    /// <summary>The practice a supplier's system stands in for: the sandbox only writes to its mailbox and never reads it.</summary>
    public static OdsCode Practice { get; } = OdsCode.Parse("A99901");

    public static MeshMailboxId PracticeMailbox { get; } = MeshMailboxId.Parse("A99901OT001");

    /// <summary>A second practice that the sandbox leaves alone as well: another organisation of the same installation, or nobody's.</summary>
    public static OdsCode OtherPractice { get; } = OdsCode.Parse("A99902");

    public static MeshMailboxId OtherPracticeMailbox { get; } = MeshMailboxId.Parse("A99902OT001");

    /// <summary>The practice that the automatic partner plays: what is sent there is answered.</summary>
    public static OdsCode PartnerPractice { get; } = OdsCode.Parse("A99903");

    public static MeshMailboxId PartnerMailbox { get; } = MeshMailboxId.Parse("A99903OT001");

    /// <summary>The NHS 111 provider that the synthetic sender plays.</summary>
    public static OdsCode Sender { get; } = OdsCode.Parse("NZ911");

    public static MeshMailboxId SenderMailbox { get; } = MeshMailboxId.Parse("NZ911OT001");

    /// <summary>The hospital trust the synthetic sender plays for Transfer of Care.</summary>
    public static OdsCode Trust { get; } = OdsCode.Parse("RZ9");

    public static MeshMailboxId TrustMailbox { get; } = MeshMailboxId.Parse("RZ9OT001");
}
