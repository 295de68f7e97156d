using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>The unique booking reference number of an e-RS referral: twelve digits.</summary>
/// <remarks>e-RS FHIR API: the logical id of a ReferralRequest. The public documents state no check digit, so none is checked.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<Ubrn>))]
public readonly record struct Ubrn : ITextValue<Ubrn>
{
    /// <inheritdoc/>
    public static string Rule => "a UBRN (12 digits)";

    private readonly string? _text;

    private Ubrn(string text) => _text = text;

    /// <summary>For people: <c>0000 0007 0000</c>.</summary>
    public string ToDisplay() => string.Join(' ', ToWire().Chunk(4).Select(group => new string(group)));

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static Ubrn Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<Ubrn>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Ubrn Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<Ubrn>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out Ubrn)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out Ubrn result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out Ubrn)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Ubrn result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts twelve digits, nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Ubrn result)
    {
        result = default;
        if (s.Length != 12 || !TextValue.AreDigits(s))
            return false;

        result = new Ubrn(s.ToString());
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<Ubrn>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
