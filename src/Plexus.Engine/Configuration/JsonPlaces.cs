using System.Text.Json;

namespace Plexus.Engine.Configuration;

/// <summary>Where each value of a JSON text stands, so that a problem can name its line.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<string, (int Line, int Column)> _places = new(StringComparer.Ordinal);

    private JsonPlaces()
    {
    }

    /// <summary>For a text nobody will look at.</summary>
    internal static JsonPlaces None { get; } = new();

    internal static JsonReaderOptions Reading { get; } = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 };

    internal (int Line, int Column) this[string place] => _places.GetValueOrDefault(place);

    /// <summary>Walks the text, which must be JSON: it was read as a document before. Complains of what a document lets pass.</summary>
    internal static JsonPlaces Of(ReadOnlySpan<byte> json, List<ConfigurationProblem> problems)
    {
        var places = new JsonPlaces();
        var lines = LineStarts(json);
        var reader = new Utf8JsonReader(json, Reading);
        var stack = new Stack<Level>();
        string? property = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                property = reader.GetString();
                if (!places.Add(Join(stack.Peek().Path, property!), reader.TokenStartIndex, lines, out var at))
                    problems.Add(new ConfigurationProblem(Join(stack.Peek().Path, property!), at.Line, at.Column, "This property is there twice.", "Remove one of the two."));
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                stack.Pop();
                continue;
            }

            var path = PathOf(stack, property);
            property = null;
            places.Add(path, reader.TokenStartIndex, lines, out _);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                stack.Push(new Level(path, reader.TokenType == JsonTokenType.StartArray));
        }

        return places;
    }

    internal static string Join(string path, string property) => path.Length == 0 ? property : $"{path}.{property}";

    private static string PathOf(Stack<Level> stack, string? property)
    {
        if (stack.Count == 0)
            return "";
        var level = stack.Peek();
        return level.IsArray ? $"{level.Path}[{level.Next++}]" : Join(level.Path, property!);
    }

    private bool Add(string path, long offset, List<int> lines, out (int Line, int Column) at)
    {
        at = At(offset, lines);
        return _places.TryAdd(path, at);
    }

    private static (int Line, int Column) At(long offset, List<int> lines)
    {
        var line = lines.BinarySearch((int)offset);
        line = line >= 0 ? line : ~line - 1;
        return (line + 1, (int)offset - lines[line] + 1);
    }

    /// <summary>Where a byte of the text stands.</summary>
    internal static (int Line, int Column) At(ReadOnlySpan<byte> json, int offset) => At(offset, LineStarts(json));

    private static List<int> LineStarts(ReadOnlySpan<byte> json)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < json.Length; i++)
            if (json[i] == '\n')
                starts.Add(i + 1);
        return starts;
    }

    private sealed class Level(string path, bool isArray)
    {
        internal string Path => path;

        internal bool IsArray => isArray;

        internal int Next { get; set; }
    }
}
