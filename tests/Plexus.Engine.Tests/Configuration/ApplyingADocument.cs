using System.Text;
using Plexus.Engine.Configuration;
using Plexus.Primitives;
using Plexus.Storage.Audit;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Configuration;

public sealed class ApplyingADocument
{
    private static readonly OdsCode Practice = OdsCode.Parse("A20047");

    [Theory, OnSqlite, OnPostgres]
    public async Task Adds_everything_once_and_then_changes_nothing(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = new ConfigurationStore(test.Database, test.Keys);

        var first = await ApplyAsync(store, Documents.Practice);
        var second = await ApplyAsync(store, Documents.Practice);

        (first.Count(ConfigurationChangeKind.Added), first.Unchanged, first.Version).ShouldBe((8, 0, 1));
        (second.Changes.Count, second.Unchanged, second.Version).ShouldBe((0, 8, 1));
        (await new AuditChain(test.Database, test.Keys).VerifyAsync(default)).Rows.ShouldBe(8);
        var snapshot = store.Load(null);
        snapshot.Environment.ShouldBe("sandbox");
        snapshot.Organisation(Practice)!.Name.ShouldBe("Dale Surgery");
        snapshot.Endpoint("mesh", "X26ABC1")!.Id.ShouldBe("dale-mailbox");
        snapshot.SecretsOf("mailbox-password").ShouldBe(["password-one"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dry_run_says_the_same_and_writes_nothing(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = new ConfigurationStore(test.Database, test.Keys);

        var planned = await ApplyAsync(store, Documents.Practice, dryRun: true);

        planned.Count(ConfigurationChangeKind.Added).ShouldBe(8);
        store.FindEnvironment().ShouldBeNull();
        store.Load(null).Organisations.ShouldBeEmpty();
        (await new AuditChain(test.Database, test.Keys).VerifyAsync(default)).Rows.ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Says_property_by_property_what_changes_and_removes_what_is_not_named(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = new ConfigurationStore(test.Database, test.Keys);
        await ApplyAsync(store, Documents.Practice);
        var before = store.Load(null);

        var changes = await ApplyAsync(store, Documents.Practice
            .Replace("\"interval\": \"PT1M\"", "\"interval\": \"PT2M\"", StringComparison.Ordinal)
            .Replace("password-one", "password-two", StringComparison.Ordinal)
            .Replace("delivered-to-supplier", "committed", StringComparison.Ordinal)
            .Replace("{ \"id\": \"northfield-all\", \"deliveryEndpoint\": \"northfield-hook\", \"types\": [\"uk.plexus.*\"] }", "", StringComparison.Ordinal));

        changes.Changes.Select(c => (c.Kind, c.Section, c.Id)).ShouldBe(
            [(ConfigurationChangeKind.Changed, "credentials", "mailbox-password"), (ConfigurationChangeKind.Changed, "organisations", "A20047"), (ConfigurationChangeKind.Changed, "endpoints", "dale-mailbox"), (ConfigurationChangeKind.Removed, "subscriptions", "northfield-all")]);
        changes.Changes[0].Details.ShouldBe(["current: another secret"]);
        changes.Changes[1].Details.ShouldBe(["capabilities[0].policies.ackAfter: delivered-to-supplier → committed"]);
        changes.Changes[2].Details.ShouldBe(["poll.interval: PT1M → PT2M"]);
        var after = store.Load(before);
        after.SecretsOf("mailbox-password").ShouldBe(["password-two"]);
        after.Subscriptions.ShouldBeEmpty();
        after.Endpoint("mesh", "X26ABC1")!.Poll!.Interval.ShouldBe(TimeSpan.FromMinutes(2));
        store.Load(after).ShouldBeSameAs(after);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_holds_no_secret_and_applies_again_without_a_change(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = new ConfigurationStore(test.Database, test.Keys);
        await ApplyAsync(store, Documents.Practice);

        var exported = store.Export().ShouldNotBeNull();

        foreach (var secret in new[] { "password-one", "TestKey", "first-signing-secret" })
            exported.ShouldNotContain(secret);
        exported.ShouldContain("\"maximumBytes\": 1500000");
        (await ApplyAsync(store, exported)).Changes.ShouldBeEmpty();
        store.Load(null).SecretsOf("mailbox-password").ShouldBe(["password-one"]);
    }

    [Fact]
    public async Task An_export_cannot_start_another_installation_without_its_secrets()
    {
        await using var one = await TestDatabase.CreateAsync("sqlite");
        await using var other = await TestDatabase.CreateAsync("sqlite");
        var store = new ConfigurationStore(one.Database, one.Keys);
        await ApplyAsync(store, Documents.Practice);

        var failure = await Should.ThrowAsync<ConfigurationException>(() => ApplyAsync(new ConfigurationStore(other.Database, other.Keys), store.Export()!));

        failure.Problems.Select(p => p.Place).ShouldBe(["credentials[hook-key].current", "credentials[mailbox-password].current", "credentials[shared-key].current"], ignoreOrder: true);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_document_of_another_environment_is_refused_even_as_a_dry_run(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = new ConfigurationStore(test.Database, test.Keys);
        await ApplyAsync(store, Documents.Practice);
        var live = Documents.With("\"environment\": \"sandbox\"", "\"environment\": \"prod\"");

        (await Should.ThrowAsync<ConfigurationException>(() => ApplyAsync(store, live))).Problems[0].Place.ShouldBe("environment");
        (await Should.ThrowAsync<ConfigurationException>(() => ApplyAsync(store, live, dryRun: true))).Problems[0].Place.ShouldBe("environment");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_changes_over_by_way_of_the_next_one(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = new ConfigurationStore(test.Database, test.Keys);
        await ApplyAsync(store, Documents.Practice);

        await ApplyAsync(store, Documents.With("{ \"value\": \"first-signing-secret\", \"expires\": \"2027-01-31\" }", "{ \"keep\": true, \"expires\": \"2027-01-31\" }, \"next\": { \"value\": \"second\" }"));
        store.Load(null).SecretsOf("hook-key").ShouldBe(["first-signing-secret", "second"]);

        await ApplyAsync(store, Documents.With("{ \"value\": \"first-signing-secret\", \"expires\": \"2027-01-31\" }", "{ \"value\": \"second\" }"));
        store.Load(null).SecretsOf("hook-key").ShouldBe(["second"]);
    }

    [Fact]
    public async Task Secrets_come_from_files_beside_the_document_and_from_the_environment_and_are_stored_encrypted()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite");
        var store = new ConfigurationStore(test.Database, test.Keys);
        await File.WriteAllTextAsync(Path.Combine(test.Folder, "mailbox.txt"), "from-a-file\n");
        var json = Documents.Practice
            .Replace("{ \"value\": \"password-one\" }", "{ \"file\": \"mailbox.txt\" }", StringComparison.Ordinal)
            .Replace("{ \"value\": \"TestKey\" }", "{ \"env\": \"SHARED_KEY\" }", StringComparison.Ordinal);

        await store.ApplyAsync(Documents.Parse(json), new SecretReader(test.Folder, name => name == "SHARED_KEY" ? "from-the-environment" : null), "test", dryRun: false, default);

        store.Load(null).SecretsOf("mailbox-password").ShouldBe(["from-a-file"]);
        store.Load(null).SecretsOf("shared-key").ShouldBe(["from-the-environment"]);
        foreach (var file in Directory.GetFiles(test.Folder, "plexus.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            bytes.ToArray().AsSpan().IndexOf("from-a-file"u8).ShouldBe(-1);
        }
    }

    [Theory]
    [InlineData("{ \"file\": \"missing.txt\" }", "missing.txt cannot be read")]
    [InlineData("{ \"env\": \"NOT_SET\" }", "NOT_SET is not set")]
    public async Task A_secret_that_cannot_be_had_stops_everything(string reference, string problem)
    {
        await using var test = await TestDatabase.CreateAsync("sqlite");
        var store = new ConfigurationStore(test.Database, test.Keys);

        var failure = await Should.ThrowAsync<ConfigurationException>(() => ApplyAsync(store, Documents.With("{ \"value\": \"TestKey\" }", reference)));

        failure.Message.ShouldContain(problem);
        store.FindEnvironment().ShouldBeNull();
    }

    [Theory, OnPostgres]
    public async Task Two_nodes_applying_at_once_end_with_one_of_the_documents_whole(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var (one, two) = (new ConfigurationStore(test.Database, test.Keys), new ConfigurationStore(test.Open(), test.Keys));
        await ApplyAsync(one, Documents.Practice);

        var applied = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => ApplyAsync(
            n % 2 == 0 ? one : two,
            Documents.With("Dale Surgery", $"Dale Surgery {n}").Replace("Northfield Systems", $"Northfield Systems {n}", StringComparison.Ordinal))));

        var snapshot = one.Load(null);
        snapshot.Organisation(Practice)!.Name[^1].ShouldBe(snapshot.Supplier("northfield")!.Name[^1]);
        applied.Select(a => a.Version).Distinct().Count().ShouldBe(10);
    }

    private static Task<ConfigurationChanges> ApplyAsync(ConfigurationStore store, string json, bool dryRun = false) =>
        store.ApplyAsync(ConfigurationReader.Parse(Encoding.UTF8.GetBytes(json), Documents.Standards), new SecretReader(".", _ => null), "test", dryRun, default);
}
