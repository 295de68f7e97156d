using Plexus.Fhir.Definitions;
using Plexus.Fhir.Packs;

namespace Plexus.Profiles.Tests.Definitions;

/// <summary>What a compiled profile says of each element beyond the base, and of each slice beyond the sliced element: for comparing two compilations of one profile.</summary>
internal sealed class ElementLines(ModelElements model)
{
    private readonly SortedDictionary<string, string> _lines = new(StringComparer.Ordinal);

    /// <summary>By path and part; what stands below an element that has a profile of its own is marked, since that profile may say it as well.</summary>
    internal static SortedDictionary<string, string> Of(ModelElements model, ProfileElement root)
    {
        var lines = new ElementLines(model);
        lines.Add(root, root.Name, null, false);
        return lines._lines;
    }

    internal const string Below = "(below a profile)";

    private void Add(ProfileElement element, string path, ProfileElement? sliced, bool isBelow)
    {
        foreach (var (part, text) in Parts(element))
        {
            if (sliced is null || !Parts(sliced).Any(other => other.Key == part && other.Value == text))
                _lines[$"{path}\t{part}{(isBelow ? Below : "")}"] = text;
        }

        isBelow |= element.Types is [{ Profiles.Count: 1 }];
        foreach (var child in element.Children)
        {
            var others = child.IsSlice ? element.Children : sliced?.Children;
            var whole = others?.Find(other => other.Name == child.Name && !other.IsSlice);
            Add(child, $"{path}.{child.Name}{(child.IsSlice ? ":" + child.SliceName : "")}", whole, isBelow);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Parts(ProfileElement element)
    {
        var known = element.Known < 0 ? default : model.Model.Elements[element.Known];
        var isRoot = element.Known < 0;
        if (element.Min != (element.IsSlice ? 0 : known.Min))
            yield return new("min", $"{element.Min}");
        if (!isRoot && element.Max != known.Max && !(element.IsSlice && element.Max == ProfileElement.Unbounded))
            yield return new("max", $"{element.Max}");
        if (!isRoot && !ProfilePruning.AreTypesOf(model, element))
            yield return new("types", string.Join(' ', element.Types.GroupBy(type => type.Code).Select(type => $"{type.Key}({string.Join(',', type.SelectMany(one => one.Profiles.Concat(one.Targets)).Order(StringComparer.Ordinal))})").Order(StringComparer.Ordinal)));
        if (!isRoot && element.Binding is { Strength: BindingStrength.Required or BindingStrength.Extensible } binding && binding != model.BindingOf(element.Known))
            yield return new("binding", $"{binding.Strength} {binding.ValueSet} {binding.MaxValueSet}");
        if (element.Fixed is not null)
            yield return new("fixed", element.Fixed.Json);
        if (element.Pattern is not null)
            yield return new("pattern", element.Pattern.Json);
        if (element.Slicing is { } slicing && !ProfilePruning.IsOfEveryExtension(element))
            yield return new("slicing", $"{slicing.Rules} {slicing.IsOrdered} {string.Join(',', slicing.Discriminators)}");
        if (element.Invariants.Count > 0)
            yield return new("invariants", string.Join(' ', element.Invariants.Select(invariant => invariant.Key).Order(StringComparer.Ordinal)));
        if (element.MaxLength != known.MaxLength)
            yield return new("maxLength", $"{element.MaxLength}");
    }
}
