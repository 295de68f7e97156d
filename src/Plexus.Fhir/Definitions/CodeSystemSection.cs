namespace Plexus.Fhir.Definitions;

/// <summary>Writes code systems: a directory by canonical, then the concepts of each with display and parents.</summary>
internal static class CodeSystemSection
{
    internal static void AddTexts(SortedDictionary<string, CodeSystemContent> codeSystems, PackStringTable strings)
    {
        foreach (var (url, content) in codeSystems)
        {
            strings.Add(url);
            foreach (var code in content.Codes)
            {
                strings.Add(code);
                strings.Add(content.Display(code));
            }
        }
    }

    internal static byte[] ToSection(SortedDictionary<string, CodeSystemContent> codeSystems, PackStringTable strings)
    {
        var directory = new PackSectionWriter();
        var bodies = new PackSectionWriter();
        directory.Number(codeSystems.Count);
        foreach (var (url, content) in codeSystems)
        {
            var start = bodies.Length;
            var codes = content.Codes.ToArray();
            var positions = codes.Select((code, position) => (code, position)).ToDictionary(pair => pair.code, pair => pair.position, StringComparer.Ordinal);
            bodies.Byte((byte)((content.IsComplete ? 1 : 0) | (content.IsCaseSensitive ? 2 : 0)));
            bodies.Number(codes.Length);
            foreach (var code in codes)
            {
                bodies.Number(strings.Number(code));
                bodies.Number(strings.Number(content.Display(code)));
                bodies.Byte(content.IsAbstract(code) ? (byte)1 : (byte)0);
                bodies.Numbers([.. content.ParentsOf(code).Where(content.Contains).Select(parent => positions[parent]).Order()]);
            }

            directory.Number(strings.Number(url));
            directory.Number(bodies.Length - start);
        }

        directory.Bytes(bodies.ToArray());
        return directory.ToArray();
    }
}
