using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Reads one element definition of a profile at the place that it has in the model.</summary>
internal sealed class ProfileElementReader(ModelElements model)
{
    /// <param name="definition">The element definition.</param>
    /// <param name="path">Its path.</param>
    /// <param name="sliceName">The slice that it is; empty for none.</param>
    /// <param name="parentType">The type that the element is in; -1 when that is not known, or for the root.</param>
    /// <param name="isRoot">Whether it is the root.</param>
    /// <param name="isDifferential">Whether it may leave out its cardinality.</param>
    internal ProfileElement Read(JsonElement definition, string path, string sliceName, int parentType, bool isRoot, bool isDifferential)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        string? suffix = null;
        var known = isRoot ? -1 : model.Find(parentType, name, out suffix);
        var facts = ElementReader.Read(definition, path);
        var isChoice = (facts.Flags & ElementFlags.Choice) != 0 || model.IsChoice(known);
        var element = new ProfileElement
        {
            Name = known < 0 ? facts.Name : model.Model.Names[model.Model.Elements[known].NameId],
            SliceName = sliceName,
            Known = known,
            Min = facts.Min,
            Max = facts.Max ?? ProfileElement.Unbounded,
            Types = [.. TypesOf(definition)],
            Binding = facts.Binding,
            Fixed = ValueOf(definition, "fixed"),
            Pattern = ValueOf(definition, "pattern"),
            Slicing = SlicingOf(definition),
            ContentReference = definition.Text("contentReference") ?? definition.Text("nameReference") ?? "",
            MaxLength = facts.MaxLength,
            MinValue = facts.MinValue,
            MaxValue = facts.MaxValue,
            Flags = (isChoice ? RowFlags.Choice : 0)
                | (suffix is not null ? RowFlags.NamesType : 0)
                | ((facts.Flags & ElementFlags.MustSupport) != 0 ? RowFlags.MustSupport : 0)
                | ((facts.Flags & ElementFlags.Modifier) != 0 ? RowFlags.Modifier : 0)
                | (isDifferential && definition.Integer("min") is null ? RowFlags.InheritsMin : 0)
                | (isDifferential && definition.Text("max") is null ? RowFlags.InheritsMax : 0),
        };
        if (suffix is not null && element.Types.Count == 0)
            element.Types.Add(new CompiledRowType(suffix, [], [], Aggregations.None));
        element.Type = isRoot ? model.Model.FindType(path) : TypeOf(element, suffix);
        AddInvariants(element, definition);
        return element;
    }

    /// <summary>The type whose elements the children of an element are.</summary>
    internal int TypeOf(ProfileElement element, string? suffix = null)
    {
        if (suffix is not null)
            return model.Model.FindType(suffix);
        if (model.OnlyType(element.Known) is var only and >= 0 && (only != model.Model.ResourceType || element.Types.Count == 0))
            return only;
        return element.Types.Count > 0 && element.Types.TrueForAll(type => type.Code == element.Types[0].Code) ? model.Model.FindType(element.Types[0].Code) : -1;
    }

    private void AddInvariants(ProfileElement element, JsonElement definition)
    {
        var table = new InvariantTable();
        table.Collect(definition, []);
        foreach (var invariant in table.All)
        {
            // The ones of every element are code in the validator.
            if (invariant.Key is not ("ele-1" or "ext-1") && !model.States(element.Known, element.Type, invariant))
                element.Invariants.Add(invariant);
        }
    }

    private IEnumerable<CompiledRowType> TypesOf(JsonElement definition)
    {
        foreach (var type in definition.Items("type"))
        {
            // Primitive values have no type of their own, and ids one that the base knows better.
            if (type.Text("code") is not { } code || code.StartsWith("http:", StringComparison.Ordinal))
                continue;

            var aggregations = type.Texts("aggregation").Aggregate(Aggregations.None, (all, one) => all | one switch
            {
                "contained" => Aggregations.Contained,
                "referenced" => Aggregations.Referenced,
                "bundled" => Aggregations.Bundled,
                _ => Aggregations.None,
            });
            var profiles = type.Texts("profile").Select(url => url.Trim()).ToList();
            var targets = type.Texts("targetProfile").Select(url => url.Trim()).ToList();
            // DSTU2 states the target of a Reference as its profile.
            if (model.Model.Version == FhirVersion.Dstu2 && code == "Reference")
                (profiles, targets) = ([], profiles);
            yield return new CompiledRowType(code, profiles, targets, aggregations);
        }
    }

    private static CompiledValue? ValueOf(JsonElement definition, string prefix)
    {
        if (definition.ValueKind != JsonValueKind.Object)
            return null;

        foreach (var property in definition.EnumerateObject())
        {
            if (property.Name.StartsWith(prefix, StringComparison.Ordinal) && property.Name.Length > prefix.Length)
                return new CompiledValue(property.Name[prefix.Length..], property.Value.GetRawText());
        }

        return null;
    }

    private static CompiledSlicing? SlicingOf(JsonElement definition)
    {
        if (definition.Child("slicing") is not { } slicing)
            return null;

        var rules = slicing.Text("rules") switch
        {
            "closed" => SlicingRules.Closed,
            "openAtEnd" => SlicingRules.OpenAtEnd,
            _ => SlicingRules.Open,
        };
        return new CompiledSlicing(rules, slicing.IsTrue("ordered"), [.. slicing.Items("discriminator").Select(Discriminator)]);
    }

    private static (DiscriminatorKind Kind, string Path) Discriminator(JsonElement discriminator)
    {
        // DSTU2 writes a discriminator as one string.
        if (discriminator.ValueKind == JsonValueKind.String)
        {
            return discriminator.GetString() switch
            {
                "@type" => (DiscriminatorKind.Type, "$this"),
                "type@profile" or "@profile" => (DiscriminatorKind.Profile, "$this"),
                var path => (DiscriminatorKind.Value, path!),
            };
        }

        var kind = discriminator.Text("type") switch
        {
            "exists" => DiscriminatorKind.Exists,
            "pattern" => DiscriminatorKind.Pattern,
            "type" => DiscriminatorKind.Type,
            "profile" => DiscriminatorKind.Profile,
            _ => DiscriminatorKind.Value,
        };
        return (kind, discriminator.Text("path") ?? "$this");
    }
}
