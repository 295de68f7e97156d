namespace Plexus.Sandbox;

/// <summary>Small files of the data folder, replaced whole so that a kill leaves the old or the new one.</summary>
internal static class KeptFile
{
    private static readonly Lock _gate = new();

    internal static void Write(string path, string text)
    {
        lock (_gate)
        {
            File.WriteAllText(path + ".new", text);
            File.Move(path + ".new", path, overwrite: true);
        }
    }
}
