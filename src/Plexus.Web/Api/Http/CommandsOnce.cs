using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plexus.Engine;
using Plexus.Storage;

namespace Plexus.Web.Api.Http;

/// <summary>Honours <c>Idempotency-Key</c> on commands that answer 204: the same request under the same key is answered again and not carried out again.</summary>
/// <remarks>The key is kept when the command has been carried out. Between the two a repeat meets the command's own guard: the thing is no longer parked, the task is closed.</remarks>
internal static class CommandsOnce
{
    public const string Header = "Idempotency-Key";

    private const string Done = "204";
    private const int Longest = 200;

    public static RouteHandlerBuilder Once(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(RunAsync);

    /// <summary>The request's key; null when it has none.</summary>
    /// <exception cref="ApiRefusal">It is no key.</exception>
    public static string? KeyOf(HttpContext context)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0)
            return null;
        return key.Length <= Longest && key.All(c => c is > ' ' and <= '~') ? key : throw ApiRefusal.Invalid(Header, $"A key has 1 to {Longest} printable characters.");
    }

    private static async ValueTask<object?> RunAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        if (KeyOf(call.HttpContext) is not { } key)
            return await next(call);

        var database = call.HttpContext.RequestServices.GetRequiredService<EngineCore>().Database;
        var scope = "api:" + Actor.Of(call.HttpContext).Name;
        var request = Fingerprint(call);
        if (database.Read(rows => Idempotency.Find(rows, scope, key, request)) is not null)
            return TypedResults.NoContent();
        var result = await next(call);
        await database.Writes.RunAsync(session => Idempotency.Keep(session, scope, key, request, Done), cancellation: call.HttpContext.RequestAborted);
        return result;
    }

    // What the endpoint was given besides its services: the id of the address and the body. Only the hash is kept.
    private static string Fingerprint(EndpointFilterInvocationContext call)
    {
        var text = new StringBuilder(call.HttpContext.Request.Method).Append(' ').Append(call.HttpContext.Request.Path);
        foreach (var argument in call.Arguments)
            if (argument is ICommandBody body)
                text.Append('\n').Append(body.Fingerprint);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>The body of a command.</summary>
internal interface ICommandBody
{
    /// <summary>Everything it says, as text.</summary>
    string Fingerprint { get; }
}
