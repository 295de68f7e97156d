using System.Text.Json;

namespace Plexus.Mesh.Folders;

/// <summary>A mailbox's folders, and the moves that leave a pair whole or not there.</summary>
internal sealed class MeshFolder
{
    internal const string Data = ".dat";

    internal MeshFolder(string home, string mailbox)
    {
        var root = Path.Combine(home, mailbox);
        (In, Out, Sent, Failed, Temp) = (Path.Combine(root, "in"), Path.Combine(root, "out"), Path.Combine(root, "sent"), Path.Combine(root, "failed"), Path.Combine(root, "temp"));
        foreach (var folder in new[] { In, Out, Sent, Failed, Temp })
            Directory.CreateDirectory(folder);
    }

    internal string In { get; }

    internal string Out { get; }

    internal string Sent { get; }

    internal string Failed { get; }

    /// <summary>Nobody else's business.</summary>
    internal string Temp { get; }

    /// <summary>Base names of control files to send, oldest first. Data without a control file is still being written.</summary>
    internal List<string> Pending() =>
        [.. new DirectoryInfo(Out).EnumerateFiles("*" + ControlFile.Extension).OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => Path.GetFileNameWithoutExtension(file.Name))];

    /// <summary>Decides where a pair goes and takes it there; after a crash in between, <see cref="Complete"/> goes on with the same decision.</summary>
    internal void Finish(string name, OutgoingNote note, ControlFile control, bool isSent)
    {
        control.Write(ControlInTemp(name));
        note = note with { IsSent = isSent, Target = Unused(isSent ? Sent : Failed, name) };
        WriteNote(name, note);
        Complete(name, note);
    }

    /// <summary>Data first, then the new control file, then the old one goes: whoever waits for a control file finds its data.</summary>
    internal void Complete(string name, OutgoingNote note)
    {
        var folder = note.IsSent == true ? Sent : Failed;
        MoveIfThere(Path.Combine(Out, name + Data), Path.Combine(folder, note.Target + Data));
        MoveIfThere(ControlInTemp(name), Path.Combine(folder, note.Target + ControlFile.Extension));
        File.Delete(Path.Combine(Out, name + ControlFile.Extension));
        File.Delete(NotePath(name));
    }

    /// <summary>What is known of the pair; nothing when the note is of an earlier pair of the same name.</summary>
    internal OutgoingNote? ReadNote(string name)
    {
        var path = NotePath(name);
        var note = File.Exists(path) ? JsonSerializer.Deserialize<OutgoingNote>(File.ReadAllText(path)) : null;
        return note?.ControlWrittenAt == ControlWrittenAt(name) ? note : null;
    }

    internal void WriteNote(string name, OutgoingNote note)
    {
        var next = NotePath(name) + ".part";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, note);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, NotePath(name), overwrite: true);
    }

    internal DateTime ControlWrittenAt(string name) => File.GetLastWriteTimeUtc(Path.Combine(Out, name + ControlFile.Extension));

    private string NotePath(string name) => Path.Combine(Temp, name + ".sending.json");

    private string ControlInTemp(string name) => Path.Combine(Temp, name + ".sending" + ControlFile.Extension);

    internal static void MoveIfThere(string from, string to)
    {
        if (File.Exists(from))
            File.Move(from, to, overwrite: true);
    }

    // An earlier pair of the same name stays; this one gets a number.
    private static string Unused(string folder, string name)
    {
        var target = name;
        for (var n = 2; File.Exists(Path.Combine(folder, target + ControlFile.Extension)) || File.Exists(Path.Combine(folder, target + Data)); n++)
            target = $"{name}_{n}";
        return target;
    }
}

/// <summary>What is known of a send that has begun: written before the first byte goes, so that a crash never sends twice unknowingly.</summary>
internal sealed record OutgoingNote
{
    /// <summary>Tells this pair from a later one of the same name.</summary>
    public required DateTime ControlWrittenAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string LocalId { get; init; }

    public Primitives.MeshMessageId? MessageId { get; init; }

    public ChunkedSendState? State { get; init; }

    /// <summary>Sent or failed, once decided.</summary>
    public bool? IsSent { get; init; }

    /// <summary>Base name in that folder.</summary>
    public string? Target { get; init; }
}
