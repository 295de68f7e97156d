using System.Text.Json;

namespace Plexus.Fhir.Definitions;

/// <summary>Where a definition says that its extension may stand, with the differences between FHIR versions levelled.</summary>
internal static class ProfileContexts
{
    /// <summary>As <c>kind:place</c>; kinds are element, extension, fhirpath, and resource or datatype before R4.</summary>
    internal static IEnumerable<string> Of(JsonElement structure)
    {
        var kind = structure.Text("contextType") ?? "element";
        foreach (var context in structure.Items("context"))
        {
            if (context.ValueKind == JsonValueKind.String)
                yield return $"{kind}:{context.GetString()!.Trim()}";
            else if (context.Text("expression") is { } place)
                yield return $"{context.Text("type") ?? "element"}:{place.Trim()}";
        }
    }

    internal static string Bare(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return (bar < 0 ? canonical : canonical[..bar]).Trim();
    }
}
