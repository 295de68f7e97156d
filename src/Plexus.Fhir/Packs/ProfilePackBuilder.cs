using System.Text.Json;
using Plexus.Fhir.Definitions;

namespace Plexus.Fhir;

/// <summary>Compiles StructureDefinitions, ValueSets, CodeSystems and ConceptMaps into a <see cref="ProfilePack"/> while the program runs.</summary>
/// <remarks>
/// A profile may be published as a differential: it is merged with what it derives from, among the definitions added, the packs given
/// and the base definitions. Of several definitions with one canonical the first added counts.
/// </remarks>
public sealed class ProfilePackBuilder
{
    private static readonly string[] Types = ["StructureDefinition", "ValueSet", "CodeSystem", "ConceptMap"];

    private readonly List<JsonElement> _definitions = [];
    private readonly HashSet<string> _canonicals = new(StringComparer.Ordinal);
    private readonly ProfilePack[] _basis;

    /// <param name="version">The FHIR version of all definitions.</param>
    /// <param name="basis">Packs of definitions that those added may name; those of another version are not looked at.</param>
    public ProfilePackBuilder(FhirVersion version, params IEnumerable<ProfilePack> basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        Version = version;
        _basis = [.. basis];
    }

    public FhirVersion Version { get; }

    /// <summary>How many definitions have been added.</summary>
    public int Count => _definitions.Count;

    /// <summary>What the definitions of the last pack get wrong: bounds and types outside those of what they derive from.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>Adds a definition; a Bundle adds each that is in it.</summary>
    /// <returns>Whether there was a definition with a canonical that is not yet known.</returns>
    /// <exception cref="ArgumentException">The resource is of another FHIR version.</exception>
    public bool Add(FhirElement resource)
    {
        if (resource.Document is { } document && document.Version != Version)
            throw new ArgumentException("The definition is of another FHIR version.", nameof(resource));
        if (resource.TypeName == "Bundle")
            return resource.Elements("entry").Aggregate(false, (any, entry) => Add(entry["resource"]) || any);
        if (!resource.Exists || !Types.Contains(resource.TypeName))
            return false;

        using var json = JsonDocument.Parse(FhirJson.ToBytes(resource));
        return Add(json.RootElement.Clone());
    }

    /// <summary>Compiles what has been added.</summary>
    public ProfilePack Build()
    {
        var compiled = DefinitionPack.Compile(FhirModel.For(Version), _definitions, _basis);
        Faults = compiled.Faults;
        return ProfilePack.Open(new MemoryStream(compiled.ToBytes()));
    }

    private bool Add(JsonElement definition)
    {
        if (definition.Text("url")?.Trim() is not { Length: > 0 } url || !_canonicals.Add(definition.Text("resourceType") + "|" + url))
            return false;

        _definitions.Add(definition);
        return true;
    }
}
