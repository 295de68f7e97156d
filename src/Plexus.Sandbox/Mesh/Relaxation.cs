namespace Plexus.Sandbox.Mesh;

/// <summary>One thing the official sandbox does not insist on; <c>--permissive</c> applies them all and nothing else.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Strict">What the twin does by default.</param>
/// <param name="Permissive">What the official sandbox does.</param>
/// <param name="Apply">The option that makes the difference.</param>
public sealed record Relaxation(string Name, string Strict, string Permissive, Func<MeshOptions, MeshOptions> Apply)
{
    /// <summary>The whole list.</summary>
    public static IReadOnlyList<Relaxation> All { get; } =
    [
        new("token-reuse", "a token opens one request, then 403", "a token may be used again", o => o with { SingleUseTokens = false }),
        new("token-age", "a token's timestamp must be within two hours", "any timestamp", o => o with { TokenWindow = null }),
        new("workflow-permissions", "codes 16 and 17 for mailboxes not configured for the workflow", "any workflow between any mailboxes", o => o with { EnforceWorkflows = false }),
        new("download-after-acknowledge", "410 after the acknowledgement", "still served", o => o with { GoneAfterAcknowledge = false }),
        new("head-by-sender", "404 to the sender's HEAD", "answered", o => o with { SenderMayHead = true }),
        new("sender-headers", "Mex-From, Mex-Version and Mex-MessageType are checked (07, 09, 11)", "not looked at", o => o with { CheckSenderHeaders = false }),
        new("size-limits", "413 above 100 MB a request", "no limit", o => o with { MaxRequestBytes = null, MaxMessageBytes = null }),
    ];
}
