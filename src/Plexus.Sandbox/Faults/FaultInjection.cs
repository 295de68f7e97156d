using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Plexus.Sandbox;

/// <summary>Stands between routing and the services and makes requests fail as the rules say.</summary>
internal sealed class FaultInjection(SandboxWorld world)
{
    internal Task Invoke(HttpContext context, RequestDelegate next)
    {
        var operation = context.GetEndpoint()?.Metadata.GetMetadata<SandboxOperation>();
        return operation is not null && world.Faults.Draw(operation) is { } rule ? Hit(context, next, rule) : next(context);
    }

    private async Task Hit(HttpContext context, RequestDelegate next, FaultRule rule)
    {
        if (rule.DelayMs > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(rule.DelayMs), world.Clock.Wall, context.RequestAborted).ConfigureAwait(false);
        if (rule.Drop == FaultDrop.Before)
        {
            context.Abort();
            return;
        }
        if (rule.Status is { } status)
        {
            await Answer(context, status, rule).ConfigureAwait(false);
            return;
        }
        context.Features.Set(new InjectedFault(rule));
        if (rule.Drop == FaultDrop.After)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
            await next(context).ConfigureAwait(false);
            context.Abort();
            return;
        }
        if (rule.Corrupt && context.Features.Get<IHttpResponseBodyFeature>() is { } body)
        {
            var corrupting = new StreamResponseBodyFeature(new CorruptingStream(body.Stream), body);
            context.Features.Set<IHttpResponseBodyFeature>(corrupting);
            await next(context).ConfigureAwait(false);
            await corrupting.CompleteAsync().ConfigureAwait(false);
            return;
        }
        await next(context).ConfigureAwait(false);
    }

    private static Task Answer(HttpContext context, int status, FaultRule rule)
    {
        var body = Encoding.UTF8.GetBytes(rule.Body ?? "");
        context.Response.StatusCode = status;
        context.Response.ContentLength = body.Length;
        if (rule.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
