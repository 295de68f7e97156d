using System.Text;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>The terminology of packs and of the base definitions, for value sets that draw on it.</summary>
internal sealed class PackedTerminology(FhirModel model, IReadOnlyList<ProfilePack> packs)
{
    private readonly ProfilePack[] _packs = [.. packs.Where(pack => pack.Version == model.Version)];

    internal CodeSystemContent? CodeSystem(string url) =>
        _packs.Select(pack => pack.FindCodeSystem(url) is { } table ? new CodeSystemContent(pack.Strings, table) : null).FirstOrDefault(content => content is not null);

    internal CompiledValueSet? ValueSet(string url)
    {
        var text = Encoding.UTF8.GetBytes(url);
        var set = _packs.Select(pack => Find(pack.Strings, pack.ValueSets, text)).Append(Find(model.Strings, model.CodeSets, text)).FirstOrDefault(found => found is not null);
        if (set is null)
            return null;

        var compiled = new CompiledValueSet();
        foreach (var (system, code) in set.Codes)
            compiled.Add(system, code);
        compiled.OpenSystems.UnionWith(set.OpenSystems);
        return compiled;
    }

    private static CodeSet? Find(PackStrings strings, CodeSets sets, byte[] url) =>
        strings.Find(url) is var number and >= 0 ? sets.Find(number) : null;
}
