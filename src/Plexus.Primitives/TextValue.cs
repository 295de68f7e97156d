using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Plexus.Primitives;

/// <summary>What the values share: refusal without repeating the input, and no text for an unset value.</summary>
internal static class TextValue
{
    internal static T Parse<T>(ReadOnlySpan<char> text)
        where T : struct, ITextValue<T> =>
        T.TryParse(text, null, out var value) ? value : throw new FormatException($"Not {T.Rule}.");

    internal static string Require<T>([NotNull] string? text)
        where T : struct, ITextValue<T> =>
        text ?? throw new InvalidOperationException($"This {typeof(T).Name} was never set.");

    /// <summary>Letters and digits in capitals; <c>false</c> when there is anything else. ASCII only: a long s must not become an S.</summary>
    internal static bool TryRaise(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? raised)
    {
        raised = null;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c))
                return false;

        raised = string.Create(text.Length, text, (upper, source) => Ascii.ToUpper(source, upper, out _));
        return true;
    }

    internal static bool IsAsciiUpperOrDigit(char c) => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c);

    internal static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiDigit(c))
                return false;
        return true;
    }
}
