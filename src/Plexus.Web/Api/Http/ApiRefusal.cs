using Microsoft.AspNetCore.Http;

namespace Plexus.Web.Api.Http;

/// <summary>The request cannot be carried out; nothing was changed. Endpoints answer it as a problem, pages show it.</summary>
/// <param name="code">Stable, such as <c>invalid-request</c>; docs/api.md lists them.</param>
/// <param name="message">For the person who asked; never patient data.</param>
internal sealed class ApiRefusal(int status, string code, string message, IReadOnlyList<FieldProblem>? errors = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<FieldProblem> Errors { get; } = errors ?? [];

    public static ApiRefusal NotFound(string what) => new(StatusCodes.Status404NotFound, "not-found", $"There is no such {what}.");

    public static ApiRefusal Invalid(string field, string text) => new(StatusCodes.Status400BadRequest, "invalid-request", "The request is not as documented.", [new(field, "invalid", text)]);
}

/// <param name="Field">Path in the request, such as <c>patient.nhsNumber</c>; empty for the request as a whole.</param>
/// <param name="Code">Stable, such as <c>required</c>.</param>
/// <param name="Text">What to mend; never a value from the request.</param>
internal sealed record FieldProblem(string Field, string Code, string Text);
