using System.Text;

namespace Plexus.Engine.Configuration;

/// <summary>Fetches secrets from where a document says they are.</summary>
/// <param name="folder">Where relative paths start: the document's own folder.</param>
/// <param name="environment">Looks up an environment variable; null when it is not set.</param>
public sealed class SecretReader(string folder, Func<string, string?> environment)
{
    private const int LargestFile = 1024 * 1024;

    /// <summary>Files beside the document, variables of this process.</summary>
    public static SecretReader Beside(string document) =>
        new(Path.GetDirectoryName(Path.GetFullPath(document)) ?? ".", System.Environment.GetEnvironmentVariable);

    /// <summary>The secret's text; null when it is to stay as it is stored.</summary>
    /// <exception cref="ConfigurationException">It cannot be had; the message names the source, never a value.</exception>
    internal string? Read(SecretReference reference, string place)
    {
        var secret = reference switch
        {
            SecretReference.Literal literal => literal.Value.Reveal(),
            SecretReference.FromEnvironment(var variable) => environment(variable) ?? throw Fail(place, $"The environment variable {variable} is not set.", "Set it before applying."),
            SecretReference.FromFile(var path) => ReadFile(path, place),
            _ => null,
        };
        return secret is { Length: 0 } ? throw Fail(place, "The secret is empty.", "Write the secret to its source first.") : secret;
    }

    private string ReadFile(string path, string place)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, path));
            if (file.Length > LargestFile)
                throw Fail(place, $"The file {path} is larger than 1 MiB.", "Name the file that holds the secret alone.");
            var text = File.ReadAllText(file.FullName, Encoding.UTF8);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Fail(place, $"The file {path} cannot be read.", "Paths start at the document's folder; check the name and its permissions.");
        }
    }

    private static ConfigurationException Fail(string place, string text, string remedy) => new([new(place, 0, 0, text, remedy)]);
}
