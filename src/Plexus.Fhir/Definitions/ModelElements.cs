using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>What the base definitions say, to tell what a profile adds to them.</summary>
internal sealed class ModelElements(FhirModel model)
{
    internal FhirModel Model { get; } = model;

    /// <summary>The element of a type under a name that may carry [x] or, in older snapshots, the suffix of the one type left; -1 for none.</summary>
    internal int Find(int type, string name, out string? suffix)
    {
        suffix = null;
        if (type < 0)
            return -1;

        var plain = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name;
        ref var owner = ref Model.Types[type];
        for (var i = owner.FirstElement; i < owner.FirstElement + owner.ElementCount; i++)
        {
            if (Model.Names[Model.Elements[i].NameId] == plain)
                return i;
        }

        for (var i = owner.FirstElement; i < owner.FirstElement + owner.ElementCount; i++)
        {
            suffix = (Model.Elements[i].Flags & ElementFlags.Choice) != 0 ? SuffixOf(i, name) : null;
            if (suffix is not null)
                return i;
        }

        return -1;
    }

    /// <summary>The type that a name like <c>valueString</c> gives a choice; null for another name.</summary>
    internal string? SuffixOf(int element, string name)
    {
        var choice = Model.Names[Model.Elements[element].NameId];
        return name.StartsWith(choice, StringComparison.Ordinal)
            ? TypesOf(element).FirstOrDefault(code => name == choice + char.ToUpperInvariant(code[0]) + code[1..])
            : null;
    }

    internal IEnumerable<string> TypesOf(int element) => Model.Elements[element].Types.Select(type => Model.TypeName(type.Type));

    internal bool IsChoice(int element) => element >= 0 && (Model.Elements[element].Flags & ElementFlags.Choice) != 0;

    /// <summary>The type of what is in an element, when it can be only one.</summary>
    internal int OnlyType(int element) => element >= 0 && Model.Elements[element].Types is [var only] ? only.Type : -1;

    internal CompiledBinding? BindingOf(int element)
    {
        ref var known = ref Model.Elements[element];
        return known.Binding == BindingStrength.None ? null : new CompiledBinding(known.Binding, Text(known.ValueSet), Text(known.MaxValueSet));
    }

    internal string? Text(int number) => number == 0 ? null : Model.Strings[number];

    /// <summary>Whether the base states an invariant for an element or for its type.</summary>
    internal bool States(int element, int type, CompiledInvariant invariant)
    {
        if (element >= 0 && Has(Model.Elements[element].Invariants))
            return true;

        for (; type >= 0; type = Model.Types[type].Base)
        {
            if (Has(Model.Types[type].Invariants))
                return true;
        }

        return false;

        bool Has(int[] numbers) =>
            Array.Exists(numbers, number => Model.Strings[Model.Invariants[number].Key] == invariant.Key && Text(Model.Invariants[number].Expression) == invariant.Expression);
    }
}
