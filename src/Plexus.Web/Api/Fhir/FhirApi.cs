using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Plexus.Fhir;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Fhir;

/// <summary>FHIR resources that nobody has sent yet.</summary>
internal static class FhirApi
{
    private const string Json = "application/fhir+json";
    private const string Xml = "application/fhir+xml";

    public static void MapFhirApi(this IEndpointRouteBuilder api, ApiLimits limits) =>
        api.MapPost("/fhir/validate", Validate).WithTags("FHIR").WithMetadata(new RequestLimit(limits.LargestResource))
            .Accepts<string>(Json, Xml, "application/json", "application/xml")
            .Produces<string>(StatusCodes.Status200OK, Json, Xml)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .WithSummary("Validates one resource and answers an OperationOutcome; nothing is kept.")
            .WithDescription(
                "The body is the resource, XML or JSON, which its first character tells. FHIR version: as asked for in fhirVersion (dstu2, stu3, r4), otherwise the one that fits best. "
                + "It is read against the base definitions, the profiles that it claims, and those named in profile. What is wrong with it, malformed text included, is in the OperationOutcome under status 200: "
                + "it is valid when no issue has the severity error or fatal. The answer is JSON, or XML when Accept prefers it.");

    private static async Task<FileContentHttpResult> Validate(HttpRequest request, FhirDesk desk, CancellationToken cancellation, [FromQuery] string? fhirVersion = null, [FromQuery] string[]? profile = null)
    {
        var resource = await desk.ReadAsync(request.Body, cancellation);
        var outcome = (await desk.CheckAsync(resource, FhirDesk.VersionOf(fhirVersion), profile ?? [], cancellation)).ToOutcome().Root;
        return PrefersXml(request)
            ? TypedResults.Bytes(FhirXml.ToBytes(outcome), $"{Xml}; charset=utf-8")
            : TypedResults.Bytes(FhirJson.ToBytes(outcome), $"{Json}; charset=utf-8");
    }

    private static bool PrefersXml(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1).Select(type => type.MediaType.Value ?? "").ToList();
        var first = accepted.FindIndex(type => type.EndsWith("xml", StringComparison.OrdinalIgnoreCase));
        return first >= 0 && !accepted.Take(first).Any(type => type.EndsWith("json", StringComparison.OrdinalIgnoreCase));
    }
}
