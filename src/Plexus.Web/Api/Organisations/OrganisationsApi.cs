using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plexus.Engine.Configuration;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Organisations;

/// <summary>Organisations, their endpoints, and the configuration as a whole.</summary>
internal static class OrganisationsApi
{
    private const long LargestConfiguration = 64 * 1024 * 1024;

    public static void MapOrganisationsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Organisations");
        group.MapGet("/organisations", (OrganisationDesk desk) => TypedResults.Ok(desk.All)).WithSummary("Every organisation with what is switched on for it.");
        group.MapGet("/organisations/{ods}", async (OdsCode ods, OrganisationDesk desk, CancellationToken cancellation) => TypedResults.Ok(await desk.WithActivityAsync(ods, cancellation))).WithSummary("One organisation, with the last message of each of its endpoints.");
        group.MapGet("/endpoints", (OrganisationDesk desk) => TypedResults.Ok(desk.Endpoints)).WithSummary("Every mailbox and other address of ours.");
        group.MapPost("/endpoints/{id}/pause", (string id, OrganisationDesk desk, Actor by, CancellationToken cancellation) => SetPausedAsync(id, true, desk, by, cancellation)).Once()
            .WithSummary("Nothing is fetched from or sent through the endpoint until it is resumed.");
        group.MapPost("/endpoints/{id}/resume", (string id, OrganisationDesk desk, Actor by, CancellationToken cancellation) => SetPausedAsync(id, false, desk, by, cancellation)).Once()
            .WithSummary("Lets a paused endpoint go on.");
        group.MapGet("/credentials/expiring", (OrganisationDesk desk) => TypedResults.Ok(desk.Expiring)).WithSummary("Secrets that have expired or soon will, by name; never their values.");
        group.MapGet("/configuration", Export).WithSummary("The configuration as a document that can be applied again; secrets are written as kept.");
        group.MapPost("/configuration", Apply).WithMetadata(new RequestLimit(LargestConfiguration)).Accepts<object>("application/json")
            .WithSummary("Makes the configuration what the document says: what it does not name is removed. With dryRun=true it says what would change.");
    }

    private static async Task<NoContent> SetPausedAsync(string id, bool paused, OrganisationDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.PauseAsync(id, paused, by, cancellation);
        return TypedResults.NoContent();
    }

    private static ContentHttpResult Export(OrganisationDesk desk) =>
        desk.Export() is { } document ? TypedResults.Content(document, "application/json; charset=utf-8") : throw ApiRefusal.NotFound("configuration yet");

    private static async Task<Ok<ConfigurationApplied>> Apply(HttpRequest request, OrganisationDesk desk, Actor by, CancellationToken cancellation, bool dryRun = false)
    {
        using var document = new MemoryStream();
        await request.Body.CopyToAsync(document, cancellation);
        var changes = await desk.ApplyAsync(document.GetBuffer().AsMemory(0, (int)document.Length), dryRun, by, cancellation);
        return TypedResults.Ok(new ConfigurationApplied(dryRun, changes.Version, changes.Unchanged, changes.Changes));
    }
}

internal sealed record ConfigurationApplied(bool DryRun, long Version, int Unchanged, IReadOnlyList<ConfigurationChange> Changes);
