using System.Text;

namespace Plexus.Sandbox.Tests.Mesh;

/// <summary>One recorded exchange with the official sandbox.</summary>
public sealed record ObservedExchange(
    string Name, string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string? Body,
    int Status, IReadOnlyDictionary<string, string> ResponseHeaders, string ResponseBody)
{
    public bool HasToken { get; init; }
}

/// <summary>Finds the shared specifications beside the repository and reads the recorded exchanges.</summary>
public static class ObservedExchanges
{
    /// <summary>The folder of shared specifications, or null where it is not checked out.</summary>
    public static string? Specs
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Plexus.slnx")) && Path.Combine(folder.Parent!.FullName, "shared", "specs") is var specs && Directory.Exists(specs))
                    return specs;
            }
            return null;
        }
    }

    public static IReadOnlyList<ObservedExchange> Read(string path)
    {
        var text = File.ReadAllText(path);
        return [.. text.Split("\n##### ").Skip(1).Select(ReadOne)];
    }

    private static ObservedExchange ReadOne(string block)
    {
        var lines = block.Split('\n');
        var request = lines.Skip(1).TakeWhile(l => l.StartsWith("> ", StringComparison.Ordinal)).Select(l => l[2..]).ToArray();
        var target = request[0].Split(' ');
        var headers = new List<(string, string)>();
        string? body = null;
        foreach (var line in request.Skip(1))
        {
            if (line.EndsWith(';') && !line.Contains(':', StringComparison.Ordinal))
                headers.Add((line[..^1], ""));
            else if (line.StartsWith("body: ", StringComparison.Ordinal))
                body = line["body: ".Length..];
            else
                headers.Add((line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()));
        }
        var rest = lines.Skip(1 + request.Length).ToArray();
        var responseHeaders = rest.Skip(1).TakeWhile(l => l.Length > 0).ToDictionary(l => l[..l.IndexOf(':')], l => l[(l.IndexOf(':') + 1)..].Trim());
        var responseBody = new StringBuilder(string.Join('\n', rest.Skip(2 + responseHeaders.Count))).ToString().TrimEnd('\n');
        return new ObservedExchange(
            lines[0], target[0], target[1], [.. headers.Where(h => h.Item1 != "Authorization" && h.Item1 != "content-length")], body,
            int.Parse(rest[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), responseHeaders, responseBody)
        {
            HasToken = headers.Exists(h => h.Item1 == "Authorization"),
        };
    }
}
