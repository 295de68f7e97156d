using System.Globalization;
using Plexus.Fhir.Building;
using Plexus.Fhir.Model;

namespace Plexus.Fhir;

/// <content>The elements that nearly every resource has, in one call each.</content>
public abstract partial class Builder<TSelf>
{
    /// <summary>Gives a date, dateTime or partial date the day, as <c>2026-11-28</c>.</summary>
    public TSelf Set(string name, DateOnly day) =>
        Put(Typed(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), kind => kind is PrimitiveKind.Date or PrimitiveKind.DateTime), replace: true);

    /// <summary>Gives a dateTime or instant the moment with its offset, to the millisecond when it has any.</summary>
    public TSelf Set(string name, DateTimeOffset moment)
    {
        var format = moment.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:sszzz" : "yyyy-MM-ddTHH:mm:ss.fffzzz";
        return Put(Typed(name, moment.ToString(format, CultureInfo.InvariantCulture), kind => kind is PrimitiveKind.DateTime or PrimitiveKind.Instant), replace: true);
    }

    /// <summary>Gives a CodeableConcept one coding, or a Coding its parts.</summary>
    public TSelf SetCode(string name, string system, string code, string? display = null) =>
        Put(Coded(name, system, code, display), replace: true);

    /// <summary>The same, as one more of an element that repeats.</summary>
    public TSelf AddCode(string name, string system, string code, string? display = null) =>
        Put(Coded(name, system, code, display), replace: false);

    /// <summary>Gives a Reference its address, e.g. <c>Patient/1</c>, <c>urn:uuid:…</c> or <c>#contained</c>.</summary>
    public TSelf SetReference(string name, string reference, string? display = null) =>
        Put(Pointing(name, reference, display), replace: true);

    /// <summary>The same, as one more of an element that repeats.</summary>
    public TSelf AddReference(string name, string reference, string? display = null) =>
        Put(Pointing(name, reference, display), replace: false);

    /// <summary>Adds an Identifier of a system.</summary>
    public TSelf AddIdentifier(string system, string value) =>
        Add("identifier", identifier => identifier.Set("system", system).Set("value", value));

    private BuildNode Coded(string name, string system, string code, string? display)
    {
        var node = Element(name);
        return Model.TypeName(node.Type) switch
        {
            "CodeableConcept" => Filled(node, concept => concept.Add("coding", Fill)),
            "Coding" => Filled(node, Fill),
            var other => throw new FhirBuildException($"{TypeName}.{name} is a {other}: neither CodeableConcept nor Coding."),
        };

        void Fill(ElementBuilder coding) => coding.Set("system", system).Set("code", code).SetOptional("display", display);
    }

    private BuildNode Pointing(string name, string reference, string? display)
    {
        var node = Element(name);
        return node.Type == Model.ReferenceType
            ? Filled(node, pointer => pointer.Set("reference", reference).SetOptional("display", display))
            : throw new FhirBuildException($"{TypeName}.{name} is no Reference.");
    }
}
