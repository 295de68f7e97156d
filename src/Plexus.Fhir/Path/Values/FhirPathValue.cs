using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Plexus.Fhir.Paths;

namespace Plexus.Fhir;

/// <summary>What an item of a FHIRPath collection is.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are the names of the System types in the language.")]
public enum FhirPathKind
{
    /// <summary>Nothing; never an item of a result.</summary>
    None,

    /// <summary>An element of a document.</summary>
    Element,
    Boolean,
    Integer,
    Long,
    Decimal,
    String,
    Date,
    DateTime,
    Time,
    Quantity,

    /// <summary>What <c>type()</c> gives.</summary>
    TypeInfo,
}

/// <summary>One item of a FHIRPath collection: an element of a document or a System value.</summary>
public readonly struct FhirPathValue : IEquatable<FhirPathValue>
{
    private readonly object? _reference;
    private readonly long _bits;

    private FhirPathValue(FhirPathKind kind, object? reference, long bits)
    {
        Kind = kind;
        _reference = reference;
        _bits = bits;
    }

    public FhirPathKind Kind { get; }

    public bool IsElement => Kind == FhirPathKind.Element;

    /// <summary>The element; nothing for a System value.</summary>
    public FhirElement Element => IsElement ? new FhirElement((FhirDocument)_reference!, (int)_bits) : default;

    /// <summary>The truth value, of a System Boolean or of a boolean element.</summary>
    public bool? BooleanValue => Kind switch
    {
        FhirPathKind.Boolean => _bits != 0,
        FhirPathKind.Element => Element.BooleanValue,
        _ => null,
    };

    /// <summary>The type with its namespace, e.g. <c>System.String</c>, <c>FHIR.HumanName</c>.</summary>
    public string TypeName => Kind switch
    {
        FhirPathKind.None => "",
        FhirPathKind.Element => "FHIR." + Element.TypeName,
        FhirPathKind.TypeInfo => "System.ClassInfo",
        _ => "System." + Kind,
    };

    /// <summary>The value as FHIRPath writes it: numbers and moments as their literals without <c>@</c>, a primitive element's text, a quantity with its unit; null for an element without value.</summary>
    public string? Text => Kind switch
    {
        FhirPathKind.None => null,
        FhirPathKind.Element => Element.Value,
        FhirPathKind.Boolean => _bits != 0 ? "true" : "false",
        FhirPathKind.Integer or FhirPathKind.Long => _bits.ToString(CultureInfo.InvariantCulture),
        FhirPathKind.Decimal => DecimalOrZero.ToString(CultureInfo.InvariantCulture),
        _ => _reference!.ToString(),
    };

    internal bool BooleanOrFalse => _bits != 0;

    internal long LongOrZero => _bits;

    internal decimal DecimalOrZero => (decimal)_reference!;

    internal string StringOrEmpty => (string)_reference!;

    internal Temporal Temporal => (Temporal)_reference!;

    internal Quantity Quantity => (Quantity)_reference!;

    internal PathTypeInfo TypeInfo => (PathTypeInfo)_reference!;

    internal FhirDocument Document => (FhirDocument)_reference!;

    internal int Index => (int)_bits;

    internal bool IsTemporal => Kind is FhirPathKind.Date or FhirPathKind.DateTime or FhirPathKind.Time;

    internal bool IsNumber => Kind is FhirPathKind.Integer or FhirPathKind.Long or FhirPathKind.Decimal;

    /// <summary>The element as an item; nothing gives an item of kind <see cref="FhirPathKind.None"/>.</summary>
    public static FhirPathValue Of(FhirElement element) =>
        element.Exists ? new(FhirPathKind.Element, element.Document, element.Index) : default;

    public static FhirPathValue Of(bool value) => new(FhirPathKind.Boolean, null, value ? 1 : 0);

    public static FhirPathValue Of(int value) => new(FhirPathKind.Integer, null, value);

    public static FhirPathValue Of(long value) => new(FhirPathKind.Long, null, value);

    public static FhirPathValue Of(decimal value) => new(FhirPathKind.Decimal, value, 0);

    public static FhirPathValue Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(FhirPathKind.String, value, 0);
    }

    /// <summary>A quantity with a UCUM unit.</summary>
    public static FhirPathValue Of(decimal value, string ucumUnit)
    {
        ArgumentException.ThrowIfNullOrEmpty(ucumUnit);
        return Of(new Quantity(value, ucumUnit, UnitKind.Ucum));
    }

    internal static FhirPathValue Of(FhirDocument document, int index) => new(FhirPathKind.Element, document, index);

    internal static FhirPathValue Of(Quantity value) => new(FhirPathKind.Quantity, value, 0);

    internal static FhirPathValue Of(PathTypeInfo value) => new(FhirPathKind.TypeInfo, value, 0);

    internal static FhirPathValue Of(Temporal value) => new(
        value.Kind switch
        {
            TemporalKind.Date => FhirPathKind.Date,
            TemporalKind.DateTime => FhirPathKind.DateTime,
            _ => FhirPathKind.Time,
        },
        value,
        0);

    /// <summary>Whether both are the same element or the same System value; the language's own <c>=</c> is wider.</summary>
    public bool Equals(FhirPathValue other) =>
        Kind == other.Kind && _bits == other._bits && (ReferenceEquals(_reference, other._reference) || (!IsElement && Equals(_reference, other._reference)));

    public override bool Equals(object? obj) => obj is FhirPathValue other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, _reference, _bits);

    public static bool operator ==(FhirPathValue left, FhirPathValue right) => left.Equals(right);

    public static bool operator !=(FhirPathValue left, FhirPathValue right) => !left.Equals(right);

    /// <summary>The path of an element, otherwise the type: values never appear in logs by accident. <see cref="Text"/> is the value.</summary>
    public override string ToString() => IsElement ? Element.Path : TypeName;
}
