using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Turns the rows of a profile into what is applied to elements: one node per element that the profile speaks of.</summary>
internal sealed class OverlayCompiler(ProfileLibrary library, ProfilePack pack, ProfileDefinition definition, ProfilePlan plan)
{
    private readonly FhirModel _model = library.Model;
    private readonly ILookup<int, int> _children = Enumerable.Range(0, definition.Rows.Length).ToLookup(row => definition.Rows[row].Parent);

    /// <summary>Sets the root of the plan. Slicing comes last, so that a test may look at what the slices say.</summary>
    internal void Compile()
    {
        var root = definition.Rows[0];
        plan.Root = new PlanNode
        {
            Profile = plan,
            Name = _model.Names.Find(definition.Type),
            Invariants = InvariantsOf(root, plan.Type),
        };
        Fill(plan.Root, 0, plan.Type, []);
    }

    private void Fill(PlanNode node, int row, int type, int[] path)
    {
        var children = new List<PlanNode>();
        foreach (var group in _children[row].GroupBy(child => definition.Rows[child].Name))
            children.Add(Element([.. group], type, path));
        node.Children = [.. children.OrderBy(child => child.Rank)];
    }

    /// <summary>All rows of one element: its own, and its slices.</summary>
    private PlanNode Element(int[] rows, int parentType, int[] path)
    {
        var first = definition.Rows[rows[0]];
        var name = _model.Names.Find(pack.Strings[first.Name]);
        var element = FindElement(parentType, name);
        var own = rows.FirstOrDefault(row => !IsSlice(definition.Rows[row]), -1);
        if (own < 0 && rows.Length == 1 && Has(first, RowFlags.NamesType))
            own = rows[0];

        int[] inner = [.. path, name];
        var node = own >= 0 ? Node(own, name, element, isSlice: false) : new PlanNode { Profile = plan, Name = name, Rank = RankOf(element) };
        if (own >= 0)
            Fill(node, own, TypeOf(definition.Rows[own], element), inner);

        var slices = rows.Where(row => row != own).ToArray();
        if (slices.Length > 0)
            node.Slicing = Slicing(own < 0 ? null : definition.Rows[own].Slicing, slices, name, element, inner, prefix: "", isInherited: false);
        return node;
    }

    private static bool IsSlice(ProfileRow row) => row.SliceName != 0 || Has(row, RowFlags.NamesType);

    private static bool Has(ProfileRow row, RowFlags flag) => (row.Flags & flag) != 0;

    /// <param name="stated">What the sliced row says, or the one around it.</param>
    /// <param name="rows">The rows of the slices, and of theirs.</param>
    /// <param name="name">Name of the element.</param>
    /// <param name="element">The element; -1 when the type does not have it.</param>
    /// <param name="path">Names from the root to the element.</param>
    /// <param name="prefix">The slice that is sliced again, with a slash; empty for the element itself.</param>
    /// <param name="isInherited">Whether what is stated is of the slicing around this one: its rules are not about the repeats of one slice.</param>
    private SlicePlan Slicing(ProfileSlicing? stated, int[] rows, int name, int element, int[] path, string prefix, bool isInherited)
    {
        var direct = rows.Where(row => !SliceName(row)[prefix.Length..].Contains('/', StringComparison.Ordinal)).ToArray();
        var slices = new PlanNode[direct.Length];
        for (var i = 0; i < direct.Length; i++)
        {
            var row = definition.Rows[direct[i]];
            slices[i] = Node(direct[i], name, element, isSlice: true);
            Fill(slices[i], direct[i], TypeOf(row, element), path);

            var inside = SliceName(direct[i]) + "/";
            var again = rows.Where(other => SliceName(other).StartsWith(inside, StringComparison.Ordinal)).ToArray();
            if (again.Length > 0)
                slices[i].Slicing = Slicing(row.Slicing ?? stated, again, name, element, path, inside, isInherited: row.Slicing is null);
        }

        var isTypeSlicing = element >= 0 && (_model.Elements[element].Flags & ElementFlags.Choice) != 0;
        var discriminators = Discriminators(stated, isTypeSlicing, path);
        var tests = slices.Select(slice => slice.Slice == SlicePlan.DefaultSlice ? null : Test(slice, discriminators, isTypeSlicing)).ToArray();
        return new SlicePlan(stated is null || isInherited ? SlicingRules.Open : stated.Rules, stated?.IsOrdered ?? false, slices, tests) { Discriminators = discriminators };
    }

    private string SliceName(int row) => pack.Strings[definition.Rows[row].SliceName];

    private SliceTest? Test(PlanNode slice, (DiscriminatorKind Kind, string Path)[] discriminators, bool isTypeSlicing)
    {
        var test = new DiscriminatorCompiler(library, plan).Compile(slice, discriminators);
        if (test is null && isTypeSlicing)
            test = new DiscriminatorCompiler(library, plan).Compile(slice, [(DiscriminatorKind.Type, "$this")]);
        if (test is null)
            library.AddFault($"{plan.Url}: the slice {slice.Slice} of {NameOf(slice.Name)} cannot be told apart; its rules are hints.");
        return test;
    }

    /// <summary>As stated, else as the profile that this one derives from states them, else as the definition of the element implies.</summary>
    private (DiscriminatorKind Kind, string Path)[] Discriminators(ProfileSlicing? stated, bool isTypeSlicing, int[] path)
    {
        if (stated is { Discriminators.Length: > 0 })
            return [.. stated.Discriminators.Select(by => (by.Kind, pack.Strings[by.Path]))];
        if (plan.Base is not null && Inherited(path) is { } inherited)
            return inherited;
        if (isTypeSlicing)
            return [(DiscriminatorKind.Type, "$this")];
        return path[^1] == library.Names.Extension || path[^1] == library.Names.ModifierExtension ? [(DiscriminatorKind.Value, "url")] : [];
    }

    private (DiscriminatorKind Kind, string Path)[]? Inherited(int[] path)
    {
        // Profiles may derive from each other in a circle.
        var seen = new HashSet<ProfilePlan>();
        for (var ancestor = BaseOf(plan); ancestor is not null && seen.Add(ancestor); ancestor = BaseOf(ancestor))
        {
            var node = ancestor.Root;
            foreach (var name in path)
                node = node?.Child(name);
            if (node?.Slicing is { Discriminators.Length: > 0 } slicing)
                return slicing.Discriminators;
        }

        return null;
    }

    private ProfilePlan? BaseOf(ProfilePlan derived) => derived.Base is null ? null : library.Find(derived.Base);

    private PlanNode Node(int index, int name, int element, bool isSlice)
    {
        var row = definition.Rows[index];
        var type = TypeOf(row, element);
        var max = Has(row, RowFlags.InheritsMax) ? -1 : row.Max;
        var min = Has(row, RowFlags.InheritsMin) ? 0 : row.Min;
        if (!isSlice && element >= 0)
        {
            // What the base demands already is not reported twice.
            ref var known = ref _model.Elements[element];
            min = min > known.Min ? min : 0;
            max = max >= 0 && (known.Max < 0 || max < known.Max) ? max : -1;
        }

        var types = Types(row);
        return new PlanNode
        {
            Profile = plan,
            Name = name,
            Slice = isSlice ? NameOfSlice(row) : null,
            Rank = RankOf(element),
            Min = min,
            Max = max,
            Types = types,
            ChecksTypes = ChecksTypes(types, element),
            Binding = Binding(row, element),
            Fixed = row.Fixed is { } exact ? PatternValue.Read(_model, exact.Json) : null,
            Pattern = row.Pattern is { } pattern ? PatternValue.Read(_model, pattern.Json) : null,
            MaxLength = element >= 0 && row.MaxLength == _model.Elements[element].MaxLength ? 0 : row.MaxLength,
            Least = ValueLimit.Read(pack.Strings[row.MinValue]),
            Greatest = ValueLimit.Read(pack.Strings[row.MaxValue]),
            Invariants = InvariantsOf(row, type),
        };
    }

    private string NameOfSlice(ProfileRow row) =>
        row.SliceName != 0 ? pack.Strings[row.SliceName] : row.Types.Length > 0 ? pack.Strings[row.Types[0].Code] : "?";

    private int FindElement(int type, int name)
    {
        if (type < 0)
            return -1;

        ref var owner = ref _model.Types[type];
        for (var i = owner.FirstElement; i < owner.FirstElement + owner.ElementCount; i++)
        {
            if (_model.Elements[i].NameId == name)
                return i;
        }

        library.AddFault($"{plan.Url}: {_model.TypeName(type)} has no element {NameOf(name)}.");
        return -1;
    }

    private string NameOf(int name) => name < 0 ? "of a name it uses" : _model.Names[name];

    private int RankOf(int element) =>
        element < 0 ? int.MinValue : Documents.NodeOrder.Rank(_model.Properties[_model.Elements[element].FirstProperty]);

    /// <summary>The type whose elements the children of a row are; -1 when it may be one of several.</summary>
    private int TypeOf(ProfileRow row, int element)
    {
        if (element >= 0 && _model.Elements[element].PropertyCount == 1)
        {
            var only = _model.Properties[_model.Elements[element].FirstProperty].Type;
            if (only != _model.ResourceType)
                return only;
        }

        var codes = row.Types.Select(type => type.Code).Distinct().ToArray();
        return codes.Length == 1 ? _model.FindType(pack.Strings[codes[0]]) : -1;
    }

    private TypePlan[] Types(ProfileRow row) =>
    [
        .. row.Types.GroupBy(type => type.Code).Select(group => new TypePlan(
            _model.FindType(pack.Strings[group.Key]),
            pack.Strings[group.Key],
            [.. group.SelectMany(type => type.Profiles).Select(url => pack.Strings[url]).Distinct()],
            [.. group.SelectMany(type => type.Targets).Select(url => pack.Strings[url]).Distinct()],
            group.Aggregate(Aggregations.None, (all, type) => all | type.Aggregations))),
    ];

    private bool ChecksTypes(TypePlan[] types, int element)
    {
        if (element < 0 || types.Length == 0 || !Array.TrueForAll(types, type => type.Type >= 0))
            return false;

        ref var known = ref _model.Elements[element];
        var isResource = known.PropertyCount == 1 && _model.Properties[known.FirstProperty].Type == _model.ResourceType;
        return isResource ? types.All(type => type.Type != _model.ResourceType) : known.PropertyCount > types.Length;
    }

    private BindingPlan? Binding(ProfileRow row, int element)
    {
        var known = element < 0 ? default : _model.Elements[element];
        var baseSet = known.Binding == BindingStrength.Required || (known.Binding == BindingStrength.Extensible && known.Binding == row.Binding) ? known.ValueSet : 0;

        // The outermost set is required, whatever the strength; the base reports its own.
        if (row.MaxValueSet != 0 && row.Binding != BindingStrength.Required && !IsSet(known.MaxValueSet, row.MaxValueSet))
            return BindingPlan(BindingStrength.Required, row.MaxValueSet, isMaximum: true);
        return row.Binding is BindingStrength.Required or BindingStrength.Extensible && row.ValueSet != 0 && !IsSet(baseSet, row.ValueSet)
            ? BindingPlan(row.Binding, row.ValueSet, isMaximum: false)
            : null;
    }

    private BindingPlan BindingPlan(BindingStrength strength, int valueSet, bool isMaximum)
    {
        var url = pack.Strings[valueSet];
        return new BindingPlan(strength, url, library.FindCodes(url), isMaximum);
    }

    private bool IsSet(int known, int other) => known != 0 && SameSet(_model.Strings[known], pack.Strings[other]);

    private static bool SameSet(string one, string other) => ProfileLibrary.Bare(one).SequenceEqual(ProfileLibrary.Bare(other));

    private InvariantPlan[] InvariantsOf(ProfileRow row, int type) =>
    [
        .. from number in row.Invariants
           let invariant = pack.Invariants[number]
           let key = pack.Strings[invariant.Key]
           where invariant.Expression != 0 && !NativeInvariants.Knows(key)
           select new InvariantPlan(key, invariant.Severity, pack.Strings[invariant.Expression], _model, type < 0 ? null : _model.TypeName(type)),
    ];
}
