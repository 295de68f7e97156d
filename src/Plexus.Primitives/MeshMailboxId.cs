using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>The identifier of a MESH mailbox, in capitals.</summary>
/// <remarks>MESH API 2.0.0: the token and the path carry it in upper case. Letters and digits only, so that a patient-routed address (<c>GPPROVIDER_…</c>) can never pass for a mailbox.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<MeshMailboxId>))]
public readonly record struct MeshMailboxId : ITextValue<MeshMailboxId>
{
    /// <inheritdoc/>
    public static string Rule => "a MESH mailbox id (1 to 100 letters and digits)";

    private readonly string? _text;

    private MeshMailboxId(string text) => _text = text;

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static MeshMailboxId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<MeshMailboxId>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static MeshMailboxId Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<MeshMailboxId>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out MeshMailboxId)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out MeshMailboxId result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out MeshMailboxId)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out MeshMailboxId result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts letters and digits in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MeshMailboxId result)
    {
        result = default;
        if (s.Length is < 1 or > 100 || !TextValue.TryRaise(s, out var text))
            return false;

        result = new MeshMailboxId(text);
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<MeshMailboxId>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
