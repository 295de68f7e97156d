namespace Plexus.Storage.Secrets;

/// <summary>Keeps the keys with which pages seal forms and links: after a restart, and on every node, what was sealed before is still known.</summary>
public sealed class PageKeys(Database database)
{
    private static readonly Sql SelectAll = new("SELECT body FROM page_key ORDER BY name");
    private static readonly Sql SelectServing = new("SELECT name FROM page_key WHERE activates <= $1 AND expires > $1 LIMIT 1");
    private static readonly Sql Insert = new("INSERT INTO page_key (name, body, activates, expires, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING");

    /// <summary>Everything that was kept.</summary>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    public IReadOnlyList<string> All() => database.Read(rows => rows.Query(SelectAll, row => row.GetString(0)));

    /// <summary>Keeps a body; its secret part must be encrypted already.</summary>
    /// <param name="activates">From when it serves; null for what is no key.</param>
    /// <param name="expires">Until when it serves.</param>
    /// <returns>False when it was left out, because it would serve at once and another node has already made one that does: two that start together share one key.</returns>
    public Task<bool> KeepAsync(string name, string body, DateTimeOffset? activates, DateTimeOffset? expires, CancellationToken cancellation) =>
        database.Writes.RunAsync(
            session =>
            {
                if (activates?.ToUnixTimeMilliseconds() <= session.Now && session.First(SelectServing, row => row.GetString(0), session.Now) is not null)
                    return false;
                session.Execute(Insert, name, body, activates?.ToUnixTimeMilliseconds(), expires?.ToUnixTimeMilliseconds(), session.Now);
                return true;
            },
            [LockKey.Of("page-key", "", "")], cancellation: cancellation);
}
