using System.CommandLine;
using System.CommandLine.Parsing;
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

    private static T Parse<T>(ArgumentResult result, string name)
        where T : struct, ITextValue<T>
    {
        if (T.TryParse(result.Tokens[^1].Value, null, out var value))
            return value;
        result.AddError($"{name}: not {T.Rule}.");
        return default;
    }
}
