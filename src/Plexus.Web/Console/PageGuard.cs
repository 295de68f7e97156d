using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plexus.Web.Api.Http;
using Plexus.Web.Console.Pages;

namespace Plexus.Web.Console;

/// <summary>What surrounds every page: its headers, and an answer of our own when it fails.</summary>
internal static class PageGuard
{
    /// <summary>Everything comes from this server; nothing is written into the page as script or style; nobody frames us.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Protect(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } next)
            endpoint.RequestDelegate = context => RunAsync(context, next);
    }

    public static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.HasFormContentType)
        && request.Headers.Accept.ToString() is var accept
        && (accept.Length == 0 || accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal));

    private static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context.Response.Headers);
        if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false, Error: var error })
        {
            await RefuseFormAsync(context, error);
            return;
        }

        try
        {
            await next(context);
        }
        catch (ApiRefusal refusal) when (refusal.Status == StatusCodes.Status404NotFound && !context.Response.HasStarted)
        {
            await ShowAsync<NotFoundPage>(context, StatusCodes.Status404NotFound);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // The exception's own text stays out of the page: its reader can do nothing with it.
            var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Plexus.Web.Console");
            logger.LogError(exception, "A page failed (trace {TraceId}).", context.TraceIdentifier);
            await ShowAsync<FailedPage>(context, StatusCodes.Status500InternalServerError);
        }
    }

    // Whoever filled the form in learns what to do; the framework would answer with an empty page.
    private static Task RefuseFormAsync(HttpContext context, Exception? error) => error?.InnerException is InvalidDataException or IOException
        ? ShowAsync<FormTooLargePage>(context, StatusCodes.Status413PayloadTooLarge)
        : ShowAsync<FormExpiredPage>(context, StatusCodes.Status400BadRequest);

    private static async Task ShowAsync<TPage>(HttpContext context, int status)
        where TPage : IComponent
    {
        context.Response.Clear();
        SetHeaders(context.Response.Headers);

        // The renderer of the request has begun a page and cannot begin another.
        await using var scope = context.RequestServices.CreateAsyncScope();
        var services = context.RequestServices;
        context.RequestServices = scope.ServiceProvider;
        context.SetEndpoint(null);
        try
        {
            await ErrorPages.Result<TPage>(status).ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // Pages hold patient data, which neither a proxy nor the disk of a shared computer keeps.
        headers.CacheControl = "no-cache, no-store"; // with both, antiforgery has nothing to change and to warn about
    }
}
