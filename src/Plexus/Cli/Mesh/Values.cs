using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Plexus.Primitives;

namespace Plexus.Cli.Mesh;

/// <summary>Options and arguments that hold values of the NHS; a wrong one is misuse, and is not repeated.</summary>
internal static class Values
{
    public static Option<T> Option<T>(string name, string description, bool required = false)
        where T : struct, ITextValue<T> =>
        new(name) { Description = description, Required = required, CustomParser = result => Parse<T>(result, name) };

    public static Option<T?> Optional<T>(string name, string description)
        where T : struct, ITextValue<T> =>
        new(name) { Description = description, CustomParser = result => Parse<T>(result, name) };

    public static Argument<T> Argument<T>(string name, string description)
        where T : struct, ITextValue<T> =>
        new(name) { Description = description, CustomParser = result => Parse<T>(result, name) };

    /// <summary>Bytes, or a number with K, M or G (1024, 1024² and 1024³); none when it is not of that form or too large to count.</summary>
    public static long? ParseSize(string text)
    {
        var (number, unit) = text switch
        {
            [.. var digits, 'K' or 'k'] => (digits, 1024L),
            [.. var digits, 'M' or 'm'] => (digits, 1024L * 1024),
            [.. var digits, 'G' or 'g'] => (digits, 1024L * 1024 * 1024),
            _ => (text, 1L),
        };
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= long.MaxValue / unit ? count * unit : null;
    }

    private static T Parse<T>(ArgumentResult result, string name)
        where T : struct, ITextValue<T>
    {
        if (T.TryParse(result.Tokens[^1].Value, null, out var value))
            return value;
        result.AddError($"{name}: not {T.Rule}.");
        return default;
    }
}
