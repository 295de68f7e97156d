using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;

namespace Plexus.Fhir.Tests.Structure;

/// <summary>
/// The structure definitions of a version as HL7 publishes them, read without any help from the engine, so that the two can be held
/// against each other. Slow and obvious on purpose.
/// </summary>
internal sealed class PublishedStructure
{
    private const string FhirPathTypes = "http://hl7.org/fhirpath/System.";

    private static readonly ConcurrentDictionary<FhirVersion, PublishedStructure> Known = new();

    private readonly Dictionary<string, List<PublishedElement>> _elements = new(StringComparer.Ordinal);
    private readonly HashSet<string> _primitives = new(StringComparer.Ordinal);
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _expressions = new(StringComparer.Ordinal);

    private PublishedStructure(FhirVersion version)
    {
        Version = version;
        foreach (var file in new[] { "profiles-types", "profiles-resources" })
        {
            foreach (var definition in Lines($"fhir-definitions/{version.ToString().ToLowerInvariant()}/{file}.ndjson.gz"))
                Add(definition);
        }
    }

    internal FhirVersion Version { get; }

    /// <summary>Names of the concrete resources.</summary>
    internal IReadOnlySet<string> Resources => _resources;

    internal static PublishedStructure Of(FhirVersion version) => Known.GetOrAdd(version, static version => new PublishedStructure(version));

    internal bool IsPrimitive(string type) => _primitives.Contains(type);

    /// <summary>The elements of a type, inherited ones first.</summary>
    internal IReadOnlyList<PublishedElement> ElementsOf(string type) => _elements[type];

    /// <summary>The regular expression that the definition of a primitive states, or null.</summary>
    internal string? ExpressionOf(string primitive) => _expressions.GetValueOrDefault(primitive);

    /// <summary>The element that a type has under a name on the wire.</summary>
    internal (PublishedElement Element, string Type, int Position)? Find(string type, string name)
    {
        var elements = ElementsOf(type);
        for (var i = 0; i < elements.Count; i++)
        {
            if (elements[i].TypeUnder(name) is { } found)
                return (elements[i], found, i);
        }

        return null;
    }

    private static IEnumerable<JsonElement> Lines(string path)
    {
        using var stream = new MemoryStream(Specifications.Read(path));
        using var lines = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
            yield return JsonDocument.Parse(line).RootElement;
    }

    private void Add(JsonElement definition)
    {
        var type = Text(definition, "id")!;
        var elements = definition.GetProperty("snapshot").GetProperty("element").EnumerateArray().ToArray();
        var root = Text(elements[0], "path")!;
        var isPrimitive = char.IsAsciiLetterLower(type[0]);

        // A constraint on a type, such as SimpleQuantity, is not a type that an element has.
        if (root != type && !isPrimitive)
            return;

        if (isPrimitive)
            _primitives.Add(type);
        if (Text(definition, "kind") == "resource" && !(definition.TryGetProperty("abstract", out var isAbstract) && isAbstract.GetBoolean()))
            _resources.Add(type);

        _elements[type] = [];
        foreach (var element in elements.Skip(1))
        {
            var path = type + Text(element, "path")![root.Length..];
            var dot = path.LastIndexOf('.');
            if (isPrimitive && path == type + ".value")
            {
                if (RegexOf(element) is { } expression)
                    _expressions[type] = expression;
                continue;
            }

            var hasChildren = elements.Any(other => Text(other, "path")!.StartsWith(Text(element, "path") + ".", StringComparison.Ordinal));
            if (hasChildren)
                _elements[path] = [];
            _elements[path[..dot]].Add(Read(element, elements, path, hasChildren));
        }
    }

    private static PublishedElement Read(JsonElement element, JsonElement[] all, string path, bool hasChildren)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        var max = Text(element, "max")!;
        var ownMax = element.TryGetProperty("base", out var origin) ? Text(origin, "max")! : max;
        var isAttribute = element.TryGetProperty("representation", out var representation) && representation[0].GetString() == "xmlAttr";
        string[] types = hasChildren ? [path]
            : Text(element, "contentReference") is { } reference ? [reference[1..]]
            : Text(element, "nameReference") is { } named ? [Text(all.First(other => Text(other, "name") == named), "path")!]
            : name == "id" ? [isAttribute ? "string" : "id"]
            : [.. element.GetProperty("type").EnumerateArray().Select(TypeOf).Distinct()];

        return new PublishedElement(
            name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name,
            name.EndsWith("[x]", StringComparison.Ordinal),
            element.GetProperty("min").GetInt32(),
            max == "*" ? null : int.Parse(max, System.Globalization.CultureInfo.InvariantCulture),
            ownMax is not ("0" or "1"),
            isAttribute,
            types);
    }

    /// <summary>R4 states a type of FHIRPath where it means the FHIR type that stands in an extension.</summary>
    private static string TypeOf(JsonElement type)
    {
        var code = Text(type, "code")!;
        if (!code.StartsWith(FhirPathTypes, StringComparison.Ordinal))
            return code;

        var stated = type.GetProperty("extension").EnumerateArray().First(extension => Text(extension, "url")!.EndsWith("fhir-type", StringComparison.Ordinal));
        return Text(stated, "valueUrl")!;
    }

    private static string? RegexOf(JsonElement element) =>
        (from type in element.TryGetProperty("type", out var types) ? types.EnumerateArray().ToArray() : []
         from extension in type.TryGetProperty("extension", out var extensions) ? extensions.EnumerateArray().ToArray() : []
         where Text(extension, "url")!.EndsWith("regex", StringComparison.Ordinal)
         select Text(extension, "valueString")).FirstOrDefault();

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
