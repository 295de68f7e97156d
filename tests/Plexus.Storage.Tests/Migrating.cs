using Plexus.Testing;

namespace Plexus.Storage.Tests;

public sealed class Migrating
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_second_run_applies_nothing(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        (await Migrator.MigrateAsync(test.Database, default)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_changed_migration_is_refused(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var changed = Migrator.Embedded().Select((m, n) => n == 1 ? Migration.Of(m.Name, m.Text + "-- more") : m).ToList();

        var refused = await Should.ThrowAsync<StorageException>(Migrator.MigrateAsync(test.Database, changed, default));

        refused.Message.ShouldContain("0002_journal");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_database_of_a_newer_program_is_refused(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        var refused = await Should.ThrowAsync<StorageException>(Migrator.MigrateAsync(test.Database, [.. Migrator.Embedded().SkipLast(1)], default));

        refused.Message.ShouldContain("newer");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_migration_that_fails_leaves_nothing_behind(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var bad = Migration.Of("9999_bad", "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);");

        await Should.ThrowAsync<System.Data.Common.DbException>(Migrator.MigrateAsync(test.Database, [.. Migrator.Embedded(), bad], default));

        (await Migrator.MigrateAsync(test.Database, [.. Migrator.Embedded(), Migration.Of("9999_bad", "CREATE TABLE half (id BIGINT);")], default)).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_nodes_that_start_together_migrate_once(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        List<Migration> more = [.. Migrator.Embedded(), Migration.Of("9999_more", "CREATE TABLE more (id BIGINT);")];

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Migrator.MigrateAsync(test.Open(), more, default))));

        applied.Sum().ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Data_of_another_environment_is_refused(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await Installation.BindAsync(test.Database, "sandbox", default);
        await Installation.BindAsync(test.Database, "sandbox", default);

        var refused = await Should.ThrowAsync<StorageException>(Installation.BindAsync(test.Database, "prod", default));

        refused.Message.ShouldContain("sandbox");
    }

    [Fact]
    public void A_difference_that_is_not_listed_is_refused() =>
        Should.Throw<FormatException>(() => Dialect.Sqlite.Resolve("SELECT {{unheard_of}}"));

    [Theory, OnSqlite, OnPostgres]
    public async Task Rows_written_before_they_carried_their_organisation_are_given_their_parents(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await test.Database.Writes.RunAsync(session =>
        {
            // As the version before left it.
            session.Post(new Sql("DELETE FROM schema_migration WHERE number = 23"));
            foreach (var table in (string[])["finding", "transport_seen", "payload_chunk", "task_event"])
                session.Post(new Sql($"ALTER TABLE {table} DROP COLUMN organisation"));
            session.Post(new Sql("INSERT INTO exchange (id, organisation, direction, state, channel, endpoint, size, sha256, trace, at, business_at) VALUES ('e1', 'A81001', 'in', 'done', 'mesh', 'X26OT001', 1, '00', '', 1, 1)"));
            session.Post(new Sql("INSERT INTO finding (exchange, ordinal, severity, code, message, path, line, col) VALUES ('e1', 0, 'error', 'E-1', 'Wrong.', 'Bundle', 1, 1)"));
            session.Post(new Sql("INSERT INTO transport_seen (channel, endpoint, transport_id, exchange) VALUES ('mesh', 'X26OT001', 'M1', 'e1')"));
            session.Post(new Sql("INSERT INTO transport_seen (channel, endpoint, transport_id, exchange) VALUES ('mesh', 'X26OT001', 'M2', 'gone')"));
            session.Post(new Sql("INSERT INTO payload (exchange, organisation, size, sha256, chunks) VALUES ('e1', 'A81001', 1, '00', 1)"));
            session.Post(new Sql("INSERT INTO payload_chunk (exchange, ordinal, at, data) VALUES ('e1', 0, 1, $1)"), (object)new byte[] { 1 });
            session.Post(new Sql("INSERT INTO task (id, organisation, conversation, kind, urgency, state, title, details, decisions, at) VALUES ('t1', 'A81001', 'c1', 'match', 'action', 'open', $1, $1, '[]', 1)"), (object)new byte[] { 1 });
            session.Post(new Sql("INSERT INTO task_event (task, at, kind, actor) VALUES ('t1', 1, 'raised', 'engine')"));
        });

        (await Migrator.MigrateAsync(test.Database, default)).ShouldBe(1);

        string[] Organisations(string table) => [.. test.Database.Read(rows => rows.Query(new Sql($"SELECT organisation FROM {table} ORDER BY 1"), row => row.GetString(0)))];
        foreach (var table in (string[])["finding", "payload_chunk", "task_event"])
            Organisations(table).ShouldBe(["A81001"], table);
        Organisations("transport_seen").ShouldBe(["", "A81001"]);
    }
}
