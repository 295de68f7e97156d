using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Paths;

/// <summary>Takes JSON's escapes out of text; a backslash that begins none stands for itself.</summary>
internal static class JsonText
{
    private const int CodeLength = 4;

    internal static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = text[i] == '\\' && i + 1 < text.Length ? Escaped(text, i + 1) : null;
            result.Append(escaped?.Character ?? text[i]);
            i += escaped?.Length ?? 0;
        }

        return result.ToString();
    }

    /// <summary>The character that an escape stands for, and how long the escape is behind its backslash.</summary>
    private static (char Character, int Length)? Escaped(string text, int start) => text[start] switch
    {
        '"' or '\\' or '/' => (text[start], 1),
        'b' => ('\b', 1),
        'f' => ('\f', 1),
        'n' => ('\n', 1),
        'r' => ('\r', 1),
        't' => ('\t', 1),
        'u' when start + CodeLength < text.Length
            && ushort.TryParse(text.AsSpan(start + 1, CodeLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) => ((char)code, CodeLength + 1),
        _ => null,
    };
}
