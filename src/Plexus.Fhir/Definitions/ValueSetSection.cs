namespace Plexus.Fhir.Definitions;

/// <summary>Writes expanded value sets: a directory by canonical, then the codes of each by system.</summary>
internal static class ValueSetSection
{
    internal static void AddTexts(SortedDictionary<string, CompiledValueSet> valueSets, PackStringTable strings)
    {
        foreach (var (url, valueSet) in valueSets)
        {
            strings.Add(url);
            foreach (var (system, codes) in valueSet.Systems)
            {
                strings.Add(system);
                foreach (var code in codes)
                    strings.Add(code);
            }

            foreach (var system in valueSet.OpenSystems)
                strings.Add(system);
        }
    }

    internal static byte[] ToSection(SortedDictionary<string, CompiledValueSet> valueSets, PackStringTable strings)
    {
        var directory = new PackSectionWriter();
        var bodies = new PackSectionWriter();
        directory.Number(valueSets.Count);
        foreach (var (url, valueSet) in valueSets)
        {
            var start = bodies.Length;
            bodies.Number(valueSet.Systems.Count);
            foreach (var (system, codes) in valueSet.Systems)
            {
                bodies.Number(strings.Number(system));
                bodies.Numbers([.. codes.Select(strings.Number).Order()]);
            }

            bodies.Numbers([.. valueSet.OpenSystems.Select(strings.Number)]);
            directory.Number(strings.Number(url));
            directory.Number(bodies.Length - start);
        }

        directory.Bytes(bodies.ToArray());
        return directory.ToArray();
    }
}
