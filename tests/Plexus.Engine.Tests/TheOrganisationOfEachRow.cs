using Plexus.Engine.Tests.Echo;
using Plexus.Storage;
using Plexus.Testing;

namespace Plexus.Engine.Tests;

/// <summary>Every row says which organisation it belongs to, so that an organisation's data can be found, kept apart and taken out.</summary>
public sealed class TheOrganisationOfEachRow
{
    /// <summary>What belongs to the installation and to no organisation.</summary>
    private static readonly string[] OfTheInstallation = ["installation", "lease", "page_key", "schema_migration", "sequence"];

    [Theory, OnSqlite, OnPostgres]
    public async Task Is_a_column_of_every_table(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        Tables(gateway, dialect, having: false).ShouldBe(OfTheInstallation);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Is_written_whatever_a_message_leads_to(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        await gateway.Receives("claim document d1\nfinding E-1\ntask letter\nbig reply 3000000\nconclude Accepted 20013");
        await gateway.Sent("reply", "submitted");

        foreach (var table in (string[])["finding", "transport_seen", "task_event", "claim", "exchange", "payload"])
            gateway.Count(table).ShouldBeGreaterThan(0, table);
        gateway.Count("payload_chunk").ShouldBe(dialect == "sqlite" ? 0 : 3);
        foreach (var table in Tables(gateway, dialect, having: true))
            gateway.Count(table, $"organisation <> '{Gateway.Practice}'").ShouldBe(0, table);
    }

    private static List<string> Tables(Gateway gateway, string dialect, bool having)
    {
        var (tables, columns) = dialect == "sqlite"
            ? ("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", "SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.name = 'organisation' WHERE t.type = 'table'")
            : ("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()", "SELECT table_name FROM information_schema.columns WHERE column_name = 'organisation' AND table_schema = current_schema()");
        return gateway.Database.Read(rows =>
        {
            var with = rows.Query(new Sql(columns), row => row.GetString(0)).ToHashSet();
            return rows.Query(new Sql(tables), row => row.GetString(0)).Where(name => with.Contains(name) == having).Order(StringComparer.Ordinal).ToList();
        });
    }
}
