using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Plexus.Engine.Commands;
using Plexus.Engine.Configuration;
using Plexus.Engine.Patients;
using Plexus.Storage;

namespace Plexus.Web.Api.Http;

/// <summary>What went wrong as the API and the pages tell it: a status, a stable code and a sentence.</summary>
internal static class ApiProblems
{
    /// <summary>The refusal that an exception stands for; null when the exception is a fault of ours.</summary>
    /// <param name="endpoint">Where it happened; it says which content types are taken.</param>
    public static ApiRefusal? Of(Exception exception, Endpoint? endpoint = null) => exception switch
    {
        ApiRefusal refusal => refusal,
        CommandRefusedException refused => new(StatusOf(refused.Code), refused.Code, refused.Message),
        IdempotencyConflictException => new(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "This idempotency key was used for another request."),
        ConfigurationException configuration => new(
            StatusCodes.Status422UnprocessableEntity, "invalid-configuration", "The document cannot be applied as it is.",
            [.. configuration.Problems.Select(p => new FieldProblem(p.Place, "invalid", p.Line > 0 ? $"Line {p.Line}, column {p.Column}: {p.Text} {p.Remedy}" : $"{p.Text} {p.Remedy}"))]),
        PatientFileException file => new(
            StatusCodes.Status422UnprocessableEntity, "unreadable-file", "The file cannot be read further. Rows before this line are in the index.",
            [new($"line {file.Line}", "invalid", file.Message)]),
        PatientIndexException => new(StatusCodes.Status503ServiceUnavailable, "patient-index-unavailable", "The organisation's patient index does not answer. Try again."),
        BadHttpRequestException bad => OfRequest(bad, endpoint),
        StorageException => new(StatusCodes.Status503ServiceUnavailable, "storage-unavailable", "The database does not answer. Try again."),
        _ => null,
    };

    public static ProblemHttpResult Result(ApiRefusal refusal)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = refusal.Code };
        if (refusal.Errors.Count > 0)
            extensions["errors"] = refusal.Errors;
        return TypedResults.Problem(statusCode: refusal.Status, title: refusal.Message, extensions: extensions);
    }

    private static ApiRefusal OfRequest(BadHttpRequestException bad, Endpoint? endpoint) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new(bad.StatusCode, "too-large", "The request is larger than is taken here."),
        StatusCodes.Status415UnsupportedMediaType => new(bad.StatusCode, "not-json", $"Send {TakenBy(endpoint)}."),
        _ => new(bad.StatusCode, "invalid-request", "The request is not as documented.", Place(bad)),
    };

    private static string TakenBy(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Where(type => type != ApiGuard.AnyType).ToList() is { Count: > 0 } types ? string.Join(" or ", types) : "application/json";

    private static int StatusOf(string code) => code switch
    {
        CommandRefusedException.NotFound => StatusCodes.Status404NotFound,
        CommandRefusedException.WrongState => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    // The reader's own message may repeat what was sent; its place may not, unless it is a property that only the sender knows.
    private static FieldProblem[] Place(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException { Path: { Length: > 0 } path } json)
            return [];
        var quoted = path.IndexOf("['", StringComparison.Ordinal);
        var last = quoted >= 0 ? quoted : Math.Max(path.LastIndexOf('.'), 0);
        var isUnknown = quoted >= 0 || json.Message.Contains($"'{path[(last + 1)..]}'", StringComparison.Ordinal);
        return isUnknown
            ? [new(path[..last].TrimStart('$', '.'), "unknown-property", "There is a property here that is not documented.")]
            : [new(path.TrimStart('$', '.'), "invalid", "This value does not have the documented form.")];
    }
}
