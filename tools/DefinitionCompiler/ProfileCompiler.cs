using System.Text.Json;
using Plexus.Fhir.Packs;

namespace DefinitionCompiler;

/// <summary>Reduces a StructureDefinition to the rows in which it differs from the base definition of its type.</summary>
internal sealed class ProfileCompiler(BaseDefinitions definitions)
{
    /// <summary>Null for a definition without type or elements.</summary>
    internal CompiledProfile? Compile(JsonElement structure)
    {
        var snapshot = structure.Child("snapshot");
        var elements = (snapshot ?? structure.Child("differential"))?.Items("element").ToArray();
        var type = structure.Text("type") ?? structure.Text("constrainedType");
        if (structure.Text("url")?.Trim() is not { } url || type is null || elements is not { Length: > 0 })
            return null;

        var profile = new CompiledProfile
        {
            Url = url,
            Version = structure.Text("version") ?? "",
            Type = type,
            Base = (structure.Text("baseDefinition") ?? structure.Text("base") ?? "").Trim(),
            Flags = (type == "Extension" ? ProfileFlags.IsExtension : 0)
                | (structure.IsTrue("abstract") ? ProfileFlags.IsAbstract : 0)
                | (snapshot is null ? ProfileFlags.IsDifferential : 0)
                | (elements[0].IsTrue("isModifier") ? ProfileFlags.IsModifier : 0),
        };
        foreach (var context in structure.Items("context"))
            profile.Contexts.Add(context.ValueKind == JsonValueKind.String ? context.GetString()! : context.Text("expression") ?? "");

        Prune(profile, Rows(elements, isDifferential: snapshot is null));
        return profile;
    }

    private List<CompiledRow> Rows(JsonElement[] elements, bool isDifferential)
    {
        var rows = new List<CompiledRow>();
        var places = new List<Place>();
        foreach (var definition in elements)
        {
            var path = definition.Text("path")!;
            var cut = path.LastIndexOf('.');

            // The last row of the parent's path is the parent: after a slice it is the slice.
            var parent = cut < 0 ? -1 : places.FindLastIndex(place => place.Path == path[..cut]);
            if (cut >= 0 && parent < 0)
                parent = AddMissing(rows, places, path[..cut]);

            // The value of a primitive is the element itself.
            var isValue = parent >= 0 && places[parent].Type?.Kind == TypeKind.Primitive && path[(cut + 1)..] == "value";
            if (!isValue)
                AddRow(rows, places, definition, path, parent, isDifferential);
        }

        return rows;
    }

    /// <summary>A row's path and the base definitions at that place.</summary>
    private sealed record Place(string Path, CompiledType? Type);

    /// <summary>A differential may speak of a child without its parent.</summary>
    private int AddMissing(List<CompiledRow> rows, List<Place> places, string path)
    {
        var cut = path.LastIndexOf('.');
        var parent = cut < 0 ? -1 : places.FindLastIndex(place => place.Path == path[..cut]);
        if (cut >= 0 && parent < 0)
            parent = AddMissing(rows, places, path[..cut]);

        using var empty = JsonDocument.Parse("{}");
        AddRow(rows, places, empty.RootElement.Clone(), path, parent, isDifferential: true);
        return rows.Count - 1;
    }

    private void AddRow(List<CompiledRow> rows, List<Place> places, JsonElement definition, string path, int parent, bool isDifferential)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        string? suffix = null;
        var known = parent < 0 ? null : BaseDefinitions.Element(places[parent].Type, name, out suffix);
        var element = ElementReader.Read(definition, path);
        var row = new CompiledRow
        {
            Parent = parent,
            Name = known?.Name ?? element.Name,
            SliceName = definition.Text("sliceName") ?? (parent >= 0 ? definition.Text("name") : null) ?? "",
            Element = element,
            Fixed = ValueOf(definition, "fixed"),
            Pattern = ValueOf(definition, "pattern"),
            Slicing = SlicingOf(definition),
            ContentReference = definition.Text("contentReference") ?? definition.Text("nameReference") ?? "",
        };
        row.Types.AddRange(TypesOf(definition));
        var isChoice = (element.Flags & ElementFlags.Choice) != 0 || (known is not null && (known.Flags & ElementFlags.Choice) != 0);
        if (suffix is not null && row.Types.Count == 0)
            row.Types.Add(new CompiledRowType(suffix, [], [], Aggregations.None));

        var type = TypeAt(known, suffix, parent < 0 ? path : null, row);
        CollectInvariants(row, definition, known, type);
        row.Flags = (isChoice ? RowFlags.Choice : 0)
            | (suffix is not null ? RowFlags.NamesType : 0)
            | ((element.Flags & ElementFlags.MustSupport) != 0 ? RowFlags.MustSupport : 0)
            | ((element.Flags & ElementFlags.Modifier) != 0 ? RowFlags.Modifier : 0)
            | (isDifferential && definition.Integer("min") is null ? RowFlags.InheritsMin : 0)
            | (isDifferential && definition.Text("max") is null ? RowFlags.InheritsMax : 0);
        row.IsNeeded = parent < 0 || known is null || Differs(row, known);
        rows.Add(row);
        places.Add(new Place(path, type));
    }

    /// <summary>The type whose elements the children of a row are.</summary>
    private CompiledType? TypeAt(CompiledElement? known, string? suffix, string? rootName, CompiledRow row)
    {
        var name = rootName
            ?? suffix
            ?? (known is { Types.Count: 1 } ? known.Types[0].Type : null)
            ?? (row.Types.Count > 0 && row.Types.TrueForAll(type => type.Code == row.Types[0].Code) ? row.Types[0].Code : null);
        return name is null ? null : definitions.Type(name);
    }

    private void CollectInvariants(CompiledRow row, JsonElement definition, CompiledElement? known, CompiledType? type)
    {
        var table = new InvariantTable();
        table.Collect(definition, []);
        foreach (var invariant in table.All)
        {
            // The ones of every element are code in the validator.
            if (invariant.Key is not ("ele-1" or "ext-1") && !definitions.States(known, type, invariant))
                row.Invariants.Add(invariant);
        }
    }

    private static bool Differs(CompiledRow row, CompiledElement known)
    {
        var own = row.Element;
        return row.SliceName.Length > 0
            || row.Fixed is not null
            || row.Pattern is not null
            || row.Invariants.Count > 0
            || own.MaxLength != known.MaxLength
            || own.MinValue != known.MinValue
            || own.MaxValue != known.MaxValue
            || ((row.Flags & RowFlags.InheritsMin) == 0 && own.Min != known.Min)
            || ((row.Flags & RowFlags.InheritsMax) == 0 && own.Max != known.Max)
            || (row.Flags & RowFlags.MustSupport) != 0
            || ((own.Flags ^ known.Flags) & ElementFlags.Modifier & own.Flags) != 0
            || (own.Binding is not null && own.Binding != known.Binding)
            || (row.Slicing is not null && !IsOfEveryExtension(row))
            || !AreTypesOf(row, known);
    }

    /// <summary>Extensions are sliced by url, open, wherever they stand: that says nothing.</summary>
    private static bool IsOfEveryExtension(CompiledRow row) =>
        row.Name is "extension" or "modifierExtension"
        && row.Slicing is { Rules: SlicingRules.Open, IsOrdered: false, Discriminators: [(DiscriminatorKind.Value, "url")] };

    private static bool AreTypesOf(CompiledRow row, CompiledElement known)
    {
        if (row.Types.Count == 0)
            return true;

        var stated = row.Types.Select(type => type.Code).Distinct().Order(StringComparer.Ordinal);
        var expected = known.Types.Select(type => char.IsLetter(type.Type[0]) && type.Type.Contains('.', StringComparison.Ordinal) ? "BackboneElement" : type.Type).Distinct().Order(StringComparer.Ordinal);
        if (!stated.SequenceEqual(expected) && !stated.SequenceEqual(["Element"]))
            return false;

        var profiles = row.Types.SelectMany(type => type.Profiles.Concat(type.Targets)).ToHashSet(StringComparer.Ordinal);
        return row.Types.TrueForAll(type => type.Aggregations == Aggregations.None)
            && profiles.SetEquals(known.Types.SelectMany(type => type.Profiles.Concat(type.Targets)));
    }

    private static IEnumerable<CompiledRowType> TypesOf(JsonElement definition)
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

    /// <summary>Keeps the rows that say something, with their ancestors and with the sliced row before its slices.</summary>
    private static void Prune(CompiledProfile profile, List<CompiledRow> rows)
    {
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (!rows[i].IsNeeded)
                continue;
            if (rows[i].Parent >= 0)
                rows[rows[i].Parent].IsNeeded = true;
            if (rows[i].SliceName.Length > 0)
                SlicedRow(rows, i)?.IsNeeded = true;
        }

        var positions = new int[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            if (!rows[i].IsNeeded)
                continue;
            positions[i] = profile.Rows.Count;
            profile.Rows.Add(Moved(rows[i], rows[i].Parent < 0 ? -1 : positions[rows[i].Parent]));
        }
    }

    private static CompiledRow? SlicedRow(List<CompiledRow> rows, int slice)
    {
        for (var i = slice - 1; i > rows[slice].Parent; i--)
        {
            if (rows[i].Parent == rows[slice].Parent && rows[i].Name == rows[slice].Name && rows[i].SliceName.Length == 0)
                return rows[i];
        }

        return null;
    }

    private static CompiledRow Moved(CompiledRow row, int parent)
    {
        var moved = new CompiledRow
        {
            Parent = parent,
            Name = row.Name,
            SliceName = row.SliceName,
            Element = row.Element,
            Flags = row.Flags,
            Fixed = row.Fixed,
            Pattern = row.Pattern,
            Slicing = row.Slicing,
            ContentReference = row.ContentReference,
        };
        moved.Types.AddRange(row.Types);
        moved.Invariants.AddRange(row.Invariants);
        return moved;
    }
}
