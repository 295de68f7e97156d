using System.Text.Json;
using System.Text.Json.Serialization;
using Plexus.Contracts;

namespace Plexus.Web.Api.Http;

/// <summary>JSON of the API: camel case, enumerations in kebab case, ids as 32 hexadecimal digits, nothing for null.</summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new IdConverter<ExchangeId>(ExchangeId.Parse));
        options.Converters.Add(new IdConverter<ConversationId>(ConversationId.Parse));
        options.Converters.Add(new IdConverter<TaskId>(TaskId.Parse));
        options.Converters.Add(new IdConverter<StimulusId>(StimulusId.Parse));
    }

    private sealed class IdConverter<T>(Func<string, T> parse) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return parse(reader.GetString() ?? "");
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                throw new JsonException("Not an id.");
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
