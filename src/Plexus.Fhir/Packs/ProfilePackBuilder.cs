using System.Text.Json;
using Plexus.Fhir.Definitions;

namespace Plexus.Fhir;

/// <summary>Compiles StructureDefinitions, ValueSets, CodeSystems and ConceptMaps into a <see cref="ProfilePack"/> while the program runs.</summary>
/// <remarks>
/// A profile may be published as a differential: it is merged with what it derives from, among the definitions added, the packs given
/// and the base definitions. Of several definitions with one canonical the first added counts. What a definition gets wrong is told by
/// <see cref="Faults"/> and throws nothing.
/// </remarks>
public sealed class ProfilePackBuilder
{
    private static readonly string[] Types = ["StructureDefinition", "ValueSet", "CodeSystem", "ConceptMap"];

    private readonly List<JsonElement> _definitions = [];
    private readonly HashSet<string> _canonicals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly List<DefinitionFault> _refused = [];
    private readonly ProfilePack[] _basis;

    /// <param name="version">The FHIR version of all definitions.</param>
    /// <param name="basis">Packs of definitions that those added may name; those of another version are not looked at.</param>
    public ProfilePackBuilder(FhirVersion version, params IEnumerable<ProfilePack> basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        Version = version;
        _basis = [.. basis];
    }

    /// <summary>The FHIR version of all definitions, and of the packs that are built.</summary>
    public FhirVersion Version { get; }

    /// <summary>What compiling may cost.</summary>
    public DefinitionLimits Limits { get; init; } = DefinitionLimits.Default;

    /// <summary>How many definitions have been added.</summary>
    public int Count => _definitions.Count;

    /// <summary>
    /// What the definitions get wrong, as <c>source: canonical: fault</c>: bounds and types outside those of what they derive from, circles,
    /// patterns that cannot be used, limits that were met with the remedy. Those of <see cref="Build"/> are of the last pack.
    /// </summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>Adds a definition; a Bundle adds each that is in it.</summary>
    /// <param name="resource">The definition.</param>
    /// <param name="source">Where it comes from, e.g. the name of its file, for <see cref="Faults"/>; null when that needs no telling.</param>
    /// <returns>Whether there was a definition with a canonical that is not yet known. One that is too deep is a fault.</returns>
    /// <exception cref="ArgumentException">The resource is of another FHIR version.</exception>
    public bool Add(FhirElement resource, string? source = null)
    {
        if (resource.Document is { } document && document.Version != Version)
            throw new ArgumentException("The definition is of another FHIR version.", nameof(resource));
        if (resource.TypeName == "Bundle")
            return resource.Elements("entry").Aggregate(false, (any, entry) => Add(entry["resource"], source) || any);
        if (!resource.Exists || !Types.Contains(resource.TypeName) || resource["url"].Value?.Trim() is not { Length: > 0 } url || _canonicals.Contains(resource.TypeName + "|" + url))
            return false;

        if (source is not null)
            _sources.TryAdd(url, source);
        if (url.Contains('|', StringComparison.Ordinal))
            Refuse(url, "its url has a bar, behind which others state a version, so nothing can name it; take the bar out.");
        return Read(resource, url) is { } definition && Add(definition, resource.TypeName + "|" + url);
    }

    /// <summary>Compiles what has been added.</summary>
    public ProfilePack Build()
    {
        var compiled = DefinitionPack.Compile(FhirModel.For(Version), _definitions, _basis, limits: Limits);
        Faults = [.. _refused.Concat(compiled.Faults).Select(Told)];
        return ProfilePack.Open(new MemoryStream(compiled.ToBytes()));
    }

    private JsonElement? Read(FhirElement resource, string url)
    {
        try
        {
            using var json = JsonDocument.Parse(FhirJson.ToBytes(resource), new JsonDocumentOptions { MaxDepth = Limits.MaxJsonDepth });
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            Refuse(url, $"it is nested deeper than {Limits.MaxJsonDepth} levels of JSON, and was left out; state parents as properties of its concepts, or raise DefinitionLimits.MaxJsonDepth.");
            return null;
        }
    }

    private void Refuse(string url, string text)
    {
        _refused.Add(new DefinitionFault(url, text));
        Faults = [.. Faults, Told(_refused[^1])];
    }

    private bool Add(JsonElement definition, string canonical)
    {
        _canonicals.Add(canonical);
        _definitions.Add(definition);
        return true;
    }

    private string Told(DefinitionFault fault) => _sources.TryGetValue(fault.Url, out var source) ? $"{source}: {fault}" : fault.ToString();
}
