using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plexus.Engine.Patients;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Patients;

/// <summary>The embedded patient index.</summary>
internal static class PatientsApi
{
    public static void MapPatientsApi(this IEndpointRouteBuilder api, ApiLimits limits)
    {
        var patients = api.MapGroup("/patients").WithTags("Patients");
        patients.MapPost("/search", Search).WithSummary("Patients by NHS number, local id, surname or date of birth.");
        patients.MapPut("", Put).WithSummary("Adds a patient, or replaces the one with the same local id, whole.");
        patients.MapPost("/import", Import).WithMetadata(new RequestLimit(limits.LargestPatientFile)).Accepts<string>("text/csv")
            .WithSummary("Brings a CSV file into the index; rows that are wrong are named and left out.");
    }

    private static async Task<Ok<PatientsFound>> Search(PatientSearch search, PatientDesk desk, Actor by, CancellationToken cancellation) =>
        TypedResults.Ok(new PatientsFound(await desk.SearchAsync(search, by, cancellation)));

    private static async Task<Ok<PatientKept>> Put(Patient patient, PatientDesk desk, Actor by, CancellationToken cancellation) =>
        TypedResults.Ok(new PatientKept(await desk.PutAsync(patient, by, cancellation)));

    private static async Task<Ok<PatientImportResult>> Import(HttpRequest request, PatientDesk desk, Actor by, CancellationToken cancellation, OdsCode? organisation = null, bool dryRun = false)
    {
        if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
            throw new ApiRefusal(StatusCodes.Status415UnsupportedMediaType, "not-csv", "Send the file as text/csv.");
        return TypedResults.Ok(await desk.ImportAsync(request.Body, organisation, dryRun, by, cancellation));
    }
}

internal sealed record PatientsFound(IReadOnlyList<Patient> Items);

internal sealed record PatientKept(PatientPutKind Outcome);
