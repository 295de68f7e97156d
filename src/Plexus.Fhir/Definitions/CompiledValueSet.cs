using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>The codes of a value set by system; the systems of which it takes more than can be known here are open.</summary>
internal sealed class CompiledValueSet
{
    internal SortedDictionary<string, SortedSet<string>> Systems { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> OpenSystems { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it may take codes of any system: it imports what is not held.</summary>
    internal bool IsOpenForAny => OpenSystems.Contains(CodeSet.AnySystem);

    /// <summary>How many codes it has.</summary>
    internal int Count => Systems.Values.Sum(codes => codes.Count);

    internal void Add(string system, string code)
    {
        if (!Systems.TryGetValue(system, out var codes))
            Systems.Add(system, codes = new SortedSet<string>(StringComparer.Ordinal));
        codes.Add(code);
    }

    internal bool IsOpenFor(string system) => IsOpenForAny || OpenSystems.Contains(system);

    internal bool Contains(string system, string code) => Systems.TryGetValue(system, out var codes) && codes.Contains(code);

    internal void Add(CompiledValueSet other)
    {
        foreach (var (system, codes) in other.Systems)
        {
            foreach (var code in codes)
                Add(system, code);
        }

        OpenSystems.UnionWith(other.OpenSystems);
    }
}
