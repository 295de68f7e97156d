using System.Text;
using System.Text.Json;
using System.Xml;

namespace Plexus.Fhir.Tests.Structure;

/// <summary>Holds a JSON document to the published structure: names, arrays, nulls, JSON types, cardinalities, choices, texts.</summary>
internal sealed class StructureOfJson
{
    private readonly PublishedStructure _structure;
    private readonly List<string> _complaints = [];

    private StructureOfJson(PublishedStructure structure) => _structure = structure;

    internal static IReadOnlyList<string> Complaints(byte[] json, FhirVersion version)
    {
        var check = new StructureOfJson(PublishedStructure.Of(version));
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(json);
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'), new JsonDocumentOptions { MaxDepth = 1_000 });
            check.Resource(document.RootElement, "");
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            check.Complain("", "not JSON");
        }

        return check._complaints;
    }

    private void Complain(string path, string what) => _complaints.Add($"{path}: {what}");

    private void Resource(JsonElement resource, string path)
    {
        if (resource.ValueKind != JsonValueKind.Object
            || !resource.TryGetProperty("resourceType", out var named)
            || named.ValueKind != JsonValueKind.String
            || TextOf(named) is not { } type
            || !_structure.Resources.Contains(type))
        {
            Complain(path, "not a resource");
            return;
        }

        Properties(resource, type, path.Length == 0 ? type : path, isResource: true);
    }

    private void Properties(JsonElement holder, string type, string path, bool isResource)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var counts = new Dictionary<PublishedElement, int>();
        var namesOf = new Dictionary<PublishedElement, string>();
        foreach (var property in holder.EnumerateObject())
        {
            if (NameOf(property) is not { } name || !seen.Add(name))
            {
                Complain(path, "a name twice, or no text");
                continue;
            }

            if ((isResource && name == "resourceType") || (_structure.Version == FhirVersion.Dstu2 && name == "fhir_comments"))
                continue;

            var bare = name.StartsWith('_') ? name[1..] : name;
            if (_structure.Find(type, bare) is not var (element, elementType, _))
            {
                Complain(path, "unknown " + name);
                continue;
            }

            if (!namesOf.TryAdd(element, bare) && namesOf[element] != bare)
                Complain(path, "two types of one choice");
            var count = Property(holder, element, elementType, name, $"{path}.{bare}");
            counts[element] = Math.Max(counts.GetValueOrDefault(element), count);
        }

        foreach (var element in _structure.ElementsOf(type))
        {
            var count = counts.GetValueOrDefault(element);
            if (count < element.Min || count > (element.Max ?? int.MaxValue))
                Complain(path, $"{count} of {element.Name}");
        }
    }

    /// <summary>Checks one property and gives the number of its items.</summary>
    private int Property(JsonElement holder, PublishedElement element, string type, string name, string path)
    {
        var value = holder.EnumerateObject().First(property => NameOf(property) == name).Value;
        var isPrimitive = _structure.IsPrimitive(type);
        var isMeta = name.StartsWith('_');
        if (isMeta && (!isPrimitive || element.IsAttribute || type == "xhtml"))
            Complain(path, "underscore");
        if ((value.ValueKind == JsonValueKind.Array) != element.Repeats)
        {
            Complain(path, "array or not");
            return 1;
        }

        if (!element.Repeats)
        {
            Item(holder, type, name, value, 0, element, path);
            return 1;
        }

        var items = value.EnumerateArray().ToArray();
        if (items.Length == 0)
            Complain(path, "empty array");
        if (isPrimitive && TwinOf(holder, name) is { ValueKind: JsonValueKind.Array } twin && twin.GetArrayLength() != items.Length)
            Complain(path, "lengths");
        for (var i = 0; i < items.Length; i++)
            Item(holder, type, name, items[i], i, element, $"{path}[{i}]");
        return items.Length;
    }

    private void Item(JsonElement holder, string type, string name, JsonElement item, int index, PublishedElement element, string path)
    {
        if (!_structure.IsPrimitive(type))
        {
            if (type == "Resource")
                Resource(item, path);
            else
                Complex(item, type, path);
            return;
        }

        // An item may be null in one of two arrays when it is there in the other.
        var twin = TwinOf(holder, name);
        var other = !element.Repeats ? twin
            : twin is { ValueKind: JsonValueKind.Array } array && index < array.GetArrayLength() ? array[index]
            : null;
        var isOtherThere = other is { ValueKind: not JsonValueKind.Null };
        if (item.ValueKind == JsonValueKind.Null)
        {
            if (!element.Repeats || !isOtherThere)
                Complain(path, "null");
        }
        else if (name.StartsWith('_'))
        {
            // An id alone is no content.
            Complex(item, type, path, hasValue: isOtherThere);
        }
        else
        {
            Value(item, type, element, path);
        }
    }

    private void Complex(JsonElement item, string type, string path, bool hasValue = false)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            Complain(path, "not an object");
            return;
        }

        if (!item.EnumerateObject().Any(property => hasValue || NameOf(property) is not ("id" or "fhir_comments")))
            Complain(path, "empty");
        Properties(item, type, path, isResource: false);
    }

    private void Value(JsonElement item, string type, PublishedElement element, string path)
    {
        var isOfType = type switch
        {
            "boolean" => item.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" or "unsignedInt" or "positiveInt" or "decimal" => item.ValueKind == JsonValueKind.Number,
            _ => item.ValueKind == JsonValueKind.String,
        };
        var text = !isOfType ? null : item.ValueKind == JsonValueKind.String ? TextOf(item) : item.GetRawText();
        var isValid = text is not null && type switch
        {
            "xhtml" => PublishedNarrative.IsValid(_structure, text),
            "string" when element is { Name: "id", IsAttribute: true } => PublishedPrimitives.IsElementId(text),
            _ => PublishedPrimitives.IsValid(_structure, type, text),
        };
        if (!isValid)
            Complain(path, "not a " + type);
    }

    private static JsonElement? TwinOf(JsonElement holder, string name)
    {
        var twin = name.StartsWith('_') ? name[1..] : "_" + name;
        foreach (var property in holder.EnumerateObject())
        {
            if (NameOf(property) == twin)
                return property.Value;
        }

        return null;
    }

    /// <summary>Null for text that XML could not carry.</summary>
    private static string? TextOf(JsonElement element)
    {
        try
        {
            var text = element.GetString()!;
            XmlConvert.VerifyXmlChars(text);
            return text;
        }
        catch (Exception exception) when (exception is InvalidOperationException or XmlException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
