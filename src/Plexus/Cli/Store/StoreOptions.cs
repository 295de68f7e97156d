using System.CommandLine;
using Plexus.Gateway;
using Plexus.Storage;

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
    public static async Task<InstallationStore> OpenAsync(ParseResult parsed, CancellationToken cancellation)
    {
        return await InstallationStore.OpenAsync(parsed.GetRequiredValue(Data).FullName, await ConnectionAsync(parsed, cancellation), TimeProvider.System, cancellation);
    }

    /// <summary>The connection string as given, from its file or from the environment; null for SQLite.</summary>
    public static Task<string?> ConnectionAsync(ParseResult parsed, CancellationToken cancellation) =>
        ReadAsync(parsed.GetValue(Database) ?? Environment.GetEnvironmentVariable(DatabaseVariable), cancellation);

    /// <summary>The connection string itself, where it names a file as @FILE.</summary>
    public static async Task<string?> ReadAsync(string? connection, CancellationToken cancellation) =>
        connection?.StartsWith('@') == true ? (await File.ReadAllTextAsync(connection[1..], cancellation)).Trim() : connection;
}
