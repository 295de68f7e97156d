using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>A case of the synthetic sender, for people and programs that choose one.</summary>
/// <param name="Name">Short name, e.g. <c>good</c>.</param>
/// <param name="Title">What it is.</param>
/// <param name="Workflow">MESH workflow of the message.</param>
/// <param name="Expects">Codes that should come back, place by place, each with its alternatives.</param>
/// <param name="WaitsFor">What the last of them waits for; null when it comes by itself.</param>
/// <param name="Crafted">How the message differs from a good one.</param>
public sealed record SendCaseSummary(string Name, string Title, string Workflow, IReadOnlyList<IReadOnlyList<string>> Expects, string? WaitsFor, string Crafted);

/// <summary>One thing the synthetic sender can do.</summary>
/// <param name="Name">Short name, e.g. <c>good</c>.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Workflow">MESH workflow of the message.</param>
/// <param name="Expects">Which codes should come back.</param>
/// <param name="Crafted">How the message differs from a good one.</param>
/// <param name="Make">Makes the messages; the last one is the case, any before it prepare the ground.</param>
internal sealed record SendCase(string Name, string Title, string Workflow, Expectation Expects, string Crafted, Func<LetterDesk, IEnumerable<Outgoing>> Make)
{
    /// <summary>The mailbox it is sent from when the request names none: answers come from the partner, discharges from the trust.</summary>
    internal MeshMailboxId DefaultFrom =>
        Workflow.EndsWith(Itk3Wire.AckSuffix, StringComparison.Ordinal) ? SandboxDefaults.PartnerMailbox
        : Workflow == Itk3Wire.Discharge ? SandboxDefaults.TrustMailbox
        : SandboxDefaults.SenderMailbox;
}
