using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plexus.Sandbox.Itk3;

/// <summary><c>/sandbox/send</c> and <c>/sandbox/sent</c>.</summary>
internal static class SendControl
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(10);

    internal static void Map(IEndpointRouteBuilder routes, SyntheticSender sender, TimeProvider wall)
    {
        routes.MapGet("/sandbox/send", (RequestDelegate)(context => ControlSurface.Answer(context, SyntheticSender.Cases)));
        routes.MapPost("/sandbox/send", (RequestDelegate)(context => Send(context, sender)));
        routes.MapGet("/sandbox/sent", (RequestDelegate)(context => List(context, sender, wall)));
    }

    private static async Task Send(HttpContext context, SyntheticSender sender)
    {
        if (await ControlSurface.Read<SendRequest>(context).ConfigureAwait(false) is not { } request)
            return;
        try
        {
            await ControlSurface.Answer(context, await sender.SendAsync(request, context.RequestAborted).ConfigureAwait(false), StatusCodes.Status201Created).ConfigureAwait(false);
        }
        catch (BadSendRequestException problem)
        {
            await ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, problem.Code, problem.Message).ConfigureAwait(false);
        }
    }

    private static async Task List(HttpContext context, SyntheticSender sender, TimeProvider wall)
    {
        var query = context.Request.Query;
        _ = int.TryParse((string?)query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        if (int.TryParse((string?)query["wait"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
            await WaitAsync(sender, after, TimeSpan.FromSeconds(seconds), wall, context.RequestAborted).ConfigureAwait(false);
        var sent = sender.Sent.Where(s => s.Number > after && ((string?)query["case"] is not { } name || s.Case == name)).ToArray();
        await ControlSurface.Answer(context, new SentPage(sent.All(s => s.Verdict != SentVerdict.Waiting), sent, sender.Unmatched)).ConfigureAwait(false);
    }

    private static async Task WaitAsync(SyntheticSender sender, int after, TimeSpan wait, TimeProvider wall, CancellationToken aborted)
    {
        using var deadline = new CancellationTokenSource(wait < _longestWait ? wait : _longestWait, wall);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        try
        {
            await sender.SettledAsync(after, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // Time is up: the answer says who still waits.
        }
    }

    private sealed record SentPage(bool Settled, IReadOnlyList<SentMessage> Sent, IReadOnlyList<UnmatchedAnswer> Unmatched);
}
