namespace Plexus.Storage;

/// <summary>Who holds what among the nodes of an installation.</summary>
/// <remarks>
/// A node renews one lease on itself. Rows that are worked on (stimuli, sends, questions, jobs) name their owner and are free again
/// when that node's lease has run out or was given up; named leases (a mailbox) run out the same way. So a node of five thousand
/// mailboxes writes one row every ten seconds.
/// </remarks>
public sealed class Leases(Database database, TimeProvider time, string node)
{
    /// <summary>How long a node that says nothing keeps what it holds.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    /// <summary>How often a living node renews.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    /// <summary>A condition on rows of a table with a column <c>owner</c>: no living node holds them. <c>$1</c> is the present time in milliseconds.</summary>
    public static string Free(string table) =>
        $"({table}.owner IS NULL OR NOT EXISTS (SELECT 1 FROM lease alive WHERE alive.name = 'node:' || {table}.owner AND alive.until > $1))";

    private static readonly Sql Renew = new(
        """
        INSERT INTO lease (name, owner, until, attempts) VALUES ($1, $2, $3, 1)
        ON CONFLICT (name) DO UPDATE SET until = excluded.until
        """);

    private static readonly Sql ReadUntil = new("SELECT until FROM lease WHERE name = $1");

    private static readonly Sql Take = new(
        """
        INSERT INTO lease (name, owner, until, attempts) VALUES ($1, $2, 0, 1)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, attempts = lease.attempts + 1
        WHERE lease.owner = '' OR lease.owner = excluded.owner
        OR NOT EXISTS (SELECT 1 FROM lease alive WHERE alive.name = 'node:' || lease.owner AND alive.until > $3)
        """);

    private static readonly Sql SelectHolders = new(
        """
        SELECT name, owner FROM lease WHERE name LIKE $2
        AND EXISTS (SELECT 1 FROM lease alive WHERE alive.name = 'node:' || lease.owner AND alive.until > $1)
        """);

    private static readonly Sql GiveBack = new("UPDATE lease SET owner = '' WHERE name = $1 AND owner = $2");

    private static readonly Sql LeaveAlone = new("DELETE FROM lease WHERE name = $1");

    private static readonly Sql LeaveOthers = new("DELETE FROM lease WHERE name LIKE 'node:%' AND name <> $1");

    private static readonly Sql CountAlive = new("SELECT count(*) FROM lease WHERE name LIKE 'node:%' AND until > $1");

    private readonly string _self = "node:" + node;

    /// <summary>This node's name: another one after each start.</summary>
    public string Node => node;

    /// <summary>Says that this node lives; false when its lease had run out meanwhile, so that others may hold what it held.</summary>
    public Task<bool> RenewAsync(CancellationToken cancellation) =>
        database.Writes.RunAsync(
            session =>
            {
                var now = Now;
                var until = session.First(ReadUntil, row => (long?)row.GetInt64(0), _self);
                session.Post(Renew, _self, node, now + (long)Length.TotalMilliseconds);
                return until is null || until > now;
            },
            cancellation: cancellation);

    /// <summary>Takes a named lease if nobody living holds it.</summary>
    public Task<bool> TryTakeAsync(string name, CancellationToken cancellation) =>
        database.Writes.RunAsync(session => session.Execute(Take, name, node, Now) == 1, cancellation: cancellation);

    /// <summary>Takes those of the names that nobody living holds, in one transaction.</summary>
    public Task<List<string>> TakeAsync(IReadOnlyCollection<string> names, CancellationToken cancellation) =>
        database.Writes.RunAsync(session => names.Where(name => session.Execute(Take, name, node, Now) == 1).ToList(), cancellation: cancellation);

    /// <summary>Gives a named lease back at once.</summary>
    public Task GiveBackAsync(string name, CancellationToken cancellation) => GiveBackAsync([name], cancellation);

    /// <summary>Gives named leases back at once, in one transaction.</summary>
    public Task GiveBackAsync(IReadOnlyCollection<string> names, CancellationToken cancellation) =>
        database.Writes.RunAsync(
            session =>
            {
                foreach (var name in names)
                    session.Post(GiveBack, name, node);
            },
            cancellation: cancellation);

    /// <summary>The living nodes that hold leases whose name begins so, by that name.</summary>
    public Task<Dictionary<string, string>> HoldersAsync(string prefix, CancellationToken cancellation) =>
        Task.Run(() => database.Read(rows => rows.Query(SelectHolders, row => (Name: row.GetString(0), Owner: row.GetString(1)), Now, prefix + "%")).ToDictionary(r => r.Name, r => r.Owner), cancellation);

    /// <summary>How many nodes live, this one included.</summary>
    public Task<long> CountNodesAsync(CancellationToken cancellation) =>
        Task.Run(() => database.Read(rows => rows.First(CountAlive, row => row.GetInt64(0), Now)), cancellation);

    /// <summary>Gives back everything this node holds: others need not wait.</summary>
    public Task LeaveAsync(CancellationToken cancellation) => database.Writes.RunAsync(session => session.Post(LeaveAlone, _self), cancellation: cancellation);

    /// <summary>Frees what earlier runs held. Only for a store that no second node can share (SQLite).</summary>
    public Task ForgetOthersAsync(CancellationToken cancellation) => database.Writes.RunAsync(session => session.Post(LeaveOthers, _self), cancellation: cancellation);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
