using System.Runtime.InteropServices;

namespace Plexus.Storage.Sqlite;

/// <summary>Binds the provider to the system's maintained SQLite library, never to a bundled one.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Bound = new(Bind);

    /// <exception cref="StorageException">The system has no SQLite library.</exception>
    internal static void Use() => _ = Bound.Value;

    private static bool Bind()
    {
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3.dll", "sqlite3.dll"]
            : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        var handle = IntPtr.Zero;
        if (!candidates.Any(name => NativeLibrary.TryLoad(name, out handle)))
            throw new StorageException("The system has no SQLite library. Install it (Debian and Ubuntu: apt install libsqlite3-0) or use PostgreSQL.");

        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? handle : IntPtr.Zero);
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        return true;
    }
}
