using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>The identifier MESH gave a message. Opaque: compared as it is, never taken apart.</summary>
/// <remarks>MESH API 2.0.0. The live service writes <c>yyyyMMddHHmmssffffff_XXXXXX</c>, older messages <c>DTS-…</c>, the reference sandbox 32 hexadecimal digits. Only characters that are safe in a URL path are accepted, and nothing that a path would read as a step.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<MeshMessageId>))]
public readonly record struct MeshMessageId : ITextValue<MeshMessageId>
{
    /// <inheritdoc/>
    public static string Rule => "a MESH message id (1 to 100 letters, digits, hyphens, underscores or full stops)";

    private readonly string? _text;

    private MeshMessageId(string text) => _text = text;

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static MeshMessageId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<MeshMessageId>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static MeshMessageId Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<MeshMessageId>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out MeshMessageId)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out MeshMessageId result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out MeshMessageId)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out MeshMessageId result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts one to a hundred letters, digits, hyphens, underscores and full stops, beginning with a letter or digit.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MeshMessageId result)
    {
        result = default;
        if (s.Length is < 1 or > 100 || !char.IsAsciiLetterOrDigit(s[0]))
            return false;
        foreach (var c in s)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;

        result = new MeshMessageId(s.ToString());
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<MeshMessageId>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
