using Plexus.Storage;
using Plexus.Storage.Payloads;
using Plexus.Storage.Secrets;

namespace Plexus.Gateway;

/// <summary>Rows, payloads and keys of an installation, opened and brought to this program's version.</summary>
internal sealed class InstallationStore : IAsyncDisposable
{
    private InstallationStore(Database database, KeyRing keys, PayloadStore payloads) => (Database, Keys, Payloads) = (database, keys, payloads);

    public Database Database { get; }

    public KeyRing Keys { get; }

    public PayloadStore Payloads { get; }

    /// <exception cref="StorageException">The database cannot be opened, or was made by a newer program.</exception>
    public static async Task<InstallationStore> OpenAsync(string folder, string? connection, TimeProvider wallClock, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var keys = KeyRingFile.Open(Path.Combine(folder, "keys.json"), wallClock);
        var isSqlite = string.IsNullOrEmpty(connection);
        var database = isSqlite ? Database.OpenSqlite(Path.Combine(folder, "plexus.db"), wallClock) : Database.OpenPostgres(connection!, wallClock);
        try
        {
            await Migrator.MigrateAsync(database, cancellation);
            return new InstallationStore(database, keys, new PayloadStore(database, keys, isSqlite ? Path.Combine(folder, "payloads") : null, wallClock));
        }
        catch
        {
            await database.DisposeAsync();
            keys.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Keys.Dispose();
    }
}
