using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>What one element definition says, with the differences between FHIR versions levelled.</summary>
internal static class ElementReader
{
    private const string FhirPathTypes = "http://hl7.org/fhirpath/System.";
    private const string FhirTypeExtension = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
    private const string MaxValueSetExtension = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

    internal static CompiledElement Read(JsonElement definition, string path)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        var max = definition.Text("max");
        var baseMax = definition.Child("base")?.Text("max") ?? max;
        var isXmlAttribute = definition.Texts("representation").Contains("xmlAttr");

        var element = new CompiledElement
        {
            Name = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name,
            Flags = (baseMax is "0" or "1" ? ElementFlags.None : ElementFlags.Array)
                | (name.EndsWith("[x]", StringComparison.Ordinal) ? ElementFlags.Choice : ElementFlags.None)
                | (isXmlAttribute ? ElementFlags.XmlAttribute : ElementFlags.None)
                | (definition.IsTrue("isModifier") ? ElementFlags.Modifier : ElementFlags.None)
                | (definition.IsTrue("isSummary") ? ElementFlags.Summary : ElementFlags.None)
                | (definition.IsTrue("mustSupport") ? ElementFlags.MustSupport : ElementFlags.None),
            Min = Math.Max(definition.Integer("min") ?? 0, 0),
            Max = int.TryParse(max, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var most) && most < int.MaxValue ? most : null,
            Binding = Binding(definition),
            MaxLength = Math.Max(definition.Integer("maxLength") ?? 0, 0),
            MinValue = ValueOf(definition, "minValue"),
            MaxValue = ValueOf(definition, "maxValue"),
        };

        foreach (var type in definition.Items("type"))
            AddType(element, type, name, isXmlAttribute);
        if (element.Types.Exists(type => type.Type == "xhtml"))
            element.Flags |= ElementFlags.Xhtml;
        return element;
    }

    internal static CompiledBinding? Binding(JsonElement definition)
    {
        if (definition.Child("binding") is not { } binding)
            return null;

        var strength = binding.Text("strength") switch
        {
            "required" => BindingStrength.Required,
            "extensible" => BindingStrength.Extensible,
            "preferred" => BindingStrength.Preferred,
            _ => BindingStrength.Example,
        };
        var max = binding.ExtensionOf(MaxValueSetExtension);
        return new CompiledBinding(strength, ValueSetOf(binding, "valueSet"), max is { } extension ? ValueSetOf(extension, "value") : null);
    }

    /// <summary>A value set is named by canonical, by URI or by reference, depending on version and author.</summary>
    private static string? ValueSetOf(JsonElement holder, string name)
    {
        var url = holder.Text(name)
            ?? holder.Text(name + "Canonical")
            ?? holder.Text(name + "Uri")
            ?? holder.Child(name + "Reference")?.Text("reference");
        url = url?.Split('|')[0].Trim();
        return string.IsNullOrEmpty(url) ? null
            : url.StartsWith("ValueSet/", StringComparison.Ordinal) ? "http://hl7.org/fhir/" + url
            : url;
    }

    private static void AddType(CompiledElement element, JsonElement type, string name, bool isXmlAttribute)
    {
        var code = TypeCode(type, name, isXmlAttribute);
        if (code is null)
            return;

        var profiles = type.Texts("profile").Select(url => url.Trim()).ToList();
        var targets = type.Texts("targetProfile").Select(url => url.Trim()).ToList();

        // DSTU2 states the target of a Reference as its profile.
        if (code == "Reference" && targets.Count == 0)
            (profiles, targets) = (targets, profiles);

        var known = element.Types.Find(existing => existing.Type == code);
        if (known is null)
        {
            element.Types.Add(new CompiledTypeReference(code, profiles, targets));
            return;
        }

        known.Profiles.AddRange(profiles.Except(known.Profiles));
        known.Targets.AddRange(targets.Except(known.Targets));
    }

    /// <summary>R4 states a FHIRPath type and puts the FHIR type in an extension; ids are typed unlike in prose in every version.</summary>
    private static string? TypeCode(JsonElement type, string name, bool isXmlAttribute)
    {
        var code = type.Text("code");
        if (name == "id")
            return isXmlAttribute ? "string" : "id";
        if (code is null || !code.StartsWith(FhirPathTypes, StringComparison.Ordinal))
            return code;

        var stated = type.ExtensionOf(FhirTypeExtension);
        return stated?.Text("valueUrl") ?? stated?.Text("valueUri") ?? "string";
    }

    private static string? ValueOf(JsonElement definition, string prefix)
    {
        foreach (var property in definition.EnumerateObject())
        {
            if (property.Name.StartsWith(prefix, StringComparison.Ordinal) && property.Name.Length > prefix.Length)
                return property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : property.Value.GetRawText();
        }

        return null;
    }
}
