using System.Globalization;

namespace Plexus.Fhir.Conversion;

/// <summary>Writes a decimal without an exponent, digit for digit: STU3 has none.</summary>
internal static class PlainDecimal
{
    // A number of a thousand zeros is no quantity of anything.
    private const int LongestShift = 100;

    /// <summary>The same number, with the same digits; the text itself when it has no exponent or an absurd one.</summary>
    internal static string Of(string text)
    {
        var at = text.IndexOfAny(['e', 'E']);
        if (at < 0 || !int.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > LongestShift)
            return text;

        var sign = text.StartsWith('-') ? "-" : "";
        var number = text[sign.Length..at];
        var point = number.IndexOf('.', StringComparison.Ordinal) is var found and >= 0 ? found : number.Length;
        var digits = number.Replace(".", "", StringComparison.Ordinal);
        point += exponent;
        if (point <= 0)
            return $"{sign}0.{new string('0', -point)}{digits}";

        digits = digits.PadRight(point, '0');
        var whole = digits[..point].TrimStart('0');
        return $"{sign}{(whole.Length == 0 ? "0" : whole)}{(digits.Length > point ? "." + digits[point..] : "")}";
    }
}
