namespace Plexus.Mesh.Folders;

/// <summary>The files in <c>temp</c> of one message on its way in.</summary>
internal sealed class IncomingFiles(MeshFolder folder, string name)
{
    private const string ReceivedMark = ".received";
    private const string TooLargeMark = ".broken";

    internal string Data { get; } = Path.Combine(folder.Temp, name + MeshFolder.Data);

    internal string Control { get; } = Path.Combine(folder.Temp, name + ControlFile.Extension);

    /// <summary>Stands from when the pair is whole until MESH knows: a program may take the pair away in between.</summary>
    internal string Received { get; } = Path.Combine(folder.Temp, name + ReceivedMark);

    /// <summary>Stands while MESH lists a message that grew too large, and holds how many bytes were allowed then.</summary>
    internal string TooLarge { get; } = Path.Combine(folder.Temp, name + TooLargeMark);

    /// <summary>Names of the messages of which something lies in <c>temp</c>.</summary>
    internal static HashSet<string> Names(MeshFolder folder) =>
        [.. new[] { MeshFolder.Data, ReceivedMark, TooLargeMark }.SelectMany(kind => Directory.EnumerateFiles(folder.Temp, "*" + kind)).Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>Puts the pair into <c>in</c>, data first; what is there already stays.</summary>
    internal void Move()
    {
        MeshFolder.MoveIfThere(Data, Path.Combine(folder.In, name + MeshFolder.Data));
        MeshFolder.MoveIfThere(Control, Path.Combine(folder.In, name + ControlFile.Extension));
    }

    internal void Delete()
    {
        // The mark goes first: with it, a pair counts as whole.
        foreach (var file in new[] { Received, TooLarge, Data, Control })
            File.Delete(file);
    }
}
