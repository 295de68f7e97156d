using System.Collections.Frozen;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Plexus.Engine.Events;

/// <summary>What a supplier's system made of one attempt.</summary>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Reason">For an operator. From the supplier's own words only when it refused.</param>
/// <param name="RetryAfter">How long the supplier's system asked us to wait.</param>
public sealed record WebhookAnswer(WebhookVerdict Verdict, int? Status, string? Reason, TimeSpan? RetryAfter = null)
{
    /// <summary>The endpoint as a whole is in trouble, not this one event: others had better wait too.</summary>
    public bool EndpointTroubled => Verdict == WebhookVerdict.Retry && (Status is null or 408 or 429 or >= 500 or (>= 300 and < 400));
}

public enum WebhookVerdict
{
    Accepted,

    /// <summary>It had the event already: as good as accepted.</summary>
    AlreadyHad,

    /// <summary>It will never take this event.</summary>
    Refused,

    Retry,
}

/// <summary>Posts one signed body to a supplier's system and reads what it says about it.</summary>
public sealed class Webhook(HttpMessageInvoker http, TimeProvider wallClock)
{
    private const int LargestAnswer = 4096;
    private const int LongestReason = 200;

    // 410 and 422 need a reason in the body: a proxy or a framework gives them too, and those may pass.
    private static readonly FrozenSet<int> Refusals = new[] { 410, 422 }.ToFrozenSet();

    /// <summary>A transport that follows no redirect, keeps no cookie and resolves names again every few minutes.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = 32,
    };

    /// <param name="id">The event's id: the same on every attempt.</param>
    public async Task<WebhookAnswer> PostAsync(WebhookTarget target, string id, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (Unsafe(target) is { } problem)
            return problem;
        using var timeout = new CancellationTokenSource(target.Timeout, wallClock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = Request(target, id, contentType, body);
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            return await ReadAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebhookAnswer(WebhookVerdict.Retry, null, $"No answer within {target.Timeout.TotalSeconds:0} s.");
        }
        catch (HttpRequestException e)
        {
            return new WebhookAnswer(WebhookVerdict.Retry, null, $"Could not be reached: {e.HttpRequestError}.");
        }
        catch (IOException)
        {
            return new WebhookAnswer(WebhookVerdict.Retry, null, "The connection broke before the answer was complete.");
        }
    }

    private HttpRequestMessage Request(WebhookTarget target, string id, string contentType, ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add("Idempotency-Key", id);
        Sign(request, target, wallClock.GetUtcNow(), body.Span);
        return request;
    }

    internal static void Sign(HttpRequestMessage request, WebhookTarget target, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        request.Headers.Add(WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(at));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(target.Secrets, at, body));
        request.Headers.UserAgent.ParseAdd("Plexus");
    }

    internal static WebhookAnswer? Unsafe(WebhookTarget target)
    {
        if (target.Url.Scheme != Uri.UriSchemeHttps && !target.Url.IsLoopback && !target.AllowInsecure)
            return new WebhookAnswer(WebhookVerdict.Retry, null, "The address is not https; correct it, or allow it for a test network.");
        return target.Secrets.Count == 0 ? new WebhookAnswer(WebhookVerdict.Retry, null, "There is no key to sign with.") : null;
    }

    private async Task<WebhookAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
            return new WebhookAnswer(WebhookVerdict.Accepted, status, null);
        if (status == 409)
            return new WebhookAnswer(WebhookVerdict.AlreadyHad, status, null);
        if (Refusals.Contains(status) && await ReasonAsync(response, cancellation).ConfigureAwait(false) is { } reason)
            return new WebhookAnswer(WebhookVerdict.Refused, status, reason);
        var what = status is >= 300 and < 400 ? "answered with a redirect, which is not followed" : "did not take it";
        return new WebhookAnswer(WebhookVerdict.Retry, status, $"HTTP {status}: {what}.", RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - wallClock.GetUtcNow() is { Ticks: > 0 } wait => wait,
        _ => null,
    };

    private static async Task<string?> ReasonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[LargestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, LargestAnswer, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("reason", out var value) || value.ValueKind != JsonValueKind.String)
                return null;
            var reason = string.Concat(value.GetString()!.Where(c => !char.IsControl(c))).Trim();
            return reason.Length == 0 ? null : reason[..Math.Min(reason.Length, LongestReason)];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Secrets">The current signing key, then the next one while they change over.</param>
public sealed record WebhookTarget(Uri Url, IReadOnlyList<string> Secrets, TimeSpan Timeout, bool AllowInsecure)
{
    /// <summary>The address only.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Path);
}
