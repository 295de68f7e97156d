using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Storage.Secrets;

namespace Plexus.Acceptance.Crash;

/// <summary>What is found in the journal of an installation that nobody works on any more.</summary>
internal sealed class Aftermath : IAsyncDisposable
{
    private readonly Database _database;
    private readonly KeyRing _keys;

    public Aftermath(string data)
    {
        _database = Database.OpenSqlite(Path.Combine(data, "plexus.db"));
        _keys = KeyRingFile.Open(Path.Combine(data, "keys.json"), TimeProvider.System);
    }

    /// <summary>Messages received, with the tasks each raised.</summary>
    public IReadOnlyList<(string TransportId, string State, bool Acknowledged, long Tasks)> Received => Rows(
        "SELECT transport_id, state, acked_at IS NOT NULL, (SELECT count(*) FROM task t WHERE t.exchange = e.id) FROM exchange e WHERE direction = 'in'",
        row => (row.GetString(0), row.GetString(1), row.GetInt64(2) == 1, row.GetInt64(3)));

    /// <summary>Ids of the events that suppliers are told.</summary>
    public IReadOnlyList<string> Events => Rows("SELECT id FROM event", row => row.GetString(0));

    public long Count(string what) => _database.Read(rows => rows.First(new Sql("SELECT count(*) FROM " + what), row => row.GetInt64(0)));

    public Task<AuditVerdict> VerifyAsync() => new AuditChain(_database, _keys).VerifyAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _keys.Dispose();
    }

    private IReadOnlyList<T> Rows<T>(string sql, Func<System.Data.Common.DbDataReader, T> read) => [.. _database.Read(rows => rows.Query(new Sql(sql), read))];
}
