using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Keeps the elements that say something beyond the base, with their ancestors and with the sliced element before its slices.</summary>
internal static class ProfilePruning
{
    internal static ProfileElement Prune(ModelElements model, ProfileElement root)
    {
        Reduce(model, root);
        return root;
    }

    private static void Reduce(ModelElements model, ProfileElement element)
    {
        foreach (var child in element.Children)
            Reduce(model, child);
        var needed = element.Children.ConvertAll(child => child.Children.Count > 0 || child.Known < 0 || Differs(model, child));
        for (var i = 0; i < element.Children.Count; i++)
        {
            if (needed[i] && element.Children[i].IsSlice && SlicedBy(element.Children, i) is var sliced and >= 0)
                needed[sliced] = true;
        }

        element.Children = [.. element.Children.Where((_, i) => needed[i])];
    }

    private static int SlicedBy(List<ProfileElement> siblings, int slice) =>
        siblings.FindLastIndex(slice - 1 < 0 ? 0 : slice - 1, Math.Max(slice, 0), other => other.Name == siblings[slice].Name && !other.IsSlice);

    private static bool Differs(ModelElements model, ProfileElement element)
    {
        ref var known = ref model.Model.Elements[element.Known];
        return element.IsSlice
            || element.Fixed is not null
            || element.Pattern is not null
            || element.Invariants.Count > 0
            || element.MaxLength != known.MaxLength
            || element.MinValue != model.Text(known.MinValue)
            || element.MaxValue != model.Text(known.MaxValue)
            || (!element.Has(RowFlags.InheritsMin) && element.Min != known.Min)
            || (!element.Has(RowFlags.InheritsMax) && element.Max != known.Max)
            || element.Has(RowFlags.MustSupport)
            || (element.Has(RowFlags.Modifier) && (known.Flags & ElementFlags.Modifier) == 0)
            || (element.Binding is not null && element.Binding != model.BindingOf(element.Known))
            || (element.Slicing is not null && !IsOfEveryExtension(element))
            || !AreTypesOf(model, element);
    }

    /// <summary>Extensions are sliced by url, open, wherever they stand: that says nothing.</summary>
    internal static bool IsOfEveryExtension(ProfileElement element) =>
        element.Name is "extension" or "modifierExtension"
        && element.Slicing is { Rules: SlicingRules.Open, IsOrdered: false, Discriminators: [(DiscriminatorKind.Value, "url")] };

    internal static bool AreTypesOf(ModelElements model, ProfileElement element)
    {
        if (element.Types.Count == 0)
            return true;

        ref var known = ref model.Model.Elements[element.Known];
        var stated = element.Types.Select(type => type.Code).Distinct().Order(StringComparer.Ordinal);
        var expected = model.TypesOf(element.Known).Select(type => type.Contains('.', StringComparison.Ordinal) ? "BackboneElement" : type).Distinct().Order(StringComparer.Ordinal);
        if (!stated.SequenceEqual(expected) && !stated.SequenceEqual(["Element"]))
            return false;

        var profiles = element.Types.SelectMany(type => type.Profiles.Concat(type.Targets)).ToHashSet(StringComparer.Ordinal);
        return element.Types.TrueForAll(type => type.Aggregations == Aggregations.None)
            && profiles.SetEquals(known.Types.SelectMany(type => type.Profiles.Concat(type.Targets)).Select(url => model.Model.Strings[url]));
    }
}
