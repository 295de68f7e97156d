using Plexus.Fhir.Building;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Conversion;

/// <summary>One conversion: walks the source and builds the target, element by element.</summary>
internal sealed class ResourceConversion
{
    private readonly FhirModel _from;
    private readonly FhirModel _to;
    private readonly ValueConversion _values;
    private readonly ConversionReport _report;

    // Repeats that become one element of the target, and elements that have gone where their holder does not.
    private readonly HashSet<(int Parent, int Property)> _gathered = [];
    private readonly HashSet<int> _placed = [];

    internal ResourceConversion(FhirDocument source, FhirModel to, FhirConversionOptions options)
    {
        (_from, _to) = (source.Model, to);
        _report = new ConversionReport(source, options.MaxIssues);
        _values = new ValueConversion(_from, to, _report);
    }

    internal FhirConversion Convert(FhirElement resource) => _report.ToResult(Resource(resource, -1)?.ToDocument(_to));

    // Recursion is bounded as the document's depth is.
    private BuildNode? Resource(FhirElement source, int property)
    {
        var type = _to.FindType(source.TypeName);
        if (type < 0 || !_to.IsConcreteResource(type))
        {
            _report.Add(FhirSeverity.Error, ConversionRules.NoResource, source, source.TypeName);
            return null;
        }

        var node = new BuildNode(property, type) { IsResource = true };
        Fill(source, node);
        return node;
    }

    private void Fill(FhirElement source, BuildNode node)
    {
        var notDone = NotDone.Of(source.TypeName);
        foreach (var child in source.Children())
        {
            if (!_placed.Contains(child.Index) && (notDone is null || !TakeNotDone(notDone, child, node)))
                Move(child, node, notDone);
        }

        if (notDone is not null && _to.Version == FhirVersion.Stu3)
            AddFlag(notDone, source, node);
        else if (notDone is not null && IsNotDone(notDone, source) && !Has(node, "status"))
            node.Children.Add(_values.Text(node.Type, "status", notDone.R4Status));
        Supply(source, node);
        CheckRequired(source, node);
        if (BundleDifferences.LacksTimestamp(source, _to.Version))
            _report.Add(FhirSeverity.Error, ConversionRules.Missing, source, "timestamp");
    }

    private void Move(FhirElement child, BuildNode node, NotDone? notDone)
    {
        if (child.Name == "profile" && child.Parent.TypeName == "Meta")
        {
            _report.AddClaim(child);
            return;
        }

        if (SuppliedValues.IsImplied(_from.Version, child))
        {
            _report.AddParts(child);
            return;
        }

        if (BundleDifferences.IsOutOfPlace(child, _to.Version))
        {
            ReportLoss(child);
            return;
        }

        var rows = ElementMoves.Of(_from.Version, child.Parent.TypeName, child.BaseName);
        if (rows.Length == 0)
        {
            Place(child, node, child.BaseName);
            return;
        }

        if (Array.Find(rows, row => !row.PathIn(_from.Version).Contains('.', StringComparison.Ordinal)) is not { } whole)
            MoveParts(child, node, rows, notDone);
        else if (whole.IsReasonNotDone && !IsNotDone(notDone, child.Parent))
            ReportLoss(child);
        else
            MoveWhole(child, node, rows, whole);
    }

    /// <summary>An element that goes to one place, but for children that have places of their own.</summary>
    private void MoveWhole(FhirElement child, BuildNode node, ElementMove[] rows, ElementMove whole)
    {
        var made = new Dictionary<string, BuildNode>(StringComparer.Ordinal);
        if (rows.Length > 1)
        {
            foreach (var part in child.Children())
            {
                if (Array.Find(rows, row => row != whole && Fits(row, child, part)) is not { } row)
                    continue;
                Put(part, node, PathPart.Split(row.PathIn(_to.Version)), made, isRepeat: true);
                _placed.Add(part.Index);
            }
        }

        // Of an element all of whose parts have gone there is nothing left to place.
        if (rows.Length == 1 || child.Children().Any(part => !_placed.Contains(part.Index)))
            Put(child, node, PathPart.Split(whole.PathIn(_to.Version)), made, Repeats(child));
    }

    /// <summary>An element whose children go to different places.</summary>
    private void MoveParts(FhirElement child, BuildNode node, ElementMove[] rows, NotDone? notDone)
    {
        var repeats = Repeats(child);
        if (repeats && !Array.Exists(rows, row => Repeats(node.Type, PathPart.Split(row.PathIn(_to.Version)))) && !_gathered.Add((child.Parent.Index, PropertyOf(child))))
        {
            _report.Add(FhirSeverity.Warning, ConversionRules.OnlyFirst, child, child.Name);
            return;
        }

        var made = new Dictionary<string, BuildNode>(StringComparer.Ordinal);

        // What becomes an element comes before what goes into it.
        foreach (var part in child.Children().OrderBy(part => IsHolder(rows, Array.Find(rows, row => Fits(row, child, part))) ? 0 : 1))
        {
            var row = Array.Find(rows, row => Fits(row, child, part));
            if (row is not null && !(row.IsReasonNotDone && !IsNotDone(notDone, child.Parent)))
                Put(part, node, PathPart.Split(row.PathIn(_to.Version)), made, repeats);
            else if (rows.Any(row => IsCodeOf(row, child, part)))
                _report.AddParts(part);
            else
                ReportLoss(part);
        }
    }

    private bool Fits(ElementMove row, FhirElement holder, FhirElement part)
    {
        var path = PathPart.Split(row.PathIn(_from.Version));
        return path[1].Name == part.BaseName && (path[0].Code is not { } code || holder["type"].ValueEquals(code));
    }

    private bool IsCodeOf(ElementMove row, FhirElement holder, FhirElement part) =>
        part.Name == "type" && PathPart.Split(row.PathIn(_from.Version))[0].Code is { } code && holder["type"].ValueEquals(code);

    /// <summary>Whether a row leads to an element into which another leads.</summary>
    private bool IsHolder(ElementMove[] rows, ElementMove? row) =>
        row is not null && Array.Exists(rows, other => other.PathIn(_to.Version).StartsWith(row.PathIn(_to.Version) + ".", StringComparison.Ordinal));

    private bool Repeats(FhirElement source) => PropertyOf(source) is var property and >= 0 && _from.Properties[property].IsArray;

    /// <summary>Whether any element on a path of the target repeats; a choice does not.</summary>
    private bool Repeats(int type, PathPart[] path)
    {
        foreach (var part in path)
        {
            if (_values.Property(type, part.Name) is not (var property and >= 0))
                return false;
            if (_to.Properties[property].IsArray)
                return true;
            type = _to.Properties[property].Type;
        }

        return false;
    }

    private static int PropertyOf(FhirElement source) => source.Document!.Nodes[source.Index].Property;

    /// <summary>Puts an element where a path says, making the elements on the way.</summary>
    /// <param name="made">What was made for the same repeat of the source.</param>
    /// <param name="isRepeat">Whether the source is one of several, each of which becomes an element of its own where the target repeats.</param>
    private void Put(FhirElement source, BuildNode node, PathPart[] path, Dictionary<string, BuildNode> made, bool isRepeat)
    {
        var walked = "";
        var holders = new Stack<(BuildNode Holder, BuildNode Made)>();
        for (var i = 0; i < path.Length - 1; i++)
        {
            walked += path[i].Name;
            var next = made.GetValueOrDefault(walked) ?? Existing(node, path[i], path[i + 1].Name, isRepeat) ?? Made(node, path[i]);
            holders.Push((node, next));
            made[walked] = node = next;
            walked += ".";
        }

        if (Place(source, node, path[^1].Name) is { } placed)
        {
            made[walked + path[^1].Name] = placed;
            return;
        }

        // What was made on the way to nothing goes again.
        while (holders.TryPop(out var step) && !step.Made.Children.Exists(child => !IsCode(child)))
        {
            step.Holder.Children.Remove(step.Made);
            foreach (var key in made.Where(entry => entry.Value == step.Made).Select(entry => entry.Key).ToArray())
                made.Remove(key);
        }
    }

    private bool IsCode(BuildNode node) => _to.Names[_to.Properties[node.Property].NameId] == "type" && node.Value is not null;

    /// <summary>An element on the way that is there already and has room for what comes.</summary>
    private BuildNode? Existing(BuildNode node, PathPart part, string next, bool isRepeat)
    {
        var property = _values.Property(node.Type, part.Name);
        if (part.Code is not null || node.Children.FindLast(child => child.Property == property) is not { } last)
            return null;
        return !_to.Properties[property].IsArray || (!isRepeat && !Has(last, next)) ? last : null;
    }

    private BuildNode Made(BuildNode node, PathPart part)
    {
        var property = _values.Property(node.Type, part.Name);
        var made = new BuildNode(property, _to.Properties[property].Type);
        node.Children.Add(made);
        if (part.Code is not null)
            made.Children.Add(_values.Text(made.Type, "type", part.Code));
        return made;
    }

    private bool Has(BuildNode node, string name) => node.Children.Exists(child => _to.Names[_to.Properties[child.Property].BaseNameId] == name);

    private BuildNode? Place(FhirElement source, BuildNode node, string name)
    {
        var property = _values.PropertyFor(node.Type, name, source);
        if (property < 0)
        {
            ReportLoss(source);
            return null;
        }

        ref var definition = ref _to.Properties[property];
        var element = definition.Element;
        if (!definition.IsArray && node.Children.FindLast(child => _to.Properties[child.Property].Element == element) is not null)
        {
            _report.Add(FhirSeverity.Warning, ConversionRules.OnlyFirst, source, source.BaseName);
            return null;
        }

        var made = Converted(source, property);
        if (made is not null)
            node.Children.Add(made);
        return made;
    }

    private BuildNode? Converted(FhirElement source, int property)
    {
        int type = _to.Properties[property].Type;
        if (type == _to.ResourceType)
            return source.IsResource ? Resource(source, property) : null;
        if (_values.TryConvert(source, property, out var value))
        {
            if (value is not null && AddressOf(source, value) is var (address, copy))
                Fill(address, copy);
            return value;
        }

        var isSameKind = source.TypeName == _to.TypeName(type) || (IsBackbone(_from, source.TypeName) && IsBackbone(_to, _to.TypeName(type)));
        if (source.IsPrimitive || !isSameKind)
        {
            ReportLoss(source);
            return null;
        }

        if (type == _to.ReferenceType && !_values.MayPointAt(source, property))
        {
            ReportLoss(source);
            return null;
        }

        var node = new BuildNode(property, type);
        Fill(source, node);

        // An element of which nothing is left is not there.
        return node.Children.Count == 0 && source.Children().Count > 0 ? null : node;
    }

    /// <summary>The primitive of a source, and the one that it became: either may be the text of a Reference. Their ids and extensions go along.</summary>
    private (FhirElement Source, BuildNode Copy)? AddressOf(FhirElement source, BuildNode value)
    {
        var isPrimitive = _to.Types[value.Type].Kind == TypeKind.Primitive;
        return (source.IsPrimitive, isPrimitive) switch
        {
            (true, true) => (source, value),
            (true, false) when value.Type == _to.ReferenceType => (source, value.Children[0]),
            (false, true) when source.TypeName == "Reference" => (source["reference"], value),
            _ => null,
        };
    }

    private static bool IsBackbone(FhirModel model, string type) => model.Types[model.FindType(type)].Kind == TypeKind.Backbone;

    /// <summary>Handles the flag of STU3 and the status of R4 that say that something was not done.</summary>
    private bool TakeNotDone(NotDone row, FhirElement child, BuildNode node)
    {
        if (_from.Version == FhirVersion.Stu3 && child.Name == row.Flag)
        {
            // That it was entered in error says more than that it was not done.
            if (child.ValueEquals(row.Yes) ? child.Parent["status"].ValueEquals("entered-in-error") : child.Value is not (null or "false" or "y"))
                ReportLoss(child);
            _report.AddParts(child);
            return true;
        }

        if (child.Name != "status" || !IsNotDone(row, child.Parent))
            return false;

        var isUp = _to.Version == FhirVersion.R4;
        node.Children.Add(_values.Text(node.Type, "status", isUp ? row.R4Status : row.Stu3Status));
        // On the way back it will be the usual one.
        if (!child.ValueEquals(isUp ? row.Stu3Status : row.R4Status))
            _report.Add(FhirSeverity.Warning, ConversionRules.NearestCode, child, child.Name);
        _report.AddParts(child);
        return true;
    }

    private bool IsNotDone(NotDone? row, FhirElement resource) => row is not null && (_from.Version == FhirVersion.R4
        ? resource["status"].ValueEquals(row.R4Status)
        : resource[row.Flag].ValueEquals(row.Yes) && !resource["status"].ValueEquals("entered-in-error"));

    private void AddFlag(NotDone row, FhirElement source, BuildNode node)
    {
        if ((IsNotDone(row, source) ? row.Yes : row.FlagFor(source["status"].Value)) is { } flag)
            node.Children.Add(_values.Text(node.Type, row.Flag, flag));
    }

    /// <summary>Says "not known" where the target demands what the source may leave out.</summary>
    private void Supply(FhirElement source, BuildNode node)
    {
        foreach (var row in SuppliedValues.Of(_to.Version, source.TypeName))
        {
            if (Has(node, row.Name))
                continue;

            var property = _values.Property(node.Type, row.Name);
            var supplied = row.System is null ? _values.Text(node.Type, row.Name, row.Code) : new BuildNode(property, _to.Properties[property].Type);
            if (row.System is not null)
                supplied.Children.AddRange([_values.Text(supplied.Type, "system", row.System), _values.Text(supplied.Type, "code", row.Code)]);
            node.Children.Add(supplied);
            if (!row.IsImplied)
                _report.Add(FhirSeverity.Information, ConversionRules.Supplied, source, row.Name);
        }
    }

    private void CheckRequired(FhirElement source, BuildNode node)
    {
        ref var type = ref _to.Types[node.Type];
        for (var i = type.FirstElement; i < type.FirstElement + type.ElementCount; i++)
        {
            ref var element = ref _to.Elements[i];
            var name = _to.Names[element.NameId];

            // What the source lacks against its own definition is not the conversion's to say.
            if (element.Min > 0 && !Has(node, name) && !IsRequiredBySource(source, name))
                _report.Add(FhirSeverity.Error, ConversionRules.Missing, source, name);
        }
    }

    private bool IsRequiredBySource(FhirElement source, string name)
    {
        ref var type = ref _from.Types[_from.FindType(source.TypeName)];
        for (var i = type.FirstElement; i < type.FirstElement + type.ElementCount; i++)
        {
            if (_from.Names[_from.Elements[i].NameId] == name)
                return _from.Elements[i].Min > 0 && !source[name].Exists;
        }

        return false;
    }

    private void ReportLoss(FhirElement source)
    {
        var isModifier = _values.IsModifier(source);
        _report.Add(isModifier ? FhirSeverity.Error : FhirSeverity.Warning, isModifier ? ConversionRules.ModifierLost : ConversionRules.NoCounterpart, source, source.Name);
    }
}
