using System.Text.Json;

namespace Plexus.Fhir.Tests.Mutants;

/// <summary>Breaks a FHIR document in JSON in one of the ways that such documents can be broken, and sometimes in a way that leaves it valid.</summary>
internal sealed class JsonMutator
{
    private readonly JsonPart _original;
    private readonly string[] _names;
    private readonly Action<JsonPart, JsonPart, Random>[] _ways;

    internal JsonMutator(byte[] json)
    {
        using var document = JsonDocument.Parse(json.AsMemory(json.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        _original = JsonPart.Read(document.RootElement);
        _names = [.. _original.WithDescendants().SelectMany(part => part.Properties ?? []).Select(property => property.Name).Distinct(), "unheardOf", "_", "valueString", "contained", "extension", "resourceType"];
        _ways =
        [
            Drop, Repeat, Reorder, Rename, Misname, Replace, Replace, Wrap, Empty, AddMeta, Nest, Swap, AddProperty, Append,
        ];
    }

    internal byte[] Next(Random random)
    {
        var mutant = _original.Copy();
        var parts = mutant.WithDescendants().ToArray();
        for (var count = random.Next(8) == 0 ? 2 : 1; count > 0; count--)
            _ways[random.Next(_ways.Length)](parts[random.Next(parts.Length)], parts[random.Next(parts.Length)], random);
        return mutant.ToBytes();
    }

    private static void Drop(JsonPart part, JsonPart other, Random random)
    {
        if (part.Properties is { Count: > 0 } properties)
            properties.RemoveAt(random.Next(properties.Count));
        else if (part.Items is { Count: > 0 } items)
            items.RemoveAt(random.Next(items.Count));
    }

    private static void Repeat(JsonPart part, JsonPart other, Random random)
    {
        if (part.Properties is { Count: > 0 } properties)
            properties.Insert(random.Next(properties.Count), properties[random.Next(properties.Count)]);
        else if (part.Items is { Count: > 0 } items)
            items.Add(items[random.Next(items.Count)].Copy());
        else
            part.Become(new JsonPart { Items = [JsonPart.Of(part.Raw), JsonPart.Of(part.Raw)] });
    }

    private static void Reorder(JsonPart part, JsonPart other, Random random)
    {
        if (part.Properties is { Count: > 1 } properties)
            properties.Reverse(random.Next(properties.Count - 1), 2);
        else if (part.Items is { Count: > 1 } items)
            items.Reverse();
    }

    private void Rename(JsonPart part, JsonPart other, Random random)
    {
        if (part.Properties is { Count: > 0 } properties)
            properties[^1] = (_names[random.Next(_names.Length)], properties[^1].Value);
    }

    private static void Misname(JsonPart part, JsonPart other, Random random)
    {
        if (part.Properties is not { Count: > 0 } properties)
            return;

        var at = random.Next(properties.Count);
        var (name, value) = properties[at];
        properties[at] = (random.Next(4) switch { 0 => "_" + name, 1 => name.ToUpperInvariant(), 2 => name.TrimStart('_'), _ => name + "x" }, value);
    }

    /// <summary>Gives a value another text or another JSON type.</summary>
    private static void Replace(JsonPart part, JsonPart other, Random random)
    {
        if (part.Properties is not null || part.Items is not null)
            return;

        var text = BadTexts.All[random.Next(BadTexts.All.Length)];
        part.Raw = random.Next(6) switch
        {
            0 => part.Raw.StartsWith('"') ? part.Raw.Trim('"') is { Length: > 0 } bare && bare.All(char.IsAsciiDigit) && bare[0] != '0' ? bare : "7" : $"\"{part.Raw}\"",
            1 => "null",
            2 => "true",
            3 => "1.50",
            4 => "\"\\ud800\"",
            _ => JsonSerializer.Serialize(text),
        };
    }

    /// <summary>Puts an array around what stands alone, and takes it from what does not.</summary>
    private static void Wrap(JsonPart part, JsonPart other, Random random)
    {
        if (part.Items is { Count: > 0 } items)
            part.Become(items[0].Copy());
        else
            part.Become(new JsonPart { Items = [part.Copy()] });
    }

    private static void Empty(JsonPart part, JsonPart other, Random random) =>
        part.Become(random.Next(3) switch { 0 => new JsonPart { Properties = [] }, 1 => new JsonPart { Items = [] }, _ => JsonPart.Of("\"\"") });

    /// <summary>Gives a property its underscore twin, which only a primitive may have.</summary>
    private static void AddMeta(JsonPart part, JsonPart other, Random random)
    {
        if (part.Properties is not { Count: > 0 } properties)
            return;

        var (name, value) = properties[random.Next(properties.Count)];
        var meta = Extension(random);
        var twin = value.Items is not { } items ? meta
            : new JsonPart { Items = [.. items.Select((_, i) => i == 0 ? meta : JsonPart.Of("null"))] };
        properties.Insert(random.Next(properties.Count + 1), ("_" + name, twin));
    }

    private static void Nest(JsonPart part, JsonPart other, Random random)
    {
        var depth = random.Next(8) == 0 ? 120 : random.Next(1, 12);
        var extension = Extension(random);
        for (var i = 0; i < depth; i++)
            extension = new JsonPart { Properties = [("url", JsonPart.Text("u")), ("extension", new JsonPart { Items = [extension] })] };
        part.Properties?.Add(("extension", new JsonPart { Items = [extension] }));
    }

    private static void Swap(JsonPart part, JsonPart other, Random random)
    {
        var (mine, theirs) = (part.Copy(), other.Copy());
        part.Become(theirs);
        if (random.Next(2) == 0)
            other.Become(mine);
    }

    private void AddProperty(JsonPart part, JsonPart other, Random random) =>
        part.Properties?.Insert(random.Next(part.Properties.Count + 1), (_names[random.Next(_names.Length)], other.Copy()));

    private static void Append(JsonPart part, JsonPart other, Random random)
    {
        var added = random.Next(3) switch { 0 => JsonPart.Of("null"), 1 => other.Copy(), _ => JsonPart.Text("x") };
        part.Items?.Insert(random.Next(part.Items.Count + 1), added);
    }

    private static JsonPart Extension(Random random) => random.Next(4) switch
    {
        0 => new JsonPart { Properties = [("id", JsonPart.Text("i"))] },
        1 => new JsonPart { Properties = [("url", JsonPart.Text("u")), ("valueString", JsonPart.Text("s"))] },
        _ => new JsonPart { Properties = [("extension", new JsonPart { Items = [new JsonPart { Properties = [("url", JsonPart.Text("u")), ("valueCode", JsonPart.Text("c"))] }] })] },
    };
}
