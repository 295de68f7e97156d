using System.Text.Json;

namespace Plexus.Standards;

/// <summary>JSON of what we hand to the supplier's system and to other conversations: camel case, nothing for null.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    internal static JsonElement Of<T>(T value) => JsonSerializer.SerializeToElement(value, Web);

    /// <summary>Null when the element does not have the shape.</summary>
    internal static T? As<T>(this JsonElement element)
        where T : class
    {
        try
        {
            return element.Deserialize<T>(Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
