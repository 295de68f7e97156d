using System.Runtime.InteropServices;

namespace Plexus.Storage;

/// <summary>Makes the names in a folder survive a power cut: syncing a file does not sync its name.</summary>
internal static class DurableFolder
{
    private const int ReadOnlyDirectory = 0;

    /// <exception cref="StorageException">The folder could not be synced.</exception>
    internal static void Sync(string folder)
    {
        // Windows has no such call: NTFS journals names itself.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, ReadOnlyDirectory);
        if (descriptor < 0)
            throw new StorageException("A folder of the store could not be opened for syncing.") { IsOutage = true };
        var failed = Fsync(descriptor) != 0;
        _ = Close(descriptor);
        if (failed)
            throw new StorageException("A folder of the store could not be synced to disk.") { IsOutage = true };
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
