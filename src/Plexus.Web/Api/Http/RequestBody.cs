using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Plexus.Web.Api.Http;

/// <summary>Bodies that an endpoint reads itself; whatever cannot be read is the sender's fault and says so.</summary>
internal static class RequestBody
{
    // A name that is there twice would only come to light when it is asked for.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The body as a JSON object, every text of which can be read.</summary>
    /// <exception cref="ApiRefusal">It is something else.</exception>
    public static async Task<JsonObject> JsonAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, cancellation);
            return ObjectOf(document.RootElement, "", "request");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Unreadable("", "request", exception);
        }
    }

    /// <summary>A field of a form as a JSON object, every text of which can be read.</summary>
    /// <exception cref="ApiRefusal">It is something else.</exception>
    public static JsonObject JsonOf(IFormCollection form, string field)
    {
        try
        {
            using var document = JsonDocument.Parse(form[field].ToString(), Strict);
            return ObjectOf(document.RootElement, field, "field");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Unreadable(field, "field", exception);
        }
    }

    /// <exception cref="ApiRefusal">The body is no whole form.</exception>
    public static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await request.ReadFormAsync(cancellation);
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException && !cancellation.IsCancellationRequested))
        {
            throw ApiRefusal.Invalid("", "The form cannot be read: a part or its boundary is missing, or it is larger than is taken.");
        }
    }

    private static JsonObject ObjectOf(JsonElement root, string field, string what)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw ApiRefusal.Invalid(field, $"The {what} is not a JSON object.");
        ReadTexts(root);
        return JsonObject.Create(root.Clone())!;
    }

    /// <summary>Half a surrogate pair, and bytes that are no UTF-8, would also only come to light later.</summary>
    /// <exception cref="InvalidOperationException">A name or a value is not Unicode.</exception>
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                ReadTexts(item);
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                ReadTexts(property.Value);
            }
    }

    private static ApiRefusal Unreadable(string field, string what, Exception exception) => ApiRefusal.Invalid(field, exception is JsonException
        ? $"The {what} is not JSON, or has a property twice."
        : $"A text in the {what} is not Unicode.");
}
