using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Plexus.Web.Api.Http;

/// <summary>What surrounds every endpoint of the API: its headers, and problem+json for whatever goes wrong.</summary>
internal static class ApiGuard
{
    /// <summary>Among the content types of every endpoint, which say themselves what they do not take; the description leaves it out.</summary>
    public const string AnyType = "*/*";

    public static void Protect(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } next)
            endpoint.RequestDelegate = context => RunAsync(context, next);
        TakeEveryType(endpoint.Metadata);
    }

    // Routing would pass by an endpoint whose content type a request does not have, and the request would end at an answer that there is no such address.
    private static void TakeEveryType(IList<object> metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
            if (metadata[i] is IAcceptsMetadata accepts && !accepts.ContentTypes.Contains(AnyType))
                metadata[i] = new AcceptsMetadata([.. accepts.ContentTypes, AnyType], accepts.RequestType, accepts.IsOptional);
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context.Response.Headers);
        var endpoint = context.GetEndpoint();
        try
        {
            await next(context);
            // The framework itself answers some requests with a bare status: a body above the limit, one that breaks off.
            if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentType: null })
                await ApiProblems.Result(ApiProblems.Of(new BadHttpRequestException("", context.Response.StatusCode), endpoint)!).ExecuteAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Clear();
            SetHeaders(context.Response.Headers);
            await ApiProblems.Result(ApiProblems.Of(exception, endpoint) ?? Failure(context, exception)).ExecuteAsync(context);
        }
    }

    private static ApiRefusal Failure(HttpContext context, Exception exception)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Plexus.Web.Api");
        logger.LogError(exception, "A request failed (trace {TraceId}).", context.TraceIdentifier);
        return new(StatusCodes.Status500InternalServerError, "failed", $"Something went wrong in Plexus. The log has it under {context.TraceIdentifier}.");
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        // Answers hold patient data: no proxy and no disk keeps them, and nothing in them is ever run.
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
