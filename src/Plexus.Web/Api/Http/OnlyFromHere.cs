using System.Net;
using Microsoft.AspNetCore.Http;

namespace Plexus.Web.Api.Http;

/// <summary>
/// Answers only this machine's own names, and no change that another site's page asks for: until people sign in, whoever
/// reaches the gateway may do everything, so a page of the wide web must not reach it through somebody's browser.
/// </summary>
internal sealed class OnlyFromHere(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!IsLoopback(context.Request.Host.Host))
            return Refuse(context, StatusCodes.Status421MisdirectedRequest, "host-not-allowed", "Until sign-in exists the gateway answers only under the names of this machine, such as localhost.");
        return IsRead(context.Request.Method) || IsFromOurselves(context.Request)
            ? next(context)
            : Refuse(context, StatusCodes.Status403Forbidden, "cross-site", "Another site's page asked for this change.");
    }

    // A name that an attacker's own name server points at 127.0.0.1 is none of ours.
    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    // Programs send neither header; browsers always send one of them with a change. Where both are, the first is the truer:
    // our pages send no referrer, and browsers then write the origin of their forms as null.
    private static bool IsFromOurselves(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is "same-origin" or "none";
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static Task Refuse(HttpContext context, int status, string code, string text) => ApiProblems.Result(new(status, code, text)).ExecuteAsync(context);
}
