using System.Text;
using Plexus.Fhir.Building;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;
using Plexus.Fhir.Validation;

namespace Plexus.Fhir.Conversion;

/// <summary>Converts single values: primitives, codes, and the pairs of types of which the versions take one each.</summary>
internal sealed class ValueConversion(FhirModel from, FhirModel to, ConversionReport report)
{
    // Types under which a choice of the other version may hold the same value.
    private static readonly Dictionary<string, string[]> Likewise = new(StringComparer.Ordinal)
    {
        ["url"] = ["uri"],
        ["canonical"] = ["uri", "Reference"],
        ["uuid"] = ["uri"],
        ["uri"] = ["canonical", "url", "Reference"],
        ["Reference"] = ["canonical", "uri"],
        ["instant"] = ["dateTime"],
        ["string"] = ["markdown"],
        ["markdown"] = ["string"],
    };

    /// <summary>The property of a type by its name without a suffix; -1 when there is none.</summary>
    internal int Property(int type, string name)
    {
        var id = to.Names.Find(name);
        return id < 0 ? -1 : to.FindProperty(type, id);
    }

    /// <summary>The property that takes a value under a name, which may be a choice; -1 when none does.</summary>
    internal int PropertyFor(int type, string name, FhirElement source)
    {
        if (Property(type, name) is var plain and >= 0)
            return plain;

        foreach (var candidate in (IEnumerable<string>)[source.TypeName, .. Likewise.GetValueOrDefault(source.TypeName) ?? []])
        {
            if (Property(type, $"{name}{char.ToUpperInvariant(candidate[0])}{candidate.AsSpan(1)}") is var found and >= 0)
                return found;
        }

        return -1;
    }

    /// <summary>A primitive of the target.</summary>
    internal BuildNode Text(int type, string name, string text)
    {
        var property = Property(type, name);
        return new BuildNode(property, to.Properties[property].Type) { Value = Encoding.UTF8.GetBytes(text) };
    }

    /// <summary>Whether a reference may stand there, as far as its text or the document says what it is to.</summary>
    internal bool MayPointAt(FhirElement reference, int property)
    {
        var type = reference.Resolve().TypeName is { Length: > 0 } found ? found : NamedType(reference["reference"].Utf8Value);
        return type is null || References.TargetsOf(to, property) is not { Length: > 0 } targets || targets.Contains(type);
    }

    private string? NamedType(ReadOnlySpan<byte> text) => ReferenceText.TypeIn(from, text) is var type and >= 0 ? from.TypeName(type) : null;

    /// <summary>Converts what is not simply a complex type of the same name. True when it was, even to nothing; then that was reported.</summary>
    internal bool TryConvert(FhirElement source, int property, out BuildNode? value)
    {
        int type = to.Properties[property].Type;
        var isPrimitive = to.Types[type].Kind == TypeKind.Primitive;
        var name = to.TypeName(type);
        value = (source.IsPrimitive, isPrimitive) switch
        {
            (true, true) => Primitive(source, property),
            (true, false) when name == "CodeableConcept" && source.HasValue => Concept(source, property),
            (true, false) when name == "Reference" && source.HasValue => Wrapped(property, "reference", source.Value!),
            (false, true) when source.TypeName == "CodeableConcept" => Code(source, property),
            (false, true) when source.TypeName == "Reference" && source["reference"].HasValue => Address(source, property),
            _ => null,
        };
        return value is not null || (source.IsPrimitive && isPrimitive) || (source.TypeName == "CodeableConcept" && isPrimitive)
            || (source is { IsPrimitive: true, HasValue: true } && name == "CodeableConcept");
    }

    private BuildNode? Primitive(FhirElement source, int property)
    {
        int type = to.Properties[property].Type;
        var node = new BuildNode(property, type);
        if (source.Value is not { } text)
            return node;

        var kind = to.Types[type].Primitive;
        if (kind == PrimitiveKind.Decimal && to.Version == FhirVersion.Stu3)
            text = PlainDecimal.Of(text);
        if (source.Name == "system" && source.Parent.TypeName is "Coding" or "Quantity")
            text = CodeMoves.SystemIn(to.Version, source.Parent, text);
        if (kind == PrimitiveKind.Code && CodeFor(source, text, property) is var code)
        {
            if (code is null)
                return null;
            text = code;
        }

        var wasValid = PrimitiveText.IsValid(from.Types[from.FindType(source.TypeName)].Primitive, source.Utf8Value, from.Version);
        node.Value = Encoding.UTF8.GetBytes(text);
        if (!wasValid || PrimitiveText.IsValid(kind, node.Value, to.Version))
            return node;

        report.Add(FhirSeverity.Warning, ConversionRules.BadValue, source, source.Name);
        return null;
    }

    /// <summary>The code itself where the target's value set has it, else the nearest; null, and reported, when there is none.</summary>
    private string? CodeFor(FhirElement source, string code, int property)
    {
        ref var element = ref to.Elements[to.Properties[property].Element];
        if (element.Binding != BindingStrength.Required || to.CodeSets.Find(element.ValueSet) is not { } set || set.Find(Encoding.UTF8.GetBytes(code)) != CodeVerdict.NotIn)
            return code;

        return Nearest(source, code, property);
    }

    private string? Nearest(FhirElement source, string code, int property)
    {
        var nearest = CodeMoves.NearestOf(to.Version, PlaceOf(source), code);
        if (nearest is not null)
            report.Add(FhirSeverity.Warning, ConversionRules.NearestCode, source, source.Name);
        else
            ReportNoCode(source, code, property);
        return nearest;
    }

    private void ReportNoCode(FhirElement source, string? code, int property)
    {
        var isRequired = to.Elements[to.Properties[property].Element].Min > 0;

        // A status that may be left out is, left out, as unknown as one that says so.
        var isUnsaid = code == "unknown" && !isRequired;
        if (IsModifier(source) && !isUnsaid)
            report.Add(FhirSeverity.Error, ConversionRules.ModifierLost, source, source.Name);
        else
            report.Add(isRequired ? FhirSeverity.Error : FhirSeverity.Warning, ConversionRules.NoCode, source, source.Name);
    }

    /// <summary>Whether an element changes the meaning of what holds it.</summary>
    internal bool IsModifier(FhirElement source) =>
        source.Document!.Nodes[source.Index].Property is var property and >= 0 && (from.Properties[property].Flags & ElementFlags.Modifier) != 0;

    private BuildNode? Concept(FhirElement source, int property)
    {
        ref var element = ref to.Elements[to.Properties[property].Element];
        if (CodeMoves.SystemOf(PlaceOf(source)) is not { } system)
        {
            ReportNoCode(source, null, property);
            return null;
        }

        var code = source.Value!;
        var isKnown = to.CodeSets.Find(element.ValueSet)?.Find(Encoding.UTF8.GetBytes(system), source.Utf8Value) != CodeVerdict.NotIn;
        if (!isKnown && Nearest(source, code, property) is var nearest)
        {
            if (nearest is null)
                return null;
            code = nearest;
        }

        var concept = new BuildNode(property, to.Properties[property].Type);
        var coding = new BuildNode(Property(concept.Type, "coding"), to.FindType("Coding"));
        coding.Children.AddRange([Text(coding.Type, "system", system), Text(coding.Type, "code", code)]);
        concept.Children.Add(coding);
        report.AddParts(source);
        return concept;
    }

    private BuildNode? Code(FhirElement source, int property)
    {
        var system = CodeMoves.SystemOf(PlaceOf(source));
        var coding = source.Elements("coding").FirstOrDefault(coding => system is not null && coding["system"].ValueEquals(system));
        ref var element = ref to.Elements[to.Properties[property].Element];
        if (coding["code"].Value is not { } code)
        {
            ReportNoCode(source, null, property);
            return null;
        }

        foreach (var child in source.Children())
        {
            if (child != coding)
                report.Add(FhirSeverity.Warning, ConversionRules.NoCounterpart, child, child.Name);
        }

        // How a status reads in words says nothing that its code does not.
        foreach (var child in coding.Children())
        {
            if (child.Name is "system" or "code")
                report.AddParts(child);
            else
                report.Add(child.Name == "display" ? FhirSeverity.Information : FhirSeverity.Warning, ConversionRules.NoCounterpart, child, child.Name);
        }

        var isKnown = to.CodeSets.Find(element.ValueSet)?.Find(Encoding.UTF8.GetBytes(code)) != CodeVerdict.NotIn;
        var kept = isKnown ? code : Nearest(source, code, property);
        return kept is null ? null : new BuildNode(property, to.Properties[property].Type) { Value = Encoding.UTF8.GetBytes(kept) };
    }

    /// <summary>The address in a Reference; what else the Reference says has no place.</summary>
    private BuildNode Address(FhirElement source, int property)
    {
        foreach (var child in source.Children())
        {
            if (child.Name != "reference")
                report.Add(FhirSeverity.Warning, ConversionRules.NoCounterpart, child, child.Name);
        }

        return new BuildNode(property, to.Properties[property].Type) { Value = source["reference"].Utf8Value.ToArray() };
    }

    private BuildNode Wrapped(int property, string name, string text)
    {
        var node = new BuildNode(property, to.Properties[property].Type);
        node.Children.Add(Text(node.Type, name, text));
        return node;
    }

    private static string PlaceOf(FhirElement source) => $"{source.Parent.TypeName}.{source.BaseName}";
}
