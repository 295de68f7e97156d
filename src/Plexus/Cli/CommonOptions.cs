using System.CommandLine;

namespace Plexus.Cli;

/// <summary>Options that every verb understands.</summary>
internal static class CommonOptions
{
    /// <summary>One JSON document on standard output, or one per line for verbs that keep running.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON: one document, or one per line for verbs that keep running.",
        Recursive = true,
    };

    /// <summary>An option that takes an http or https address.</summary>
    public static Option<Uri?> Address(string name, string description, Uri? byDefault = null) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => byDefault,
        CustomParser = argument =>
        {
            if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
                return address;
            argument.AddError($"{name} must begin with http:// or https://.");
            return null;
        },
    };
}
