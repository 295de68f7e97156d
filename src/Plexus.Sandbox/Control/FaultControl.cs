using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plexus.Sandbox;

/// <summary><c>/sandbox/faults</c>: list, add and remove the rules by which things go wrong.</summary>
internal static class FaultControl
{
    internal static void Map(IEndpointRouteBuilder control, Faults faults)
    {
        control.MapGet("/faults", (RequestDelegate)(context => ControlSurface.Answer(context, faults.Rules)));
        control.MapPost("/faults", (RequestDelegate)(context => Add(context, faults)));
        control.MapDelete("/faults", (RequestDelegate)(context =>
        {
            faults.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
        control.MapDelete("/faults/{id:int}", (RequestDelegate)(context =>
        {
            var id = int.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
            if (!faults.Remove(id))
                return ControlSurface.Refuse(context, StatusCodes.Status404NotFound, "unknown-fault", "There is no such rule.");
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
    }

    private static async Task Add(HttpContext context, Faults faults)
    {
        if (await ControlSurface.Read<FaultRule>(context).ConfigureAwait(false) is not { } rule)
            return;
        try
        {
            await ControlSurface.Answer(context, faults.Add(rule), StatusCodes.Status201Created).ConfigureAwait(false);
        }
        catch (ArgumentException problem)
        {
            await ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, "bad-fault", problem.Message).ConfigureAwait(false);
        }
    }
}
