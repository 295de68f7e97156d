using System.Text.Json;
using Plexus.Engine.Configuration;
using Plexus.Engine.Patients;
using Plexus.Gateway;
using Plexus.Sandbox;
using Plexus.Standards;

namespace Plexus.Tour;

/// <summary>The installation that the tour is played on: two practices with mailboxes at the sandbox, and their patients.</summary>
internal static class TourInstallation
{
    /// <summary>Configures a gateway for a sandbox; a second time changes nothing but the address.</summary>
    public static async Task SetUpAsync(GatewayHost gateway, SandboxHost sandbox, SandboxDesk desk, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Document(sandbox.Url));
        var document = ConfigurationReader.Parse(json, [.. StandardsCatalogue.All.Select(s => s.Descriptor)]);
        await gateway.Configuration.ApplyAsync(document, SecretReader.Beside(Path.Combine(Environment.CurrentDirectory, "tour.json")), "tour", dryRun: false, cancellation);
        gateway.Directory.Refresh();
        var import = new PatientImport(gateway.Patients, ods => gateway.Directory.Current.Organisation(ods) is not null, gateway.Core.Clocks.Wall);
        foreach (var practice in new[] { SandboxDefaults.Practice, SandboxDefaults.OtherPractice })
        {
            var result = await desk.ImportPatientsAsync(practice, import, cancellation);
            if (result.Refused > 0)
                throw new InvalidDataException($"The sandbox's patients of {practice} have {result.Refused} rows that the patient index refuses.");
        }
    }

    private static object Document(Uri sandbox) => new
    {
        plexus = 1,
        environment = "sandbox",
        suppliers = new[] { new { id = "northfield", name = "Northfield Systems", products = new[] { new { id = "fieldnote", name = "Fieldnote", versions = new[] { "1.0" } } } } },
        credentials = new object[]
        {
            new { id = "mailbox-password", kind = "password", current = new { value = SandboxDefaults.MailboxPassword } },
            new { id = "shared-key", kind = "shared-key", current = new { value = SandboxDefaults.SharedKey } },
        },
        organisations = new[]
        {
            Practice(SandboxDefaults.Practice.ToWire(), "Sandbox Surgery"),
            Practice(SandboxDefaults.OtherPractice.ToWire(), "Large Letters Surgery"),
        },
        endpoints = new[]
        {
            Mailbox(SandboxDefaults.PracticeMailbox.ToWire(), SandboxDefaults.Practice.ToWire(), sandbox, null),
            Mailbox(SandboxDefaults.OtherPracticeMailbox.ToWire(), SandboxDefaults.OtherPractice.ToWire(), sandbox, 32 * 1024 * 1024),
        },
    };

    private static object Practice(string ods, string name)
    {
        object[] capabilities =
        [
            new { standard = "SendDocument", role = "receiver" },
            new { standard = "GenericFhirReceiver", role = "receiver" },
            new { standard = "SendDocument", role = "sender" },
        ];
        return new { ods, name, supplier = "northfield", product = "fieldnote", productVersion = "1.0", capabilities };
    }

    private static object Mailbox(string address, string ods, Uri sandbox, int? maximumBytes) => new
    {
        id = address.ToLowerInvariant(),
        channel = "mesh",
        address,
        url = sandbox.GetLeftPart(UriPartial.Authority),
        organisations = new[] { ods },
        password = "mailbox-password",
        sharedKey = "shared-key",
        poll = new { interval = "PT5S" },
        maximumBytes,
    };
}
