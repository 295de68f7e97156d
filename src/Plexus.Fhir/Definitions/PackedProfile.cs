using System.Text;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>A profile of a pack as the elements that others are merged with.</summary>
internal static class PackedProfile
{
    internal static ProfileElement Read(ModelElements model, ProfilePack pack, ProfileDefinition definition)
    {
        var reader = new ProfileElementReader(model);
        var elements = new ProfileElement[definition.Rows.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            var row = definition.Rows[i];
            var parent = row.Parent < 0 ? null : elements[row.Parent];
            elements[i] = Element(model, reader, pack, row, parent, definition.Type);
            parent?.Children.Add(elements[i]);
        }

        return elements[0];
    }

    private static ProfileElement Element(ModelElements model, ProfileElementReader reader, ProfilePack pack, ProfileRow row, ProfileElement? parent, string type)
    {
        string? Text(int number) => number == 0 ? null : pack.Strings[number];
        var name = pack.Strings[row.Name];
        var element = new ProfileElement
        {
            Name = name,
            SliceName = pack.Strings[row.SliceName],
            Known = parent is null ? -1 : model.Find(parent.Type, name, out _),
            Flags = row.Flags & (RowFlags.Choice | RowFlags.NamesType | RowFlags.MustSupport | RowFlags.Modifier),
            Min = row.Min,
            Max = row.Max,
            Types = [.. row.Types.Select(stated => new CompiledRowType(pack.Strings[stated.Code], [.. stated.Profiles.Select(url => pack.Strings[url])], [.. stated.Targets.Select(url => pack.Strings[url])], stated.Aggregations))],
            Binding = row.Binding == BindingStrength.None ? null : new CompiledBinding(row.Binding, Text(row.ValueSet), Text(row.MaxValueSet)),
            Fixed = Value(pack, row.Fixed),
            Pattern = Value(pack, row.Pattern),
            Slicing = row.Slicing is { } slicing ? new CompiledSlicing(slicing.Rules, slicing.IsOrdered, [.. slicing.Discriminators.Select(by => (by.Kind, pack.Strings[by.Path]))]) : null,
            ContentReference = pack.Strings[row.ContentReference],
            Invariants = [.. row.Invariants.Select(number => pack.Invariants[number]).Select(invariant => new CompiledInvariant(pack.Strings[invariant.Key], invariant.Severity, Text(invariant.Expression), Text(invariant.XPath)))],
            MaxLength = row.MaxLength,
            MinValue = Text(row.MinValue),
            MaxValue = Text(row.MaxValue),
        };
        element.Type = parent is null ? model.Model.FindType(type) : reader.TypeOf(element, element.Has(RowFlags.NamesType) ? element.Types[0].Code : null);
        return element;
    }

    private static CompiledValue? Value(ProfilePack pack, ProfileValue? value) =>
        value is null ? null : new CompiledValue(pack.Strings[value.Type], Encoding.UTF8.GetString(value.Json.Span));
}
