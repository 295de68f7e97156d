namespace Plexus.Fhir.Definitions;

/// <summary>Writes concept maps: a directory by canonical, then the groups of each.</summary>
internal static class ConceptMapSection
{
    internal static void AddTexts(IEnumerable<CompiledConceptMap> maps, PackStringTable strings)
    {
        foreach (var map in maps)
        {
            strings.Add(map.Url);
            strings.Add(map.SourceSet);
            strings.Add(map.TargetSet);
            foreach (var group in map.Groups)
            {
                strings.Add(group.Source);
                strings.Add(group.Target);
                strings.Add(group.UnmappedText);
                foreach (var (code, targets) in group.Elements)
                {
                    strings.Add(code);
                    foreach (var target in targets)
                        strings.Add(target.Code);
                }
            }
        }
    }

    internal static byte[] ToSection(IReadOnlyCollection<CompiledConceptMap> maps, PackStringTable strings)
    {
        var directory = new PackSectionWriter();
        var bodies = new PackSectionWriter();
        directory.Number(maps.Count);
        foreach (var map in maps)
        {
            var start = bodies.Length;
            bodies.Number(strings.Number(map.SourceSet));
            bodies.Number(strings.Number(map.TargetSet));
            bodies.Number(map.Groups.Count);
            foreach (var group in map.Groups)
                WriteGroup(bodies, group, strings);
            directory.Number(strings.Number(map.Url));
            directory.Number(bodies.Length - start);
        }

        directory.Bytes(bodies.ToArray());
        return directory.ToArray();
    }

    private static void WriteGroup(PackSectionWriter body, CompiledConceptMap.Group group, PackStringTable strings)
    {
        body.Number(strings.Number(group.Source));
        body.Number(strings.Number(group.Target));
        body.Byte((byte)group.Unmapped);
        body.Number(strings.Number(group.UnmappedText));
        body.Number(group.Elements.Count);
        foreach (var (code, targets) in group.Elements)
        {
            body.Number(strings.Number(code));
            body.Number(targets.Count);
            foreach (var target in targets)
            {
                body.Number(strings.Number(target.Code));
                body.Byte((byte)target.Equivalence);
            }
        }
    }
}
