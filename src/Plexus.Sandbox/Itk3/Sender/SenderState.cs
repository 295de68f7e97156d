using System.Text.Json;
using System.Text.Json.Serialization;
using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>The running number and the mailboxes that are the sender's; kept in the data folder, so that a restart repeats no id.</summary>
internal sealed class SenderState
{
    private const string FileName = "sender.json";
    private readonly Lock _gate = new();
    private readonly string? _path;
    private readonly HashSet<MeshMailboxId> _mailboxes = [];
    private int _number;

    internal SenderState(SandboxWorld world, string? folder)
    {
        Uuids = new Uuids(world.Population.Seed, world.Population.Today);
        _path = folder is null ? null : Path.Combine(folder, FileName);
        if (_path is null || !File.Exists(_path))
            return;
        var kept = JsonSerializer.Deserialize(File.ReadAllText(_path), SenderJson.Default.KeptSender)!;
        _number = kept.Number;
        _mailboxes.UnionWith(kept.Mailboxes);
    }

    internal Uuids Uuids { get; }

    internal IReadOnlyList<MeshMailboxId> Mailboxes
    {
        get
        {
            lock (_gate)
                return [.. _mailboxes];
        }
    }

    internal int Next()
    {
        lock (_gate)
        {
            _number++;
            Save();
            return _number;
        }
    }

    internal bool Uses(MeshMailboxId mailbox)
    {
        lock (_gate)
            return _mailboxes.Contains(mailbox);
    }

    /// <summary>Makes a mailbox the sender's.</summary>
    /// <returns>False when it was already.</returns>
    internal bool Use(MeshMailboxId mailbox)
    {
        lock (_gate)
        {
            if (!_mailboxes.Add(mailbox))
                return false;
            Save();
            return true;
        }
    }

    internal void Reset()
    {
        lock (_gate)
        {
            _number = 0;
            _mailboxes.Clear();
            Save();
        }
    }

    private void Save()
    {
        if (_path is not null)
            KeptFile.Write(_path, JsonSerializer.Serialize(new KeptSender(_number, [.. _mailboxes]), SenderJson.Default.KeptSender));
    }
}

internal sealed record KeptSender(int Number, IReadOnlyList<MeshMailboxId> Mailboxes);

[JsonSerializable(typeof(KeptSender))]
internal sealed partial class SenderJson : JsonSerializerContext;
