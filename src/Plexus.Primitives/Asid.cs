using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>The accredited system id of one deployed system on Spine: twelve digits.</summary>
/// <remarks>SDS, uniqueIdentifier of an accredited system record.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<Asid>))]
public readonly record struct Asid : ITextValue<Asid>
{
    /// <inheritdoc/>
    public static string Rule => "an ASID (12 digits)";

    private readonly string? _text;

    private Asid(string text) => _text = text;

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static Asid Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<Asid>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Asid Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<Asid>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out Asid)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out Asid result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out Asid)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Asid result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts twelve digits, nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Asid result)
    {
        result = default;
        if (s.Length != 12 || !TextValue.AreDigits(s))
            return false;

        result = new Asid(s.ToString());
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<Asid>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
