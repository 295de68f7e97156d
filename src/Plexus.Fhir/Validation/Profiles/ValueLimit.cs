using System.Globalization;
using System.Text.Json;
using Plexus.Fhir.Paths;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>The least or the greatest value that a profile allows. Values are compared as FHIRPath compares them: what it leaves open breaks no rule.</summary>
/// <remarks>FHIR R4, ElementDefinition.minValue[x]. A limit that is a duration from now, which R4 allows for dates, is left open.</remarks>
internal sealed class ValueLimit
{
    private readonly string _text;
    private readonly decimal? _number;
    private readonly Temporal? _moment;
    private readonly Quantity? _quantity;

    private ValueLimit(string text)
    {
        _text = text;
        if (text.StartsWith('{'))
        {
            (_quantity, _text) = ReadQuantity(text);
            return;
        }

        _number = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        _moment = Temporal.TryParse(text, TemporalKind.DateTime) ?? Temporal.TryParse(text, TemporalKind.Time);
    }

    /// <param name="text">As a pack holds it: the text of a primitive, or the JSON of a quantity.</param>
    internal static ValueLimit? Read(string text) => text.Length == 0 ? null : new ValueLimit(text);

    /// <summary>Whether an element is below (-1), at (0) or above (1) the limit; null when that cannot be decided.</summary>
    internal int? Order(FhirDocument document, int node)
    {
        var item = FhirPathValue.Of(document, node);
        if (!Paths.Primitives.IsPrimitive(item))
            return _quantity is not null && Paths.Primitives.IsQuantity(item) && Paths.Primitives.QuantityOf(item) is { } quantity ? QuantityMath.Compare(quantity, _quantity) : null;
        if (!Paths.Primitives.TrySystem(item, out var value))
            return null;

        return value.Kind switch
        {
            FhirPathKind.Integer => _number is { } number ? decimal.Compare(value.LongOrZero, number) : null,
            FhirPathKind.Decimal => _number is { } number ? decimal.Compare(value.DecimalOrZero, number) : null,
            FhirPathKind.Date or FhirPathKind.DateTime or FhirPathKind.Time => _moment is not null ? Temporal.Compare(value.Temporal, _moment) : null,
            _ => null,
        };
    }

    /// <summary>The limit in a few words, for an issue.</summary>
    public override string ToString() => _text;

    private static (Quantity? Quantity, string Text) ReadQuantity(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var limit = document.RootElement;
            string? Text(string name) => limit.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString() : null;

            var (system, code, unit) = (Text("system"), Text("code"), Text("unit"));
            if (limit.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
                return (Paths.Primitives.QuantityOf(number, system, code, unit), $"{value.GetRawText()} {unit ?? code}".TrimEnd());
        }
        catch (JsonException)
        {
            // A text that only begins like a quantity: it limits nothing.
        }

        return (null, json);
    }
}
