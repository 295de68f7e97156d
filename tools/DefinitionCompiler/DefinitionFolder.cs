using System.IO.Compression;
using System.Text.Json;

namespace DefinitionCompiler;

/// <summary>The published definitions of one FHIR version: gzip files with one resource a line.</summary>
internal sealed class DefinitionFolder(string path)
{
    /// <summary>The resources of one group, e.g. <c>profiles-types</c>, in published order; none when the group is absent.</summary>
    internal IEnumerable<JsonElement> Read(string group)
    {
        var file = Path.Combine(path, group + ".ndjson.gz");
        if (!File.Exists(file))
            yield break;

        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            if (line.Length == 0)
                continue;

            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
