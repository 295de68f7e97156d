using System.Text;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir;

/// <summary>Questions about codes, answered from packs and the base definitions of one FHIR version; nothing is fetched.</summary>
/// <remarks>Thread-safe; keep one and share it.</remarks>
public sealed class FhirTerminology
{
    // Maps that one after the other leave the rest to the next; those of a pack are told of when it is built.
    private static readonly int LongestChain = DefinitionLimits.Default.MaxChain;

    private readonly FhirModel _model;
    private readonly ProfilePack[] _packs;

    /// <param name="version">The FHIR version.</param>
    /// <param name="packs">Where to look, first come first; packs of another version are not looked at.</param>
    public FhirTerminology(FhirVersion version, params IEnumerable<ProfilePack> packs)
    {
        ArgumentNullException.ThrowIfNull(packs);
        _model = FhirModel.For(version);
        _packs = [.. packs.Where(pack => pack.Version == version)];
    }

    /// <summary>The canonicals of the concept maps that are known.</summary>
    public IEnumerable<string> ConceptMaps => _packs.SelectMany(pack => pack.ConceptMaps).Distinct();

    /// <summary>Whether a code is in a value set; null when the set, or the code system that it draws on, is not held.</summary>
    /// <param name="valueSet">Its canonical; a version behind a bar is ignored.</param>
    /// <param name="system">The code system; null for a plain code whose system is understood.</param>
    /// <param name="code">The code.</param>
    public bool? Contains(string valueSet, string? system, string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (FindSet(valueSet) is not { } set)
            return null;

        var text = Encoding.UTF8.GetBytes(code);
        return (system is null ? set.Find(text) : set.Find(Encoding.UTF8.GetBytes(system), text)) switch
        {
            CodeVerdict.In => true,
            CodeVerdict.NotIn => false,
            _ => null,
        };
    }

    /// <summary>The codes of a value set that are held, with their systems; null when the set is not known.</summary>
    public IReadOnlyList<(string System, string Code)>? Codes(string valueSet) => FindSet(valueSet)?.Codes.ToArray();

    /// <summary>The display that a code system gives a code; null when it is not held.</summary>
    public string? Display(string system, string code)
    {
        var text = Encoding.UTF8.GetBytes(code);
        foreach (var pack in _packs)
        {
            if (pack.FindCodeSystem(system) is { } table && pack.Strings.Find(text) is var number and >= 0 && table.Find(number) is { Display: not 0 } concept)
                return pack.Strings[concept.Display];
        }

        return null;
    }

    /// <summary>What a concept map makes of a code; nothing when the map is not known or says nothing of it.</summary>
    /// <param name="conceptMap">Canonical of the map.</param>
    /// <param name="system">The code system of the code; null to take any that the map has.</param>
    /// <param name="code">The code.</param>
    public IReadOnlyList<ConceptTranslation> Translate(string conceptMap, string? system, string code)
    {
        ArgumentNullException.ThrowIfNull(conceptMap);
        ArgumentNullException.ThrowIfNull(code);
        var found = new List<ConceptTranslation>();
        Translate(conceptMap, system, code, found, [], LongestChain);
        return found;
    }

    /// <summary>What all known maps into a code system make of a code, each translation once.</summary>
    public IReadOnlyList<ConceptTranslation> TranslateTo(string targetSystem, string system, string code)
    {
        var found = new List<ConceptTranslation>();
        foreach (var map in ConceptMaps)
            Translate(map, system, code, found, [], LongestChain);
        return [.. found.Where(translation => translation.System == targetSystem).DistinctBy(translation => (translation.Code, translation.Equivalence))];
    }

    private void Translate(string canonical, string? system, string code, List<ConceptTranslation> found, HashSet<string> seen, int left)
    {
        // Maps that refer to each other for the rest end where they began.
        if (left < 0 || !seen.Add(canonical) || FindMap(canonical) is not { } map)
            return;

        foreach (var group in map.Groups)
        {
            if (system is not null && group.Source.Length > 0 && group.Source != system)
                continue;
            if (group.Targets.TryGetValue(code, out var targets))
                found.AddRange(targets.Select(target => new ConceptTranslation(group.Target, target.Code, target.Equivalence, map.Url)));
            else if (group.Unmapped == UnmappedMode.Provided)
                found.Add(new ConceptTranslation(group.Target, code, ConceptEquivalence.Equal, map.Url));
            else if (group.Unmapped == UnmappedMode.Fixed)
                found.Add(new ConceptTranslation(group.Target, group.UnmappedText, ConceptEquivalence.Inexact, map.Url));
            else if (group.Unmapped == UnmappedMode.OtherMap)
                Translate(group.UnmappedText, system, code, found, seen, left - 1);
        }
    }

    private ConceptMapTable? FindMap(string canonical) =>
        _packs.Select(pack => pack.FindConceptMap(canonical)).FirstOrDefault(map => map is not null);

    private CodeSet? FindSet(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        var url = Encoding.UTF8.GetBytes(canonical.Split('|')[0]);
        foreach (var pack in _packs)
        {
            if (pack.Strings.Find(url) is var number and >= 0 && pack.ValueSets.Find(number) is { } set)
                return set;
        }

        return _model.Strings.Find(url) is var text and >= 0 ? _model.CodeSets.Find(text) : null;
    }
}
