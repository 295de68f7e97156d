using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>What a discriminator asks of the element at the end of its path.</summary>
internal abstract record SliceCondition
{
    internal abstract bool Holds(ProfileRun run, int node);
}

/// <summary>The element is a fixed value, or holds a pattern.</summary>
internal sealed record ValueCondition(PatternValue Value, bool IsFixed) : SliceCondition
{
    internal override bool Holds(ProfileRun run, int node) => Value.Matches(run.Document, node, IsFixed);

    public override string ToString() => $"= {Value}";
}

/// <summary>The element's code is in the value set that the slice requires.</summary>
internal sealed record BindingCondition(BindingPlan Binding) : SliceCondition
{
    internal override bool Holds(ProfileRun run, int node) =>
        Binding.Set is not null && CodedElements.Judge(run, node, Binding.Set) switch
        {
            CodeVerdict.In => true,
            CodeVerdict.Unknown => run.Library.Look(new FhirElement(run.Document, node), Binding.Url, Binding.Set) == CodeVerdict.In,
            _ => false,
        };

    public override string ToString() => $"in {Binding.Name}";
}

/// <summary>The path leads to something, or to nothing.</summary>
internal sealed record ExistsCondition(PathStep[] Path, bool MustExist) : SliceCondition
{
    internal override bool Holds(ProfileRun run, int node) => Leads(run, node, 0) == MustExist;

    private bool Leads(ProfileRun run, int node, int step) =>
        step == Path.Length || Path[step].Any(run, node, (This: this, Step: step), static (run, target, state) => state.This.Leads(run, target, state.Step + 1));

    public override string ToString() => $"{string.Join('.', Path)} {(MustExist ? "exists" : "does not exist")}";
}

/// <summary>The element is of one of these types.</summary>
internal sealed record TypeCondition(int[] Types, string Names) : SliceCondition
{
    internal override bool Holds(ProfileRun run, int node) => Takes(run.Model, run.Document.Nodes[node].Type);

    internal bool Takes(FhirModel model, int type)
    {
        foreach (var allowed in Types)
        {
            // A code is a string by inheritance, but a slice for strings does not take it.
            if (type == allowed || (model.Types[allowed].IsAbstract && model.IsA(type, allowed)))
                return true;
        }

        return false;
    }

    public override string ToString() => $"is {Names}";
}

/// <summary>The element conforms to one of these profiles.</summary>
internal sealed record ProfileCondition(string[] Profiles) : SliceCondition
{
    internal override bool Holds(ProfileRun run, int node)
    {
        foreach (var profile in Profiles)
        {
            if (run.Conforms(node, profile) == true)
                return true;
        }

        return false;
    }

    public override string ToString() => $"conforms to {string.Join(" or ", Profiles)}";
}
