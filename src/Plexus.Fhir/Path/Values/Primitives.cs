using System.Globalization;
using System.Text;
using Plexus.Fhir.Model;

namespace Plexus.Fhir.Paths;

/// <summary>What the elements of a document are as System values.</summary>
internal static class Primitives
{
    private const string Ucum = "http://unitsofmeasure.org";

    /// <summary>A primitive element as its System value, anything else as it is; false for a primitive element without a value that can be used.</summary>
    internal static bool TrySystem(in FhirPathValue item, out FhirPathValue value)
    {
        value = item;
        if (!item.IsElement || KindOf(item) is not (not PrimitiveKind.None and var kind))
            return true;

        value = default;
        var document = item.Document;
        ref var node = ref document.Nodes[item.Index];
        if (!node.HasValue)
            return false;

        value = Convert(document.Value(item.Index), kind);
        return value.Kind != FhirPathKind.None;
    }

    internal static PrimitiveKind KindOf(in FhirPathValue element) =>
        element.Document.Model.Types[element.Document.Nodes[element.Index].Type].Primitive;

    internal static bool IsPrimitive(in FhirPathValue element) => KindOf(element) != PrimitiveKind.None;

    private static FhirPathValue Convert(ReadOnlySpan<byte> text, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Boolean:
                return text.SequenceEqual("true"u8) ? FhirPathValue.Of(true) : text.SequenceEqual("false"u8) ? FhirPathValue.Of(false) : default;
            case PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt:
                return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? FhirPathValue.Of(integer) : default;
            case PrimitiveKind.Decimal:
                return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? FhirPathValue.Of(number) : default;
            case PrimitiveKind.Date:
                return Moment(text, TemporalKind.Date);
            case PrimitiveKind.DateTime or PrimitiveKind.Instant:
                return Moment(text, TemporalKind.DateTime);
            case PrimitiveKind.Time:
                return Moment(text, TemporalKind.Time);
            default:
                return FhirPathValue.Of(Encoding.UTF8.GetString(text));
        }
    }

    private static FhirPathValue Moment(ReadOnlySpan<byte> text, TemporalKind kind)
    {
        Span<char> characters = stackalloc char[64];
        return text.Length <= characters.Length
            && Encoding.UTF8.TryGetChars(text, characters, out var length)
            && Temporal.TryParse(characters[..length], kind) is { } moment
            ? FhirPathValue.Of(moment)
            : default;
    }

    internal static bool IsQuantity(in FhirPathValue item) =>
        item.IsElement && item.Document.Model is var model && model.IsA(item.Document.Nodes[item.Index].Type, model.FindType("Quantity"));

    /// <summary>A FHIR Quantity as a System one; null without a value or with a comparator, whose meaning a System Quantity cannot hold.</summary>
    /// <remarks>FHIR R4, fhirpath.html#quantity: a UCUM time unit also stands for the calendar duration.</remarks>
    internal static Quantity? QuantityOf(in FhirPathValue item)
    {
        var element = item.Element;
        if (element["value"].DecimalValue is not { } value || element["comparator"].HasValue)
            return null;

        return QuantityOf(value, element["system"].Value, element["code"].Value, element["unit"].Value);
    }

    /// <summary>The parts of a FHIR Quantity as a System one.</summary>
    internal static Quantity QuantityOf(decimal value, string? system, string? code, string? unit)
    {
        if (system == Ucum && code is not null)
            return new Quantity(value, code, CalendarUnits.OfCode(code) is null ? UnitKind.Ucum : UnitKind.Either);
        if (system is null && code is null && unit is null)
            return Quantity.Pure(value);
        return new Quantity(value, $"{system}|{code ?? unit}", UnitKind.Other);
    }
}
