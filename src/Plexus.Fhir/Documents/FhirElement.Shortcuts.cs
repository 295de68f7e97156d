using System.Globalization;

namespace Plexus.Fhir;

/// <content>What nearly every reader of resources asks for, in one call each.</content>
public readonly partial struct FhirElement
{
    /// <summary>The day of a date, or of a dateTime by its own clock; null when there is no day or none that exists.</summary>
    public DateOnly? DateValue =>
        Value is { Length: >= 10 } text && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Like the indexer, for code that knows what it reads: a name that the type does not have is a fault of the program.</summary>
    /// <returns>The first child of that name, or nothing when the document has none.</returns>
    /// <exception cref="ArgumentException">The definitions know no such element of this type; an element that does not exist has no type to ask.</exception>
    public FhirElement Child(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _document is null || HasElement(name) ? this[name] : throw new ArgumentException($"{TypeName} has no element {name} in {_document.Version}.", nameof(name));
    }

    /// <summary>The first coding of a code system, of a CodeableConcept or of a Coding itself; nothing when there is none.</summary>
    /// <example><code>var snomed = observation["code"].Coding("http://snomed.info/sct")["code"].Value;</code></example>
    public FhirElement Coding(string system)
    {
        if (TypeName == "Coding")
            return this["system"].ValueEquals(system) ? this : default;

        foreach (var coding in Elements("coding"))
        {
            if (coding["system"].ValueEquals(system))
                return coding;
        }

        return default;
    }

    /// <summary>The value of the first identifier of a system; null when there is none.</summary>
    /// <example><code>var nhsNumber = patient.Identifier("https://fhir.nhs.uk/Id/nhs-number");</code></example>
    public string? Identifier(string system)
    {
        foreach (var identifier in Elements("identifier"))
        {
            if (identifier["system"].ValueEquals(system))
                return identifier["value"].Value;
        }

        return null;
    }

    /// <summary>The resources in the entries of a Bundle, of one type when it is given; none of anything else.</summary>
    public IEnumerable<FhirElement> Resources(string? type = null) =>
        Elements("entry").Select(entry => entry["resource"]).Where(resource => resource.Exists && (type is null || resource.TypeName == type));

    private bool HasElement(string name)
    {
        var model = _document!.Model;
        var id = model.Names.Find(name);
        ref var type = ref model.Types[Node.Type];
        for (var i = type.FirstProperty; id >= 0 && i < type.FirstProperty + type.PropertyCount; i++)
        {
            if (model.Properties[i].NameId == id || model.Properties[i].BaseNameId == id)
                return true;
        }

        return false;
    }
}
