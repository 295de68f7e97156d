using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Merges a differential into the elements that it derives from: what a snapshot would say, without what the base says anyway.</summary>
/// <remarks>A bound outside the inherited one is kept as stated and is a fault of the profile.</remarks>
internal sealed class ProfileMerger(ModelElements model, Func<string, ProfileElement?> profiles, string url, int mostElements)
{
    private readonly ProfileElementReader _reader = new(model);
    private ProfileElement _root = null!;
    private readonly int _most = mostElements;
    private int _left = mostElements;

    internal List<DefinitionFault> Faults { get; } = [];

    /// <param name="inherited">Changed, and returned.</param>
    /// <param name="differential">Not changed.</param>
    internal ProfileElement Merge(ProfileElement inherited, ProfileElement differential)
    {
        _root = inherited;
        Merge(inherited, differential, differential.Name, 1);
        return inherited;
    }

    private void Merge(ProfileElement into, ProfileElement own, string path, int depth)
    {
        MergeFacts(into, own, path);
        if (own.Children.Count > 0 && into.Children.Count == 0)
            WalkInto(into, path, depth);
        foreach (var child in own.Children)
            MergeChild(into, child, path, depth + 1);
    }

    private void MergeChild(ProfileElement parent, ProfileElement own, string path, int depth)
    {
        var place = $"{path}.{own.Name}{(own.IsSlice ? ":" + own.SliceName : "")}";
        var match = Match(parent.Children, own);
        var isNew = match is null;
        if (match is null)
        {
            match = Implied(own);
            parent.Children.Insert(PlaceOf(parent.Children, own), match);
        }

        Merge(match, own, place, depth);
        if (isNew && own.IsSlice && match.Types is [{ Profiles: [var profile] }] && profiles(profile) is { } definition)
            TakeBounds(match, own, definition);
    }

    /// <summary>How often an extension may stand is said by its definition, unless the profile says it.</summary>
    private static void TakeBounds(ProfileElement slice, ProfileElement own, ProfileElement definition)
    {
        slice.Min = own.Has(RowFlags.InheritsMin) ? definition.Min : slice.Min;
        slice.Max = own.Has(RowFlags.InheritsMax) ? definition.Max : slice.Max;
    }

    /// <summary>The inherited element that a differential speaks of.</summary>
    private static ProfileElement? Match(List<ProfileElement> siblings, ProfileElement own)
    {
        if (own.IsSlice)
        {
            return siblings.Find(other => other.Name == own.Name && other.SliceName == own.SliceName)
                ?? (own.Has(RowFlags.Choice) && own.Types is [var type] ? siblings.Find(other => other.Name == own.Name && IsOfType(other, type.Code)) : null);
        }

        var whole = siblings.Find(other => other.Name == own.Name && !other.IsSlice && !other.Has(RowFlags.NamesType));
        if (!own.Has(RowFlags.Choice) || own.Types is not [var named])
            return whole;
        return own.Has(RowFlags.NamesType) ? siblings.Find(other => other.Name == own.Name && IsOfType(other, named.Code)) ?? whole
            : whole ?? siblings.Find(other => other.Name == own.Name && IsOfType(other, named.Code));
    }

    private static bool IsOfType(ProfileElement element, string type) =>
        element.Types is [var only] && only.Code == type && (element.IsSlice || element.Has(RowFlags.NamesType));

    /// <summary>An element of which nothing is said yet. A new slice demands nothing, whatever the sliced element demands of the whole list.</summary>
    private ProfileElement Implied(ProfileElement own)
    {
        var element = new ProfileElement
        {
            Name = own.Name,
            SliceName = own.SliceName,
            Known = own.Known,
            Type = own.Type,
            Flags = own.Flags & (RowFlags.Choice | RowFlags.NamesType),
        };
        if (own.Known < 0)
        {
            element.Flags |= RowFlags.InheritsMin | RowFlags.InheritsMax;
            return element;
        }

        ref var known = ref model.Model.Elements[own.Known];
        element.Max = own.IsSlice ? ProfileElement.Unbounded : known.Max;
        element.Min = own.IsSlice ? 0 : known.Min;
        element.MaxLength = known.MaxLength;
        element.MinValue = model.Text(known.MinValue);
        element.MaxValue = model.Text(known.MaxValue);
        return element;
    }

    /// <summary>Slices follow their element and the slices before them; a slice of a slice follows that one.</summary>
    private static int PlaceOf(List<ProfileElement> siblings, ProfileElement own)
    {
        var slash = own.SliceName.LastIndexOf('/');
        var outer = slash < 0 ? null : own.SliceName[..slash];
        var last = siblings.FindLastIndex(other => other.Name == own.Name
            && (outer is null || other.SliceName == outer || other.SliceName.StartsWith(outer + "/", StringComparison.Ordinal)));
        if (own.IsSlice)
            return last < 0 ? siblings.Count : last + 1;

        var first = siblings.FindIndex(other => other.Name == own.Name);
        return first < 0 ? siblings.Count : first;
    }

    private void MergeFacts(ProfileElement into, ProfileElement own, string path)
    {
        MergeBounds(into, own, path);
        if (own.Types.Count > 0)
        {
            CheckTypes(into, own, path);
            into.Types = own.Types;
            into.Type = own.Type >= 0 ? own.Type : _reader.TypeOf(into);
        }

        into.Binding = Bound(into, own.Binding);
        into.Fixed = own.Fixed ?? into.Fixed;
        into.Pattern = own.Pattern ?? into.Pattern;
        if (own.Slicing is { } slicing)
            into.Slicing = slicing.Discriminators.Count > 0 || into.Slicing is null ? slicing : slicing with { Discriminators = into.Slicing.Discriminators };
        if (own.ContentReference.Length > 0)
            into.ContentReference = own.ContentReference;
        into.Invariants = [.. into.Invariants.Where(rule => !own.Invariants.Exists(other => other.Key == rule.Key)), .. own.Invariants];
        into.MaxLength = own.MaxLength > 0 ? own.MaxLength : into.MaxLength;
        into.MinValue = own.MinValue ?? into.MinValue;
        into.MaxValue = own.MaxValue ?? into.MaxValue;
        into.Flags |= own.Flags & (RowFlags.MustSupport | RowFlags.Modifier | RowFlags.Choice);
    }

    /// <summary>A binding that only changes its strength keeps its value set.</summary>
    private CompiledBinding? Bound(ProfileElement into, CompiledBinding? own)
    {
        var inherited = into.Binding ?? (into.Known < 0 ? null : model.BindingOf(into.Known));
        return own is null ? into.Binding : own with { ValueSet = own.ValueSet ?? inherited?.ValueSet };
    }

    private void MergeBounds(ProfileElement into, ProfileElement own, string path)
    {
        if (!own.Has(RowFlags.InheritsMin))
        {
            if (own.Min < into.Min)
                AddFault($"{path} is there at least {own.Min} times, where it derives from at least {into.Min}.");
            into.Min = own.Min;
            into.Flags &= ~RowFlags.InheritsMin;
        }

        if (own.Has(RowFlags.InheritsMax))
            return;

        if (into.Max != ProfileElement.Unbounded && (own.Max == ProfileElement.Unbounded || own.Max > into.Max))
            AddFault($"{path} is there at most {Number(own.Max)} times, where it derives from at most {into.Max}.");
        into.Max = own.Max;
        into.Flags &= ~RowFlags.InheritsMax;
    }

    private void CheckTypes(ProfileElement into, ProfileElement own, string path)
    {
        if (into.Types.Count == 0 || into.Types.Exists(type => type.Code is "Resource" or "Element"))
            return;

        foreach (var type in own.Types.Where(type => !into.Types.Exists(other => other.Code == type.Code)))
            AddFault($"{path} may be a {type.Code}, which what it derives from does not allow.");
    }

    private static string Number(int max) => max == ProfileElement.Unbounded ? "any number of" : max.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A differential that speaks of what is inside an element speaks of what the element's own profile, or the element that it refers to, has there.</summary>
    private void WalkInto(ProfileElement element, string path, int depth)
    {
        if (element.Types is [{ Profiles: [var profile] }] && profiles(profile) is { } target)
            TakeOver(element, target, path, depth);
        else if (element.Known >= 0 && (model.Model.Elements[element.Known].Flags & ElementFlags.ContentReference) != 0 && Referenced(element) is { } referenced)
            TakeOver(element, referenced, path, depth);
    }

    /// <summary>Profiles that each look into another twice would double with every one: the copies of a profile are counted.</summary>
    private void TakeOver(ProfileElement element, ProfileElement from, string path, int depth)
    {
        if (_left <= 0)
            return;

        var count = from.Count();
        if (count <= _left && depth + from.Height() <= ProfileTree.MaxDepth)
        {
            _left -= count;
            element.Children = from.Copy().Children;
            return;
        }

        // One refusal is the last: what is counted again and again costs as much as what is copied.
        _left = 0;
        AddFault($"what is inside {path} and after it was not taken over from where it is defined: the profile would have more than {_most} elements or {ProfileTree.MaxDepth} levels; publish a snapshot, look into fewer profiles, or raise DefinitionLimits.MaxProfileElements.");
    }

    private void AddFault(string text) => Faults.Add(new DefinitionFault(url, text));

    /// <summary>The element of this profile whose content another one takes; null when nothing is said of it.</summary>
    private ProfileElement? Referenced(ProfileElement element)
    {
        var found = _root;
        foreach (var name in model.Model.TypeName(element.Type).Split('.').Skip(1))
        {
            found = found?.Children.Find(child => child.Name == name && !child.IsSlice);
        }

        return found == element ? null : found;
    }
}
