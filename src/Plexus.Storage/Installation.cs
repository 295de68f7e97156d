namespace Plexus.Storage;

/// <summary>One installation belongs to exactly one environment (sandbox, int, dep, prod) and refuses the data of another.</summary>
public static class Installation
{
    private static readonly Sql Insert = new("INSERT INTO installation (id, environment, made) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING");

    private static readonly Sql Select = new("SELECT environment FROM installation WHERE id = 1");

    /// <summary>Marks a new database as the environment's, or checks an old one.</summary>
    /// <exception cref="StorageException">The database belongs to another environment.</exception>
    public static async Task BindAsync(Database database, string environment, CancellationToken cancellation)
    {
        var bound = await database.Writes.RunAsync(
            session =>
            {
                session.Execute(Insert, environment, session.Now);
                return session.First(Select, row => row.GetString(0))!;
            },
            cancellation: cancellation);
        if (bound != environment)
            throw new StorageException($"This database belongs to the environment {bound}, not to {environment}.");
    }
}
