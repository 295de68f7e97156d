namespace Plexus.Fhir.Definitions;

/// <summary>How far concept maps lead to each other for the codes that they do not list.</summary>
internal static class ConceptMapChains
{
    /// <summary>Maps that lead back to themselves, and maps that lead on too often; each step looks at each map once.</summary>
    internal static IEnumerable<DefinitionFault> Faults(IReadOnlyDictionary<string, CompiledConceptMap> maps, int longest)
    {
        var others = maps.ToDictionary(map => map.Key, map => Others(map.Value).Where(maps.ContainsKey).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var leadingTo = others.SelectMany(pair => pair.Value.Select(other => (From: pair.Key, To: other))).ToLookup(pair => pair.To, pair => pair.From, StringComparer.Ordinal);
        var open = others.ToDictionary(pair => pair.Key, pair => pair.Value.Count, StringComparer.Ordinal);
        var steps = maps.Keys.ToDictionary(url => url, _ => 0, StringComparer.Ordinal);
        var ended = new Queue<string>(open.Where(pair => pair.Value == 0).Select(pair => pair.Key));
        while (ended.TryDequeue(out var url))
        {
            foreach (var from in leadingTo[url])
            {
                steps[from] = Math.Max(steps[from], steps[url] + 1);
                if (--open[from] == 0)
                    ended.Enqueue(from);
            }
        }

        return maps.Keys
            .Where(url => open[url] > 0 || steps[url] > longest)
            .Select(url => new DefinitionFault(url, open[url] > 0
                ? "for codes that it does not list it leads to maps that lead back, so such a code becomes nothing there; end the circle with a map that says what becomes of the rest."
                : $"for codes that it does not list it leads through more than {longest} maps, and is not followed further; join some of them, or raise DefinitionLimits.MaxChain."));
    }

    private static IEnumerable<string> Others(CompiledConceptMap map) =>
        map.Groups.Where(group => group.Unmapped == UnmappedMode.OtherMap).Select(group => group.UnmappedText.Split('|')[0]);
}
