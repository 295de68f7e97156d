using System.Diagnostics;
using System.Text.Json.Serialization;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>The subject of a message. Senders put patient details there, so it prints as a mask.</summary>
/// <remarks>MESH API 2.0.0, header Mex-Subject: at most 500 characters, no control characters.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(TextValueJsonConverter<MexSubject>))]
public readonly record struct MexSubject : ITextValue<MexSubject>
{
    private const int MaxLength = 500;

    private readonly string? _text;

    private MexSubject(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "a subject of 1 to 500 characters without control characters";

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static MexSubject Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var subject) ? subject : throw new FormatException($"Not {Rule}.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static MexSubject Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out MexSubject result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts 1 to 500 characters without control characters.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MexSubject result)
    {
        var right = s.Length is > 0 and <= MaxLength && HeaderText.IsClean(s);
        result = right ? new MexSubject(s.ToString()) : default;
        return right;
    }

    /// <summary>The header's value: for the request, or to show to someone who may see the message.</summary>
    /// <exception cref="InvalidOperationException">The value was never set.</exception>
    public string ToWire() => _text ?? throw new InvalidOperationException("This Mex-Subject was never set.");

    /// <summary>A mask.</summary>
    public override string ToString() => _text is null ? string.Empty : "•••";
}
