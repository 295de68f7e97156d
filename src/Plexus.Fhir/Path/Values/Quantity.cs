using System.Globalization;

namespace Plexus.Fhir.Paths;

internal enum UnitKind : byte
{
    /// <summary>A UCUM code.</summary>
    Ucum,

    /// <summary>A calendar duration such as <c>1 year</c>.</summary>
    Calendar,

    /// <summary>A UCUM time unit of a FHIR Quantity, which meets calendar durations as one of them.</summary>
    Either,

    /// <summary>A unit of another system or none: equal only to itself.</summary>
    Other,
}

/// <summary>A value with its unit as written.</summary>
internal sealed record Quantity(decimal Value, string Unit, UnitKind Kind)
{
    internal static Quantity Pure(decimal value) => new(value, "1", UnitKind.Ucum);

    public override string ToString()
    {
        var value = Value.ToString(CultureInfo.InvariantCulture);
        return Kind == UnitKind.Calendar ? $"{value} {Unit}" : $"{value} '{Unit}'";
    }
}
