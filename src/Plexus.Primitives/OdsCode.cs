using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>The code of an organisation or site in the Organisation Data Service, in capitals.</summary>
/// <remarks>NHS Data Dictionary, ORGANISATION CODE: three to twelve letters and digits. Lower case is accepted and raised. Whether the organisation exists is not checked here.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<OdsCode>))]
public readonly record struct OdsCode : ITextValue<OdsCode>
{
    /// <inheritdoc/>
    public static string Rule => "an ODS code (3 to 12 letters and digits)";

    private readonly string? _text;

    private OdsCode(string text) => _text = text;

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static OdsCode Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<OdsCode>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static OdsCode Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<OdsCode>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out OdsCode)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out OdsCode result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out OdsCode)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out OdsCode result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts three to twelve letters and digits in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out OdsCode result)
    {
        result = default;
        if (s.Length is < 3 or > 12 || !TextValue.TryRaise(s, out var text))
            return false;

        result = new OdsCode(text);
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<OdsCode>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
