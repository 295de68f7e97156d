namespace DefinitionCompiler;

/// <summary>The base types by name, to tell what a profile adds to them.</summary>
internal sealed class BaseDefinitions
{
    private readonly Dictionary<string, CompiledType> _types;
    private readonly IReadOnlyList<CompiledInvariant> _invariants;

    internal BaseDefinitions(StructureCompiler compiler)
    {
        _types = compiler.Types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        _invariants = compiler.Invariants;
    }

    internal CompiledType? Type(string name) => _types.GetValueOrDefault(name);

    /// <summary>The element of a type under a name that may carry [x] or, in older snapshots, the suffix of the one type left.</summary>
    internal static CompiledElement? Element(CompiledType? type, string name, out string? suffix)
    {
        suffix = null;
        if (type is null)
            return null;

        var plain = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name;
        var element = type.Elements.Find(candidate => candidate.Name == plain);
        if (element is not null)
            return element;

        foreach (var choice in type.Elements.Where(candidate => (candidate.Flags & Plexus.Fhir.Packs.ElementFlags.Choice) != 0 && name.StartsWith(candidate.Name, StringComparison.Ordinal)))
        {
            suffix = choice.Types.Select(reference => reference.Type).FirstOrDefault(code => name == choice.Name + char.ToUpperInvariant(code[0]) + code[1..]);
            if (suffix is not null)
                return choice;
        }

        return null;
    }

    /// <summary>Whether the base states an invariant for an element or for its type.</summary>
    internal bool States(CompiledElement? element, CompiledType? type, CompiledInvariant invariant)
    {
        if (Has(element?.Invariants))
            return true;

        for (; type is not null; type = type.BaseName is { } name ? Type(name) : null)
        {
            if (Has(type.Invariants))
                return true;
        }

        return false;

        bool Has(List<int>? numbers) => numbers is not null && numbers.Exists(number => _invariants[number].Key == invariant.Key && _invariants[number].Expression == invariant.Expression);
    }
}
