using System.Text;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Finds what a slice says at the end of a discriminator's path, and makes a test of it.</summary>
internal sealed class DiscriminatorCompiler(ProfileLibrary library, ProfilePlan plan)
{
    private readonly FhirModel _model = library.Model;

    /// <summary>The test of all discriminators that can be evaluated; null when none can.</summary>
    internal SliceTest? Compile(PlanNode slice, (DiscriminatorKind Kind, string Path)[] discriminators)
    {
        var test = new SliceTest();
        var isUsable = false;
        foreach (var (kind, path) in discriminators)
        {
            var steps = PathStep.Parse(_model, path);
            if (steps is not null && Add(test, slice, kind, steps))
                isUsable = true;
            else if (discriminators.Length > 1)
                library.AddFault($"{plan.Url}: the discriminator {path} says nothing of the slice {slice.Slice}.");
        }

        return isUsable ? test : null;
    }

    private bool Add(SliceTest test, PlanNode slice, DiscriminatorKind kind, PathStep[] path)
    {
        switch (kind)
        {
            case DiscriminatorKind.Exists:
                return AddExists(test, slice, path);
            case DiscriminatorKind.Type:
                return AddType(test, slice, path);
            case DiscriminatorKind.Profile:
                return AddProfile(test, slice, path);
            default:
                return AddValue(test, slice, path);
        }
    }

    private bool AddExists(SliceTest test, PlanNode slice, PathStep[] path)
    {
        if (path.Length == 0 || End(slice, path) is not ({ } end, []))
            return false;
        if (end.Min == 0 && end.Max != 0)
            return false;

        test.Add([], new ExistsCondition(path, MustExist: end.Max != 0));
        return true;
    }

    private bool AddType(SliceTest test, PlanNode slice, PathStep[] path)
    {
        if (path is [.., { Kind: PathStepKind.Resolve }])
        {
            if (End(slice, path[..^1]) is not ({ } reference, []))
                return false;
            var targets = reference.Types.SelectMany(type => type.Targets).Select(TypeOfProfile).ToArray();
            return AddTypes(test, path, targets);
        }

        return End(slice, path) is ({ } end, []) && AddTypes(test, path, [.. end.Types.Select(type => type.Type)]);
    }

    private bool AddTypes(SliceTest test, PathStep[] path, int[] types)
    {
        if (types.Length == 0 || types.Any(type => type < 0))
            return false;

        test.Add(path, new TypeCondition(types, string.Join(" or ", types.Select(_model.TypeName))));
        return true;
    }

    private bool AddProfile(SliceTest test, PlanNode slice, PathStep[] path)
    {
        var isReference = path is [.., { Kind: PathStepKind.Resolve }];
        if (End(slice, isReference ? path[..^1] : path) is not ({ } end, []))
            return false;

        var profiles = end.Types.SelectMany(type => isReference ? type.Targets : type.Profiles).ToArray();
        if (profiles.Length == 0)
            return false;

        test.Add(path, new ProfileCondition(profiles));
        return true;
    }

    private bool AddValue(SliceTest test, PlanNode slice, PathStep[] path)
    {
        // An extension's url is the canonical of the profile that its slice names.
        if (path is [{ Kind: PathStepKind.Name } only] && only.Name == library.Names.Url && End(slice, path) is not ({ Fixed: not null }, _)
            && slice.Types is [{ Profiles: [var profile] }])
        {
            test.Add(path, new ValueCondition(PatternValue.Of(_model, ProfileLibrary.Bare(profile).ToString()), IsFixed: false));
            return true;
        }

        if (End(slice, path) is not ({ } end, { } rest))
            return false;

        if (rest.Length > 0)
            return AddProjected(test, end, path, rest);
        return AddDirect(test, end, path) || AddBelow(test, end, path);
    }

    private static bool AddDirect(SliceTest test, PlanNode end, ReadOnlySpan<PathStep> path)
    {
        if ((end.Fixed ?? end.Pattern) is { } value)
            test.Add(path, new ValueCondition(value, end.Fixed is not null));
        else if (end.Binding is { Strength: BindingStrength.Required, Set: not null } binding)
            test.Add(path, new BindingCondition(binding));
        else
            return false;
        return true;
    }

    /// <summary>An ancestor of the place has a fixed value or pattern that speaks of it.</summary>
    private static bool AddProjected(SliceTest test, PlanNode end, ReadOnlySpan<PathStep> path, PathStep[] rest)
    {
        var names = rest.Select(step => step.Name).ToArray();
        if ((end.Fixed ?? end.Pattern)?.Project(names) is not { } value)
            return false;

        test.Add(path, new ValueCondition(value, end.Fixed is not null));
        return true;
    }

    /// <summary>The values may be fixed one by one below the place.</summary>
    private bool AddBelow(SliceTest test, PlanNode end, PathStep[] path)
    {
        var isUsable = false;
        foreach (var child in end.Children.Where(child => child.Name >= 0))
        {
            PathStep[] inner = [.. path, new PathStep(PathStepKind.Name, child.Name, _model.Names[child.Name])];
            var isFixed = child.Fixed is not null || child.Pattern is not null;
            isUsable |= isFixed ? AddDirect(test, child, inner) : AddBelow(test, child, inner);
        }

        return isUsable;
    }

    /// <summary>The plan at the end of a path. When a fixed value or pattern stands on the way, that plan and the rest of the path.</summary>
    private (PlanNode? End, PathStep[]? Remainder) End(PlanNode slice, PathStep[] path)
    {
        var node = slice;
        for (var i = 0; i < path.Length; i++)
        {
            if (node.Fixed is not null || node.Pattern is not null)
                return (node, path[i..]);
            if (Next(node, path[i]) is not { } next)
                return (null, null);
            node = next;
        }

        return (node, []);
    }

    private PlanNode? Next(PlanNode node, PathStep step)
    {
        switch (step.Kind)
        {
            case PathStepKind.OfType:
                return node.Slicing?.Slices.FirstOrDefault(slice => slice.Types is [var only] && only.Type == step.Name) ?? node;
            case PathStepKind.Resolve:
                return node.Types.SelectMany(type => type.Targets).ToArray() is [var target] ? library.Find(target)?.Root : null;
            case PathStepKind.Extension:
                return ExtensionSlice(node, step) ?? library.Find(step.Text)?.Root;
            default:
                return node.Child(step.Name) ?? (node.Types is [{ Profiles: [var profile] }] ? library.Find(profile)?.Root?.Child(step.Name) : null);
        }
    }

    /// <summary>The slice for extensions of that url, which the profile that it names has or which it fixes itself.</summary>
    private PlanNode? ExtensionSlice(PlanNode node, PathStep step)
    {
        var url = Encoding.UTF8.GetBytes(step.Text);
        return node.Child(step.Name)?.Slicing?.Slices.FirstOrDefault(slice =>
            slice.Types is [{ Profiles: [var profile] }] ? ProfileLibrary.Bare(profile).SequenceEqual(step.Text)
            : slice.Child(library.Names.Url)?.Fixed?.Value is { } own && own.AsSpan().SequenceEqual(url));
    }

    private int TypeOfProfile(string canonical) =>
        library.Find(canonical)?.Type
        ?? (canonical.StartsWith(ProfileLibrary.BaseDefinitions, StringComparison.Ordinal) ? _model.FindType(canonical.AsSpan(ProfileLibrary.BaseDefinitions.Length)) : -1);
}
