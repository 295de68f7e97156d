using System.Collections.Concurrent;
using System.Text;
using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir;

/// <summary>Profiles, value sets and code systems beyond the base definitions, as compiled data. Each is decoded when first used.</summary>
/// <remarks>docs/fhir-packs.md describes the format. Immutable and safe to share.</remarks>
public sealed class ProfilePack
{
    private readonly Dictionary<string, Entry> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _codeSystems;
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _conceptMaps;
    private readonly ConcurrentDictionary<string, ProfileDefinition> _decodedProfiles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, CodeSystemTable> _decodedSystems = new();
    private readonly ConcurrentDictionary<int, ConceptMapTable> _decodedMaps = new();

    private ProfilePack(byte[] pack)
    {
        ReadOnlyMemory<byte> Section(PackSection section) => pack.AsMemory(PackReader.Locate(pack, PackKind.Profiles, section));

        Version = (FhirVersion)pack[5];
        Strings = new PackStrings(Section(PackSection.Strings));
        ValueSets = new CodeSets(Strings, Section(PackSection.ValueSets));
        Invariants = InvariantDef.ReadAll(Section(PackSection.Invariants).Span);
        ReadProfiles(Section(PackSection.Profiles));
        _codeSystems = Directory(Section(PackSection.CodeSystems));
        _conceptMaps = Directory(Section(PackSection.ConceptMaps));
    }

    private sealed record Entry(int Version, int Type, int Base, ProfileFlags Flags, ReadOnlyMemory<byte> Body);

    public FhirVersion Version { get; }

    /// <summary>The canonical URLs of the profiles, extensions included.</summary>
    public IEnumerable<string> Profiles => _profiles.Keys;

    internal PackStrings Strings { get; }

    internal CodeSets ValueSets { get; }

    internal InvariantDef[] Invariants { get; }

    internal IEnumerable<string> CodeSystems => _codeSystems.Keys.Select(url => Strings[url]);

    internal IEnumerable<string> ConceptMaps => _conceptMaps.Keys.Select(url => Strings[url]);

    /// <summary>Reads a pack to its end.</summary>
    /// <exception cref="InvalidDataException">Not a profile pack of the revision that this program reads.</exception>
    public static ProfilePack Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return new ProfilePack(buffer.ToArray());
    }

    /// <summary>Whether the pack defines a profile; a version behind a bar is ignored.</summary>
    public bool Contains(string canonical) => _profiles.ContainsKey(Bare(canonical));

    /// <summary>Whether the pack defines a profile, given without a version.</summary>
    internal bool Defines(ReadOnlySpan<char> canonical) => _profiles.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(canonical);

    /// <summary>Null when the pack does not define it; a version behind a bar is ignored.</summary>
    internal ProfileDefinition? Find(string canonical)
    {
        canonical = Bare(canonical);
        if (_decodedProfiles.TryGetValue(canonical, out var known))
            return known;
        if (!_profiles.TryGetValue(canonical, out var entry))
            return null;

        var (contexts, rows) = ProfileRowReader.Read(entry.Body);
        var profile = new ProfileDefinition(canonical, Strings[entry.Version], Strings[entry.Type], Strings[entry.Base], entry.Flags, contexts, rows);
        return _decodedProfiles.GetOrAdd(canonical, profile);
    }

    internal CodeSystemTable? FindCodeSystem(string url)
    {
        var number = Strings.Find(Encoding.UTF8.GetBytes(url));
        if (number < 0 || !_codeSystems.TryGetValue(number, out var body))
            return null;

        return _decodedSystems.GetOrAdd(number, _ => new CodeSystemTable(url, new PackReader(body.Span)));
    }

    internal ConceptMapTable? FindConceptMap(string url)
    {
        var number = Strings.Find(Encoding.UTF8.GetBytes(Bare(url)));
        if (number < 0 || !_conceptMaps.TryGetValue(number, out var body))
            return null;

        return _decodedMaps.GetOrAdd(number, _ => new ConceptMapTable(Bare(url), Strings, new PackReader(body.Span)));
    }

    private static string Bare(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? canonical : canonical[..bar];
    }

    private void ReadProfiles(ReadOnlyMemory<byte> section)
    {
        var reader = new PackReader(section.Span);
        var entries = new (string Url, int Version, int Type, int Base, ProfileFlags Flags, int Length)[reader.Number()];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = (Strings[reader.Number()], reader.Number(), reader.Number(), reader.Number(), (ProfileFlags)reader.Number(), reader.Number());

        var offset = reader.Position;
        foreach (var (url, version, type, @base, flags, length) in entries)
        {
            _profiles.Add(url, new Entry(version, type, @base, flags, section.Slice(offset, length)));
            offset += length;
        }
    }

    private static Dictionary<int, ReadOnlyMemory<byte>> Directory(ReadOnlyMemory<byte> section)
    {
        var reader = new PackReader(section.Span);
        var entries = new (int Url, int Length)[reader.Number()];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = (reader.Number(), reader.Number());

        var offset = reader.Position;
        var bodies = new Dictionary<int, ReadOnlyMemory<byte>>(entries.Length);
        foreach (var (url, length) in entries)
        {
            bodies.Add(url, section.Slice(offset, length));
            offset += length;
        }

        return bodies;
    }
}
