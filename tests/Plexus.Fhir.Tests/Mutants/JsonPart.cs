using System.Text;
using System.Text.Json;

namespace Plexus.Fhir.Tests.Mutants;

/// <summary>A JSON value that can be bent out of shape: duplicate names and broken numbers included.</summary>
internal sealed class JsonPart
{
    /// <summary>Properties of an object.</summary>
    internal List<(string Name, JsonPart Value)>? Properties { get; set; }

    /// <summary>Items of an array.</summary>
    internal List<JsonPart>? Items { get; set; }

    /// <summary>The text of anything else, as JSON.</summary>
    internal string Raw { get; set; } = "null";

    internal static JsonPart Of(string raw) => new() { Raw = raw };

    internal static JsonPart Text(string text) => Of(JsonSerializer.Serialize(text));

    internal static JsonPart Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonPart { Properties = [.. element.EnumerateObject().Select(property => (property.Name, Read(property.Value)))] },
        JsonValueKind.Array => new JsonPart { Items = [.. element.EnumerateArray().Select(Read)] },
        _ => Of(element.GetRawText()),
    };

    internal JsonPart Copy() => new()
    {
        Properties = Properties is null ? null : [.. Properties.Select(property => (property.Name, property.Value.Copy()))],
        Items = Items is null ? null : [.. Items.Select(item => item.Copy())],
        Raw = Raw,
    };

    internal void Become(JsonPart other) => (Properties, Items, Raw) = (other.Properties, other.Items, other.Raw);

    internal IEnumerable<JsonPart> WithDescendants() =>
        [this, .. (Properties?.Select(property => property.Value) ?? Items ?? []).SelectMany(part => part.WithDescendants())];

    internal byte[] ToBytes()
    {
        var text = new StringBuilder();
        Append(text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Append(StringBuilder text)
    {
        if (Properties is not null)
        {
            text.Append('{');
            foreach (var (name, value) in Properties)
            {
                text.Append(text[^1] == '{' ? "" : ",").Append(JsonSerializer.Serialize(name)).Append(':');
                value.Append(text);
            }

            text.Append('}');
        }
        else if (Items is not null)
        {
            text.Append('[');
            foreach (var item in Items)
            {
                text.Append(text[^1] == '[' && item == Items[0] ? "" : ",");
                item.Append(text);
            }

            text.Append(']');
        }
        else
        {
            text.Append(Raw);
        }
    }
}
