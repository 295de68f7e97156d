using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plexus.Sandbox;

/// <summary>What every emulated service shares: people, clocks, faults, and a folder to keep things in.</summary>
public sealed class SandboxWorld : IDisposable
{
    private const string LockFile = "sandbox.lock";
    private const string WorldFile = "sandbox.json";
    private const string PeopleFile = "people.jsonl";
    private readonly Lock _gate = new();
    private readonly FileStream? _owned;

    internal SandboxWorld(SandboxOptions options)
    {
        _owned = options.DataDirectory is { } folder ? Own(folder) : null;
        Clock = new SandboxClock(options.WallClock);
        var kept = Load(options.DataDirectory);
        Options = kept is null ? options : options with { Seed = kept.Seed };
        if (kept is { Offset: var offset } && offset != TimeSpan.Zero)
            Clock.Advance(offset);
        var today = kept?.Today ?? DateOnly.FromDateTime(Clock.Business.GetUtcNow().UtcDateTime);
        Population = new Population(Options.Seed, today, Clock.Business);
        Faults = new Faults(Options.Seed);
        if (options.DataDirectory is null)
            return;
        ReplayPeople();
        Save();
        Clock.Moved += _ => Save();
        Population.Changed += Append;
    }

    /// <summary>The environment every page and answer names.</summary>
    public static string Environment => "sandbox";

    public SandboxOptions Options { get; }

    public SandboxClock Clock { get; }

    public Population Population { get; }

    public Faults Faults { get; }

    /// <summary>The folder a service keeps its things in, made if need be; null when nothing is kept.</summary>
    public string? FolderFor(string service) =>
        Options.DataDirectory is { } folder ? Directory.CreateDirectory(Path.Combine(folder, service)).FullName : null;

    /// <summary>Gives the data folder back.</summary>
    public void Dispose() => _owned?.Dispose();

    // Two sandboxes over one folder would write each other's messages away.
    private static FileStream Own(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem)
        {
            throw new IOException("The data folder is in use by another sandbox, or cannot be written.", problem);
        }
    }

    internal void Reset()
    {
        Faults.Clear();
        Population.Reset();
        if (Options.DataDirectory is not null)
            File.Delete(PathOf(PeopleFile));
    }

    private void ReplayPeople()
    {
        if (!File.Exists(PathOf(PeopleFile)))
            return;
        var changes = new List<PopulationChange>();
        foreach (var line in File.ReadLines(PathOf(PeopleFile)))
        {
            // The last line may be torn by a kill.
            try
            {
                changes.Add(JsonSerializer.Deserialize(line, WorldJson.Default.PopulationChange)!);
            }
            catch (JsonException)
            {
                break;
            }
        }
        Population.Replay(changes);
    }

    private void Append(PopulationChange change)
    {
        lock (_gate)
            File.AppendAllText(PathOf(PeopleFile), JsonSerializer.Serialize(change, WorldJson.Default.PopulationChange) + "\n");
    }

    private void Save() =>
        KeptFile.Write(PathOf(WorldFile), JsonSerializer.Serialize(new KeptWorld(Options.Seed, Population.Today, Clock.Offset), WorldJson.Default.KeptWorld));

    private string PathOf(string name) => Path.Combine(Options.DataDirectory!, name);

    private static KeptWorld? Load(string? folder)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, WorldFile)))
            return null;
        return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, WorldFile)), WorldJson.Default.KeptWorld);
    }
}

/// <summary>What a data folder fixes: the people's seed and day, and how far the business clock was ahead.</summary>
internal sealed record KeptWorld(int Seed, DateOnly Today, TimeSpan Offset);

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeptWorld))]
[JsonSerializable(typeof(PopulationChange))]
internal sealed partial class WorldJson : JsonSerializerContext;
