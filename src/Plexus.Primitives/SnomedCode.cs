using System.Globalization;
using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>A SNOMED CT identifier: its check digit (Verhoeff) and partition are right.</summary>
/// <remarks>SNOMED CT Technical Implementation Guide, SCTID: 6 to 18 digits, no leading zero; the two digits before the check digit say what is identified. Whether the identifier is in a release is a question for terminology. JSON carries text: a number would lose digits above 2^53.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<SnomedCode>))]
public readonly record struct SnomedCode : ITextValue<SnomedCode>
{
    /// <inheritdoc/>
    public static string Rule => "a SNOMED CT identifier (6 to 18 digits with a right partition and check digit)";

    private readonly long _number;

    private SnomedCode(long number) => _number = number;

    /// <summary>What the identifier names.</summary>
    public SnomedPartition Partition => (SnomedPartition)(_number / 10 % 10);

    /// <summary>The seven-digit namespace of the extension that issued the identifier; none for the international core.</summary>
    public int? Namespace => _number / 100 % 10 == 1 ? (int)(_number / 1000 % 10_000_000) : null;

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static SnomedCode Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<SnomedCode>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static SnomedCode Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<SnomedCode>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out SnomedCode)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out SnomedCode result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out SnomedCode)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out SnomedCode result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts 6 to 18 digits (11 or more for an extension) without a leading zero.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out SnomedCode result)
    {
        result = default;
        if (s.Length is < 6 or > 18 || s[0] == '0' || !TextValue.AreDigits(s) || !Verhoeff.IsValid(s))
            return false;

        // First partition digit: 0 core, 1 extension (then at least one item digit precedes seven namespace digits). Second: 0 to 2; the rest is reserved.
        var extension = s[^3] == '1';
        if (s[^3] is not ('0' or '1') || s[^2] is not ('0' or '1' or '2') || (extension && s.Length < 11))
            return false;

        result = new SnomedCode(long.Parse(s, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<SnomedCode>(_number == 0 ? null : _number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The digits; empty for an unset value.</summary>
    public override string ToString() => _number == 0 ? string.Empty : ToWire();
}
