namespace Plexus.Fhir.Model;

/// <summary>The lexical family of a primitive type.</summary>
internal enum PrimitiveKind : byte
{
    None,
    Boolean,
    Integer,
    PositiveInt,
    UnsignedInt,
    Decimal,
    String,
    Markdown,
    Code,
    Id,
    Uri,
    Url,
    Canonical,
    Oid,
    Uuid,
    Base64Binary,
    Date,
    DateTime,
    Instant,
    Time,
    Xhtml,
}

internal static class PrimitiveKinds
{
    internal static PrimitiveKind Of(string typeName) => typeName switch
    {
        "boolean" => PrimitiveKind.Boolean,
        "integer" => PrimitiveKind.Integer,
        "positiveInt" => PrimitiveKind.PositiveInt,
        "unsignedInt" => PrimitiveKind.UnsignedInt,
        "decimal" => PrimitiveKind.Decimal,
        "markdown" => PrimitiveKind.Markdown,
        "code" => PrimitiveKind.Code,
        "id" => PrimitiveKind.Id,
        "uri" => PrimitiveKind.Uri,
        "url" => PrimitiveKind.Url,
        "canonical" => PrimitiveKind.Canonical,
        "oid" => PrimitiveKind.Oid,
        "uuid" => PrimitiveKind.Uuid,
        "base64Binary" => PrimitiveKind.Base64Binary,
        "date" => PrimitiveKind.Date,
        "dateTime" => PrimitiveKind.DateTime,
        "instant" => PrimitiveKind.Instant,
        "time" => PrimitiveKind.Time,
        "xhtml" => PrimitiveKind.Xhtml,
        _ => PrimitiveKind.String,
    };

    /// <summary>Whether JSON writes the value as a number.</summary>
    internal static bool IsNumber(this PrimitiveKind kind) =>
        kind is PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt or PrimitiveKind.Decimal;
}
