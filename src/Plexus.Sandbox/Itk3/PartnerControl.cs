using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plexus.Sandbox.Itk3;

/// <summary><c>/sandbox/itk3/partner</c> and <c>/sandbox/itk3/received</c>.</summary>
internal static class PartnerControl
{
    internal static void Map(IEndpointRouteBuilder routes, AutomaticPartner partner)
    {
        routes.MapGet("/sandbox/itk3/received", (RequestDelegate)(context => ControlSurface.Answer(context, partner.Received)));
        routes.MapGet("/sandbox/itk3/partner", (RequestDelegate)(context => ControlSurface.Answer(context, partner.Settings)));
        routes.MapPost("/sandbox/itk3/partner", (RequestDelegate)(async context =>
        {
            if (await ControlSurface.Read<PartnerSettings>(context).ConfigureAwait(false) is not { } settings)
                return;
            if (settings.Delay < TimeSpan.Zero || settings.MaxBytes < 1 || settings.Mailboxes is null)
            {
                await ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, "bad-partner", "Delay is not negative, maxBytes is at least 1, mailboxes is a list.").ConfigureAwait(false);
                return;
            }
            partner.Settings = settings;
            await ControlSurface.Answer(context, partner.Settings).ConfigureAwait(false);
        }));
    }
}
