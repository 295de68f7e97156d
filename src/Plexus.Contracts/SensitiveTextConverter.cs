using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plexus.Contracts;

/// <summary>Rows and API answers hold the text itself; only printing masks it.</summary>
internal sealed class SensitiveTextConverter : JsonConverter<SensitiveText>
{
    public override SensitiveText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString());

    public override void Write(Utf8JsonWriter writer, SensitiveText value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
