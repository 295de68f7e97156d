using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary><c>/sandbox/defaults</c>: <see cref="SandboxDefaults"/> for whoever configures a system against this sandbox.</summary>
internal static class DefaultsControl
{
    internal static void Map(IEndpointRouteBuilder control, SandboxHost host) =>
        control.MapGet("/defaults", (RequestDelegate)(context => ControlSurface.Answer(context, new View(
            new Uri(host.Url, "/messageexchange"),
            host.World.Population.Seed,
            host.Mesh.Twin.Options.SharedKey,
            SandboxDefaults.MailboxPassword,
            new Place(SandboxDefaults.Practice, SandboxDefaults.PracticeMailbox),
            new Place(SandboxDefaults.OtherPractice, SandboxDefaults.OtherPracticeMailbox),
            new Place(SandboxDefaults.PartnerPractice, SandboxDefaults.PartnerMailbox),
            new Place(SandboxDefaults.Sender, SandboxDefaults.SenderMailbox),
            new Place(SandboxDefaults.Trust, SandboxDefaults.TrustMailbox)))));

    private sealed record Place(OdsCode Ods, MeshMailboxId Mailbox);

    private sealed record View(Uri Mesh, int Seed, string SharedKey, string MailboxPassword, Place Practice, Place OtherPractice, Place Partner, Place Sender, Place Trust);
}
