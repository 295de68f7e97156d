using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary><c>/sandbox/people</c>: list, find, add and change people; read the change log. Numbers and names travel in bodies only.</summary>
internal static class PeopleControl
{
    private const int DefaultPage = 100;

    internal static void Map(IEndpointRouteBuilder control, Population population)
    {
        control.MapGet("/people", (RequestDelegate)(context => List(context, population)));
        control.MapPost("/people", (RequestDelegate)(context => Add(context, population)));
        control.MapPost("/people/search", (RequestDelegate)(context => Search(context, population)));
        control.MapPost("/people/change", (RequestDelegate)(context => Change(context, population)));
        control.MapGet("/people/patients.csv", (RequestDelegate)(context => Export(context, population)));
        control.MapGet("/people/changes", (RequestDelegate)(context => Changes(context, population)));
        control.MapGet("/organisations", (RequestDelegate)(context => ControlSurface.Answer(context, population.Organisations)));
    }

    private static Task List(HttpContext context, Population population)
    {
        var query = context.Request.Query;
        var people = population.People.AsEnumerable();
        if ((string?)query["case"] is { } story)
        {
            if (!Enum.TryParse<LifeCycle>(story, ignoreCase: true, out var wanted))
                return ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, "unknown-case", $"Cases are {string.Join(", ", Enum.GetNames<LifeCycle>())}.");
            people = people.Where(p => population.StoryOf(p) == wanted);
        }
        if ((string?)query["practice"] is { } practice)
        {
            if (!OdsCode.TryParse(practice, null, out var ods))
                return ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, "bad-practice", $"The practice is not {OdsCode.Rule}.");
            people = people.Where(p => p.Registrations.Any(r => r.Practice == ods));
        }
        var limit = int.TryParse((string?)query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : DefaultPage;
        return ControlSurface.Answer(context, new PeoplePage(population.Seed, population.Today, population.Count, population.UnknownNumber, [.. people.Take(limit).Select(p => new PersonView(population.StoryOf(p), p))]));
    }

    private static Task Export(HttpContext context, Population population)
    {
        if (!OdsCode.TryParse((string?)context.Request.Query["practice"] ?? SandboxDefaults.Practice.ToWire(), null, out var practice))
            return ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, "bad-practice", $"The practice is not {OdsCode.Rule}.");
        context.Response.ContentType = "text/csv; charset=utf-8";
        return context.Response.WriteAsync(PatientsCsv.Write(population, practice), context.RequestAborted);
    }

    private static async Task Search(HttpContext context, Population population)
    {
        if (await ControlSurface.Read<PersonQuery>(context).ConfigureAwait(false) is not { } query)
            return;
        IEnumerable<Person> found = query switch
        {
            { NhsNumber: { } number } => population.Find(number) is { } one ? [one] : [],
            { DateOfBirth: { } born, Family: { } family } => population.Find(born, family),
            _ => [],
        };
        await ControlSurface.Answer(context, found.Select(p => new PersonView(population.StoryOf(p), p)).ToArray()).ConfigureAwait(false);
    }

    private static async Task Add(HttpContext context, Population population)
    {
        if (await ControlSurface.Read<Person>(context).ConfigureAwait(false) is not { } person)
            return;
        try
        {
            await ControlSurface.Answer(context, population.Add(person), StatusCodes.Status201Created).ConfigureAwait(false);
        }
        catch (ArgumentException problem)
        {
            await ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, "bad-person", problem.Message).ConfigureAwait(false);
        }
    }

    private static async Task Change(HttpContext context, Population population)
    {
        if (await ControlSurface.Read<PersonChange>(context).ConfigureAwait(false) is not { } change)
            return;
        var entry = change switch
        {
            { Register: { } practice } => population.Register(change.NhsNumber, practice),
            { Deduct: true } => population.Deduct(change.NhsNumber),
            { Died: { } on } => population.Die(change.NhsNumber, on),
            _ => population.Change(change.NhsNumber, ChangeKind.Demographics, p => p with
            {
                Name = change.Name ?? p.Name,
                DateOfBirth = change.DateOfBirth ?? p.DateOfBirth,
                Gender = change.Gender ?? p.Gender,
                Address = change.Address ?? p.Address,
                Telephone = change.Telephone ?? p.Telephone,
            }),
        };
        await (entry is null
            ? ControlSurface.Refuse(context, StatusCodes.Status404NotFound, "unknown-person", "Nobody has this NHS number.")
            : ControlSurface.Answer(context, entry)).ConfigureAwait(false);
    }

    private static Task Changes(HttpContext context, Population population)
    {
        _ = long.TryParse((string?)context.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        return ControlSurface.Answer(context, population.Changes.Where(c => c.Sequence > after).ToArray());
    }

    private sealed record PeoplePage(int Seed, DateOnly MadeFor, int Count, NhsNumber UnknownNumber, IReadOnlyList<PersonView> People);

    private sealed record PersonView(LifeCycle Case, Person Person);

    private sealed record PersonQuery(NhsNumber? NhsNumber = null, DateOnly? DateOfBirth = null, string? Family = null);

    /// <summary>One of register, deduct and died, or new demographics.</summary>
    private sealed record PersonChange(
        NhsNumber NhsNumber,
        OdsCode? Register = null,
        bool Deduct = false,
        DateOnly? Died = null,
        PersonName? Name = null,
        DateOnly? DateOfBirth = null,
        Gender? Gender = null,
        Address? Address = null,
        string? Telephone = null);
}
