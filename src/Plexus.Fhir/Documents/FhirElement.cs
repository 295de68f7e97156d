using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir;

/// <summary>A place in a document: an element, or nothing. Asking nothing for a child gives nothing, so chains never throw.</summary>
/// <example><code>var family = patient["name"]["family"].Value;</code></example>
public readonly partial struct FhirElement : IEquatable<FhirElement>
{
    private readonly FhirDocument? _document;

    internal FhirElement(FhirDocument document, int index)
    {
        _document = index < 0 ? null : document;
        Index = index;
    }

    /// <summary>False for the default value and for a child that is not there.</summary>
    public bool Exists => _document is not null;

    /// <summary>The document; <see langword="null"/> for an element that does not exist.</summary>
    public FhirDocument? Document => _document;

    /// <summary>The name on the wire, e.g. <c>valueString</c>; for the root the resource type; empty for nothing.</summary>
    public string Name => _document is null ? ""
        : Node.Property < 0 ? TypeName
        : _document.Model.Names[Property.NameId];

    /// <summary>The name without the type suffix of a choice, e.g. <c>value</c>.</summary>
    public string BaseName => _document is null ? ""
        : Node.Property < 0 ? TypeName
        : _document.Model.Names[Property.BaseNameId];

    /// <summary>The FHIR type, e.g. <c>Patient</c>, <c>HumanName</c>, <c>code</c>; a backbone element's is its path, <c>Patient.contact</c>.</summary>
    public string TypeName => _document is null ? "" : _document.Model.TypeName(Node.Type);

    /// <summary>Whether this is a resource: the root, one in a Bundle entry or a parameter, or a contained one.</summary>
    public bool IsResource => _document is not null && Node.IsResource;

    /// <summary>Whether the type is primitive, whether or not it has a value.</summary>
    public bool IsPrimitive => _document is not null && _document.Model.Types[Node.Type].Kind == TypeKind.Primitive;

    /// <summary>Whether a primitive value is present (extensions alone are not a value).</summary>
    public bool HasValue => _document is not null && Node.HasValue;

    /// <summary>The text of a primitive exactly as received, the narrative's <c>div</c> as XML; null when there is none.</summary>
    public string? Value => HasValue ? Encoding.UTF8.GetString(_document!.Value(Index)) : null;

    /// <summary>The same as UTF-8, without a copy; empty when there is none.</summary>
    public ReadOnlySpan<byte> Utf8Value => HasValue ? _document!.Value(Index) : default;

    /// <summary>True or false for exactly <c>true</c> and <c>false</c>.</summary>
    public bool? BooleanValue =>
        Utf8Value.SequenceEqual("true"u8) ? true
        : Utf8Value.SequenceEqual("false"u8) ? false
        : null;

    /// <summary>The value as a 32-bit integer, when it is one.</summary>
    public int? IntegerValue =>
        int.TryParse(Utf8Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The value for arithmetic, when it fits a decimal; <see cref="Value"/> keeps the precision as given.</summary>
    public decimal? DecimalValue =>
        decimal.TryParse(Utf8Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The moment of an instant or of a dateTime that has a time and a zone.</summary>
    public DateTimeOffset? InstantValue
    {
        get
        {
            var text = Utf8Value;
            var hasZone = text.Length > 19 && text[10] == (byte)'T' && (text[^1] == (byte)'Z' || text[^3] == (byte)':');
            return hasZone && DateTimeOffset.TryParse(Value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;
        }
    }

    /// <summary>The bytes of a base64Binary, white space ignored; null when it is not base64.</summary>
    public byte[]? Base64Value
    {
        get
        {
            if (!HasValue || !Base64.IsValid(Utf8Value, out var length))
                return null;

            var bytes = new byte[length];
            return Base64.DecodeFromUtf8(Utf8Value, bytes, out _, out var written) == System.Buffers.OperationStatus.Done ? bytes[..written] : null;
        }
    }

    /// <summary>The enclosing element; nothing for the root.</summary>
    public FhirElement Parent => _document is null ? default : new FhirElement(_document, Node.Parent);

    /// <summary>The FHIRPath location, e.g. <c>Bundle.entry[3].resource.name[0]</c>: indices from zero, on repeating elements only.</summary>
    public string Path => _document is null ? "" : ElementPath.Of(_document, Index);

    /// <summary>Line in the source, from 1; 0 when the element was built in code.</summary>
    public int Line => _document is null ? 0 : Node.Line;

    /// <summary>Column in the source, from 1; 0 when the element was built in code.</summary>
    public int Column => _document is null ? 0 : Node.Column;

    internal int Index { get; }

    private ref Node Node => ref _document!.Nodes[Index];

    private ref Model.PropertyDef Property => ref _document!.Model.Properties[Node.Property];

    /// <summary>The first child of that name, or nothing. A choice is found as <c>value</c> and as <c>valueString</c>.</summary>
    public FhirElement this[string name]
    {
        get
        {
            if (_document is null || _document.Model.Names.Find(name) is var id && id < 0)
                return default;
            return new FhirElement(_document, _document.FirstChild(Index, id));
        }
    }

    /// <summary>The children of that name, in order.</summary>
    public FhirElements Elements(string name) =>
        _document is null || _document.Model.Names.Find(name) is var id && id < 0 ? default : new FhirElements(_document, Index, id);

    /// <summary>All children, in order; a primitive's are its id and extensions.</summary>
    public FhirElements Children() => _document is null ? default : new FhirElements(_document, Index, FhirElements.AnyName);

    /// <summary>The first extension (or modifier extension) with this URL.</summary>
    public FhirElement Extension(string url)
    {
        foreach (var child in Children())
        {
            if (child.Node.Type == _document!.Model.ExtensionType && child["url"].ValueEquals(url))
                return child;
        }

        return default;
    }

    /// <summary>Whether the value is exactly this text, compared without decoding.</summary>
    public bool ValueEquals(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!HasValue)
            return false;

        var value = Utf8Value;
        if (value.Length < text.Length)
            return false;

        return Ascii.IsValid(text)
            ? Ascii.Equals(value, text)
            : Encoding.UTF8.GetByteCount(text) == value.Length && value.SequenceEqual(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The resource that a Reference, or a reference's text, points at; nothing when it is not in the document.</summary>
    /// <remarks>Contained resources, then Bundle entries in the order of the FHIR specification; never the network. An inner Bundle is its own scope.</remarks>
    public FhirElement Resolve() => _document is null ? default : Resolve(_document.ReferencePolicy, out _);

    /// <inheritdoc cref="Resolve()"/>
    public FhirElement Resolve(ReferencePolicy policy, out ReferenceOutcome outcome)
    {
        outcome = ReferenceOutcome.NotAReference;
        if (_document is null)
            return default;

        var text = IsPrimitive ? Index : _document.FirstChild(Index, _document.Model.DocumentNames.Reference);
        return text < 0 || !_document.Nodes[text].HasValue ? default : _document.References.Resolve(Index, _document.Value(text), policy, out outcome);
    }

    public bool Equals(FhirElement other) => ReferenceEquals(_document, other._document) && (_document is null || Index == other.Index);

    public override bool Equals(object? obj) => obj is FhirElement other && Equals(other);

    public override int GetHashCode() => _document is null ? 0 : HashCode.Combine(_document, Index);

    public static bool operator ==(FhirElement left, FhirElement right) => left.Equals(right);

    public static bool operator !=(FhirElement left, FhirElement right) => !left.Equals(right);

    /// <summary>The path: values never appear in logs by accident.</summary>
    public override string ToString() => Path;
}
