using System.Collections.Frozen;

namespace Plexus.Fhir.Packs;

/// <summary>A concept map of a pack: what a code of a system becomes.</summary>
internal sealed class ConceptMapTable
{
    internal ConceptMapTable(string url, PackStrings strings, PackReader body)
    {
        Url = url;
        SourceSet = strings[body.Number()];
        TargetSet = strings[body.Number()];
        Groups = new Group[body.Number()];
        for (var i = 0; i < Groups.Length; i++)
            Groups[i] = ReadGroup(strings, ref body);
    }

    internal string Url { get; }

    internal string SourceSet { get; }

    internal string TargetSet { get; }

    internal Group[] Groups { get; }

    /// <summary>One pair of systems; the text of what is unmapped is a code, or the canonical of another map.</summary>
    internal sealed record Group(string Source, string Target, FrozenDictionary<string, (string Code, ConceptEquivalence Equivalence)[]> Targets, UnmappedMode Unmapped, string UnmappedText);

    private static Group ReadGroup(PackStrings strings, ref PackReader body)
    {
        var (source, target) = (strings[body.Number()], strings[body.Number()]);
        var (unmapped, text) = ((UnmappedMode)body.Byte(), strings[body.Number()]);
        var count = body.Number();
        var targets = new Dictionary<string, List<(string, ConceptEquivalence)>>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var code = strings[body.Number()];

            // A code that is listed again adds to what it becomes.
            if (!targets.TryGetValue(code, out var list))
                targets.Add(code, list = []);
            for (var t = body.Number(); t > 0; t--)
                list.Add((strings[body.Number()], (ConceptEquivalence)body.Byte()));
        }

        return new Group(source, target, targets.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal), unmapped, text);
    }
}
