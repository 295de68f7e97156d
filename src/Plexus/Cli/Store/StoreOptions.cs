using System.CommandLine;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Cli.Store;

/// <summary>Where an installation keeps its rows and keys: options of every verb that works on them.</summary>
internal static class StoreOptions
{
    private const string DatabaseVariable = "PLEXUS_DATABASE";

    public static Option<DirectoryInfo> Data { get; } = new("--data")
    {
        Description = "Folder of the installation: keys, and the database unless --database names another.",
        DefaultValueFactory = _ => new DirectoryInfo("plexus-data"),
    };

    public static Option<string?> Database { get; } = new("--database")
    {
        Description = $"PostgreSQL connection string, or the name of a file that holds it as @FILE; also {DatabaseVariable}. Without it an SQLite file in the folder.",
    };

    /// <summary>Opens the store as it is said to be, brought to this program's version.</summary>
    /// <exception cref="StorageException">It cannot be opened.</exception>
    public static async Task<OpenStore> OpenAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = parsed.GetRequiredValue(Data).FullName;
        Directory.CreateDirectory(folder);
        var connection = parsed.GetValue(Database) ?? Environment.GetEnvironmentVariable(DatabaseVariable);
        if (connection?.StartsWith('@') == true)
            connection = (await File.ReadAllTextAsync(connection[1..], cancellation)).Trim();
        var keys = KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System);
        var database = string.IsNullOrEmpty(connection)
            ? Storage.Database.OpenSqlite(Path.Combine(folder, "plexus.db"))
            : Storage.Database.OpenPostgres(connection);
        try
        {
            await Migrator.MigrateAsync(database, cancellation);
            return new OpenStore(database, keys);
        }
        catch
        {
            await database.DisposeAsync();
            keys.Dispose();
            throw;
        }
    }
}

/// <summary>An installation's rows and keys, in the hands of one verb.</summary>
internal sealed record OpenStore(Database Database, KeyRing Keys) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Keys.Dispose();
    }
}
