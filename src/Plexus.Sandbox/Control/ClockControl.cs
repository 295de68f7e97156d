using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plexus.Sandbox;

/// <summary><c>/sandbox/clock</c>: read, set, advance, freeze or reset the business clock.</summary>
internal static class ClockControl
{
    internal static void Map(IEndpointRouteBuilder control, SandboxClock clock)
    {
        control.MapGet("/clock", (RequestDelegate)(context => ControlSurface.Answer(context, View(clock))));
        control.MapPost("/clock", (RequestDelegate)(context => Move(context, clock)));
        control.MapPut("/clock", (RequestDelegate)(context => Move(context, clock)));
    }

    private static async Task Move(HttpContext context, SandboxClock clock)
    {
        if (await ControlSurface.Read<ClockMove>(context).ConfigureAwait(false) is not { } move)
            return;
        if (move.Reset)
            clock.Reset();
        if (move.Now is { } now)
            clock.Set(now);
        if (move.Advance is { } by)
            clock.Advance(by);
        if (move.Frozen is { } frozen)
        {
            if (frozen)
                clock.Freeze();
            else
                clock.Resume();
        }
        await ControlSurface.Answer(context, View(clock)).ConfigureAwait(false);
    }

    private static ClockView View(SandboxClock clock) =>
        new(clock.Business.GetUtcNow(), clock.Wall.GetUtcNow(), clock.Offset, clock.Frozen);

    /// <param name="Now">Instant to set the business clock to.</param>
    /// <param name="Advance">Span to move it by, <c>d.hh:mm:ss</c>.</param>
    /// <param name="Frozen">Stop it, or let it run on.</param>
    /// <param name="Reset">Back to the wall clock first.</param>
    private sealed record ClockMove(DateTimeOffset? Now = null, TimeSpan? Advance = null, bool? Frozen = null, bool Reset = false);

    private sealed record ClockView(DateTimeOffset Business, DateTimeOffset Wall, TimeSpan Offset, bool Frozen);
}
