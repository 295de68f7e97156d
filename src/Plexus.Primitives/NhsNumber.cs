using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>A ten-digit NHS number whose modulus 11 check digit is right.</summary>
/// <remarks>NHS Data Dictionary, NHS NUMBER. Numbers from 900 000 0000 are not issued to people; test data lives there. <c>ToString</c> is masked: write the digits only where a message needs them.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<NhsNumber>))]
[DebuggerDisplay("{ToString(),nq}")]
public readonly record struct NhsNumber : ITextValue<NhsNumber>
{
    /// <inheritdoc/>
    public static string Rule => "an NHS number (10 digits with a right check digit)";

    private const long FirstForTests = 900_000_0000;

    private readonly long _number;

    private NhsNumber(long number) => _number = number;

    /// <summary>Whether the number is from the block that is never issued to people (900 000 0000 and above).</summary>
    public bool IsForTests => _number >= FirstForTests;

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static NhsNumber Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<NhsNumber>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static NhsNumber Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<NhsNumber>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out NhsNumber)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out NhsNumber result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out NhsNumber)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out NhsNumber result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts ten digits, together or as 3-3-4 with spaces or hyphens. Ten identical digits are refused: they pass the arithmetic but are not issued.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out NhsNumber result)
    {
        result = default;
        Span<char> digits = stackalloc char[10];
        if (s.Length == 10)
        {
            s.CopyTo(digits);
        }
        else if (s.Length == 12 && s[3] is ' ' or '-' && s[7] == s[3])
        {
            s[..3].CopyTo(digits);
            s[4..7].CopyTo(digits[3..]);
            s[8..].CopyTo(digits[6..]);
        }
        else
        {
            return false;
        }

        if (!TextValue.AreDigits(digits) || !digits.ContainsAnyExcept(digits[0]) || CheckDigit(digits[..9]) != digits[9] - '0')
            return false;

        result = new NhsNumber(long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Adds the check digit to nine digits; <c>false</c> for the one stem in eleven that has none.</summary>
    /// <param name="stem">0 to 999 999 999.</param>
    /// <param name="result">The number, when there is one.</param>
    public static bool TryComplete(int stem, out NhsNumber result)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stem);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stem, 999_999_999);
        var digits = stem.ToString("D9", CultureInfo.InvariantCulture);
        return TryParse(digits + (CheckDigit(digits) is var check and < 10 ? check.ToString(CultureInfo.InvariantCulture) : "X"), out result);
    }

    /// <summary>The ten digits, unspaced: for messages and storage, never for logs.</summary>
    /// <exception cref="InvalidOperationException">The value was never set.</exception>
    public string ToDigits() => TextValue.Require<NhsNumber>(_number == 0 ? null : _number.ToString("D10", CultureInfo.InvariantCulture));

    /// <summary>For the patient's own record on a page: <c>999 000 0018</c>.</summary>
    /// <exception cref="InvalidOperationException">The value was never set.</exception>
    public string ToDisplay()
    {
        var digits = ToDigits();
        return $"{digits[..3]} {digits[3..6]} {digits[6..]}";
    }

    /// <inheritdoc/>
    public string ToWire() => ToDigits();

    /// <summary>Masked for logs: <c>••• ••• 0018</c>. The full number is <see cref="ToDigits"/>.</summary>
    public override string ToString() => $"••• ••• {(_number % 10_000).ToString("D4", CultureInfo.InvariantCulture)}";

    // Weights 10 down to 2; a result of 10 belongs to no number.
    private static int CheckDigit(ReadOnlySpan<char> stem)
    {
        var sum = 0;
        for (var i = 0; i < stem.Length; i++)
            sum += (stem[i] - '0') * (10 - i);
        return (11 - sum % 11) % 11;
    }
}
