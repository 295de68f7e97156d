using Plexus.Sandbox;

namespace Plexus.Acceptance.Installing;

/// <summary>What the installation of a test is: the tour's practice and, where wanted, a supplier's system beside it.</summary>
internal sealed record InstallationPlan
{
    public const string SigningKey = "a signing key for acceptance tests only";

    /// <summary>Where events go; null for nowhere.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Where patients are asked for; null for the embedded index.</summary>
    public Uri? PatientIndex { get; init; }

    /// <summary>ODS codes of further sites of the practice.</summary>
    public string[] Sites { get; init; } = [];

    public string AckAfter { get; init; } = "committed";

    public string PollInterval { get; init; } = "PT1S";

    public object Document(Uri sandbox)
    {
        var policies = new { ackAfter = AckAfter };
        object[] capabilities =
        [
            new { standard = "SendDocument", role = "receiver", policies },
            new { standard = "GenericFhirReceiver", role = "receiver", policies },
            new { standard = "SendDocument", role = "sender" },
        ];
        var practice = new Dictionary<string, object?>
        {
            ["ods"] = SandboxDefaults.Practice.ToWire(),
            ["name"] = "Sandbox Surgery",
            ["sites"] = Sites,
            ["supplier"] = "northfield",
            ["product"] = "fieldnote",
            ["productVersion"] = "1.0",
            ["capabilities"] = capabilities,
        };
        if (PatientIndex is not null)
            practice["patientIndex"] = new { kind = "http", url = PatientIndex, signingKey = "signing-key", timeout = "PT5S", allowInsecure = true };
        object[] hooks = Webhook is null ? [] :
        [
            new { id = "hook", supplier = "northfield", kind = "webhook", url = Webhook, signingKey = "signing-key", firstRetry = "PT1S", longestRetry = "PT2S", allowInsecure = true },
        ];
        object[] subscriptions = Webhook is null ? [] : [new { id = "everything", deliveryEndpoint = "hook" }];
        return new
        {
            plexus = 1,
            environment = "sandbox",
            suppliers = new[] { new { id = "northfield", name = "Northfield Systems", products = new[] { new { id = "fieldnote", name = "Fieldnote", versions = new[] { "1.0" } } } } },
            credentials = new object[]
            {
                new { id = "mailbox-password", kind = "password", current = new { value = SandboxDefaults.MailboxPassword } },
                new { id = "shared-key", kind = "shared-key", current = new { value = SandboxDefaults.SharedKey } },
                new { id = "signing-key", kind = "signing-key", current = new { value = SigningKey } },
            },
            organisations = new[] { practice },
            endpoints = new[]
            {
                new
                {
                    id = "practice-mailbox",
                    channel = "mesh",
                    address = SandboxDefaults.PracticeMailbox.ToWire(),
                    url = sandbox.GetLeftPart(UriPartial.Authority),
                    organisations = new[] { SandboxDefaults.Practice.ToWire() },
                    password = "mailbox-password",
                    sharedKey = "shared-key",
                    poll = new { interval = PollInterval },
                },
            },
            deliveryEndpoints = hooks,
            subscriptions,
        };
    }
}
