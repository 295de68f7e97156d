using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Plexus.Engine.Configuration;
using Plexus.Engine.Queries;
using Plexus.Engine.Tests.Echo;
using Plexus.Engine.Tests.Events;
using Plexus.Primitives;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Configuration;

/// <summary>The clock stands at 20 November 2026; the webhook's signing key ends with 31 January 2027, in 72 days.</summary>
public sealed class WatchingSecretsEnd
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Each_threshold_is_told_once_whichever_node_sees_it_first(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        var (other, directory, _) = stage.Node(stage.Test.Open());
        CredentialWatch[] nodes = [new(stage.Core, stage.Directory), new(other, directory)];

        for (var day = 0; day < 80; day++)
        {
            foreach (var node in nodes)
                await node.LookAsync();
            stage.Time.Advance(TimeSpan.FromDays(1));
        }

        var alerts = await AlertsAsync(stage);
        alerts.Select(a => a.Code).ShouldBe(["CREDENTIAL-EXPIRES", "CREDENTIAL-EXPIRES", "CREDENTIAL-EXPIRES", "CREDENTIAL-EXPIRES", "CREDENTIAL-EXPIRED"]);
        alerts.ShouldAllBe(a => a.Organisation == OdsCode.Parse("A20047"));
        alerts.Select(a => a.Text.Split(". ")[0]).ShouldBe(
        [
            "Signing key hook-key expires on 31 January 2027, in 30 days",
            "Signing key hook-key expires on 31 January 2027, in 14 days",
            "Signing key hook-key expires on 31 January 2027, in 7 days",
            "Signing key hook-key expires tomorrow, 31 January 2027",
            "Signing key hook-key expired: its last day was 31 January 2027",
        ]);
    }

    [Fact]
    public async Task Who_looks_late_is_told_the_nearest_threshold_alone()
    {
        await using var stage = await EventStage.SetAsync();
        stage.Time.Advance(TimeSpan.FromDays(72));

        await new CredentialWatch(stage.Core, stage.Directory).LookAsync();

        (await AlertsAsync(stage)).ShouldHaveSingleItem().Text.ShouldBe(
            "Signing key hook-key expires today, 31 January 2027. Get a new one, put it into the configuration and apply it.");
    }

    [Fact]
    public async Task A_new_secret_with_a_later_day_is_watched_anew()
    {
        await using var stage = await EventStage.SetAsync();
        var watch = new CredentialWatch(stage.Core, stage.Directory);
        stage.Time.Advance(TimeSpan.FromDays(70));
        await watch.LookAsync();

        await stage.ConfigureAsync(("first-signing-secret\", \"expires\": \"2027-01-31", "second-signing-secret\", \"expires\": \"2027-02-10"));
        await watch.LookAsync();

        (await AlertsAsync(stage)).Select(a => a.Text).Last().ShouldStartWith("Signing key hook-key expires on 10 February 2027, in 12 days.");
    }

    [Fact]
    public async Task A_successor_in_the_configuration_is_pointed_to()
    {
        await using var stage = await EventStage.SetAsync();
        await stage.ConfigureAsync(("\"expires\": \"2027-01-31\" }", "\"expires\": \"2027-01-31\" }, \"next\": { \"value\": \"second-signing-secret\" }"));
        stage.Time.Advance(TimeSpan.FromDays(70));

        await new CredentialWatch(stage.Core, stage.Directory).LookAsync();

        (await AlertsAsync(stage)).ShouldHaveSingleItem().Text.ShouldEndWith("Its successor is in the configuration as next: make it the current one and apply.");
    }

    [Fact]
    public async Task A_certificate_says_itself_when_it_ends()
    {
        await using var stage = await EventStage.SetAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=dale", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(stage.Time.GetUtcNow().AddYears(-1), stage.Time.GetUtcNow().AddDays(10));
        await stage.ConfigureAsync(
            ("\"credentials\": [", $$"""
                "credentials": [
                  { "id": "mesh-certificate", "kind": "certificate", "current": { "value": {{JsonSerializer.Serialize(certificate.ExportCertificatePem())}} } },
                  { "id": "mesh-key", "kind": "private-key", "current": { "value": {{JsonSerializer.Serialize(key.ExportPkcs8PrivateKeyPem())}} } },
                """),
            ("\"sharedKey\": \"shared-key\"", "\"sharedKey\": \"shared-key\", \"tls\": { \"certificate\": \"mesh-certificate\", \"key\": \"mesh-key\" }"));

        await new CredentialWatch(stage.Core, stage.Directory).LookAsync();

        stage.Directory.Configuration.Deadlines[0].LastDay.ShouldBe(new DateOnly(2026, 11, 30));
        var alert = (await AlertsAsync(stage)).ShouldHaveSingleItem();
        (alert.Organisation, alert.Text.Split(". ")[0]).ShouldBe((OdsCode.Parse("A20047"), "Certificate mesh-certificate expires on 30 November 2026, in 10 days"));
    }

    [Fact]
    public async Task A_running_gateway_sees_the_day_come_without_a_restart()
    {
        await using var stage = await EventStage.SetAsync();
        using var stop = new CancellationTokenSource();
        var running = new CredentialWatch(stage.Core, stage.Directory).RunAsync(stop.Token);

        var alert = await Gateway.Until(
            async () =>
            {
                if (stage.Time.GetUtcNow() < new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero))
                    stage.Time.Advance(TimeSpan.FromHours(6));
                return await AlertsAsync(stage) is [var first, ..] ? first : null;
            },
            "an alert");

        await stop.CancelAsync();
        await running;
        alert.Code.ShouldBe("CREDENTIAL-EXPIRES");
    }

    /// <summary>Oldest first.</summary>
    private static async Task<IReadOnlyList<AlertView>> AlertsAsync(EventStage stage) =>
        [.. (await new JournalQueries(stage.Core).AlertsAsync(null, unseen: false, null, 50, default)).Items.OrderBy(a => a.Id, StringComparer.Ordinal)];
}
