using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>The short identifier of an electronic prescription, e.g. <c>24F5DA-A83008-7EFE6Z</c>, whose check character is right.</summary>
/// <remarks>EPS: six hexadecimal digits, the prescriber's ODS code padded with zeros to six characters, five hexadecimal digits and a check character (ISO 7064, MOD 37-2). Lower case is accepted and raised.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<PrescriptionId>))]
public readonly record struct PrescriptionId : ITextValue<PrescriptionId>
{
    /// <inheritdoc/>
    public static string Rule => "a prescription id (XXXXXX-XXXXXX-XXXXXX with a right check character)";

    private const int Length = 20;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+";

    private readonly string? _text;

    private PrescriptionId(string text) => _text = text;

    /// <summary>The middle block as it is written: the prescribing organisation's ODS code, padded on the left with zeros to six characters.</summary>
    /// <exception cref="InvalidOperationException">The value was never set.</exception>
    public string PrescriberBlock => ToWire()[7..13];

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static PrescriptionId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<PrescriptionId>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static PrescriptionId Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<PrescriptionId>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out PrescriptionId)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out PrescriptionId result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out PrescriptionId)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out PrescriptionId result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts the twenty characters with their two hyphens, in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out PrescriptionId result)
    {
        result = default;
        if (s.Length != Length)
            return false;

        Span<char> text = stackalloc char[Length];
        if (Ascii.ToUpper(s, text, out _) != OperationStatus.Done || !IsStem(text[..^1]) || text[^1] != CheckCharacter(text[..^1]))
            return false;

        result = new PrescriptionId(new string(text));
        return true;
    }

    /// <summary>Adds the check character to the nineteen characters before it; <c>false</c> when they are not of the right shape.</summary>
    public static bool TryComplete(ReadOnlySpan<char> stem, out PrescriptionId result)
    {
        result = default;
        Span<char> text = stackalloc char[Length];
        if (stem.Length != Length - 1 || Ascii.ToUpper(stem, text, out _) != OperationStatus.Done || !IsStem(text[..^1]))
            return false;

        text[^1] = CheckCharacter(text[..^1]);
        result = new PrescriptionId(new string(text));
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<PrescriptionId>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;

    private static bool IsStem(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var right = i switch
            {
                6 or 13 => text[i] == '-',
                > 6 and < 13 => TextValue.IsAsciiUpperOrDigit(text[i]),
                _ => char.IsAsciiHexDigitUpper(text[i]),
            };
            if (!right)
                return false;
        }

        return true;
    }

    private static char CheckCharacter(ReadOnlySpan<char> stem)
    {
        var total = 0;
        foreach (var c in stem)
            if (c != '-')
                total = (total + Alphabet.IndexOf(c, StringComparison.Ordinal)) * 2 % 37;
        return Alphabet[(38 - total) % 37];
    }
}
