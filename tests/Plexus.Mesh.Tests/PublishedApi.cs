using System.Text.RegularExpressions;

namespace Plexus.Mesh.Tests;

/// <summary>The operations of the published OpenAPI document, as patterns of request lines.</summary>
internal static partial class PublishedApi
{
    public static List<Regex> Operations(string file)
    {
        var operations = new List<Regex>();
        var path = "";
        foreach (var line in File.ReadLines(file))
        {
            if (PathLine().Match(line) is { Success: true } at)
                path = Parameter().Replace(Regex.Escape(at.Groups[1].Value).Replace("\\{", "{", StringComparison.Ordinal), "[^/]+");
            else if (MethodLine().Match(line) is { Success: true } method && path.Length > 0)
                operations.Add(new Regex($"^{method.Groups[1].Value.ToUpperInvariant()} {path}$"));
        }

        return operations;
    }

    [GeneratedRegex("^  (/[^:]*):$")]
    private static partial Regex PathLine();

    [GeneratedRegex("^    (get|post|put|head):$")]
    private static partial Regex MethodLine();

    [GeneratedRegex("\\{[^}]*\\}")]
    private static partial Regex Parameter();
}
