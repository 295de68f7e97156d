using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Plexus.Mesh;

/// <summary>One request to MESH, as a recipe: an attempt builds it anew, because its token is good for one use.</summary>
internal sealed record MeshCall(string Operation, HttpMethod Method, string Path)
{
    /// <summary>Header values, already checked.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; told how to report that bytes moved.</summary>
    internal Func<Action, HttpContent>? Body { get; init; }

    /// <summary>Lookups and ping carry no token: mutual TLS alone.</summary>
    internal bool HasToken { get; init; } = true;

    /// <summary>Version to ask for, when not the client's.</summary>
    internal MeshApiVersion? Version { get; init; }

    internal bool AcceptsGzip { get; init; }
}

/// <summary>An answer whose body is still to be read, with the watch over its silence.</summary>
internal sealed class MeshAnswer(HttpResponseMessage response, StallWatch watch) : IDisposable
{
    internal HttpResponseMessage Response => response;

    internal StallWatch Watch => watch;

    public void Dispose()
    {
        response.Dispose();
        watch.Dispose();
    }
}

/// <summary>Sends calls: a fresh token for each attempt, repeats where they are safe, refusals as <see cref="MeshException"/>.</summary>
internal sealed class MeshTransport : IDisposable
{
    private readonly MeshClientOptions _options;
    private readonly HttpClient _http;
    private readonly string _root;

    internal MeshTransport(MeshClientOptions options, HttpMessageHandler? handler)
    {
        _options = options;
        _root = options.BaseAddress.GetLeftPart(UriPartial.Path).TrimEnd('/') + MeshWire.Root;
        // Silence is watched here (StallTimeout); a limit on the whole would cut off slow large transfers.
        _http = new HttpClient(handler ?? MeshConnections.CreateHandler(options.BaseAddress, options.Tls), disposeHandler: handler is null) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a call that may be repeated, and reads its answer; a break while reading is repeated too.</summary>
    internal async Task<T> SendAsync<T>(MeshCall call, Func<MeshAnswer, Task<T>> read, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            MeshError? error = null;
            Exception? failure = null;
            try
            {
                var answer = await SendOnceAsync(call, cancellation).ConfigureAwait(false);
                if (answer.Response.IsSuccessStatusCode)
                    return await read(answer).ConfigureAwait(false);
                error = await ReadErrorAsync(answer).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsTransportFailure(exception))
            {
                failure = exception;
            }

            if (!MayRepeat(error) || attempt >= _options.Retry.MaxAttempts || error?.RetryAfter > _options.Retry.MaxDelay)
                throw error is not null ? new MeshException(call.Operation, error) : new MeshUnreachableException(call.Operation, attempt, failure!);
            await WaitAsync(call.Operation, attempt, error, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sends once. Throws as the attempt failed: the caller knows what an unanswered request means.</summary>
    internal async Task<MeshAnswer> SendOnceAsync(MeshCall call, CancellationToken cancellation)
    {
        var watch = new StallWatch(_options.StallTimeout, _options.Clock, cancellation);
        try
        {
            using var request = Build(call, watch);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token).ConfigureAwait(false);
            return new MeshAnswer(response, watch);
        }
        catch (OperationCanceledException) when (watch.IsStalled)
        {
            watch.Dispose();
            throw new TimeoutException("MESH went silent.");
        }
        catch
        {
            watch.Dispose();
            throw;
        }
    }

    internal Task WaitAsync(string operation, int attempt, MeshError? error, CancellationToken cancellation)
    {
        var delay = _options.Retry.DelayAfter(attempt, error?.RetryAfter);
        _options.Retry.OnRetry?.Invoke(new MeshRetry(operation, attempt, delay, error));
        return Task.Delay(delay, _options.Clock, cancellation);
    }

    /// <summary>Reads a JSON answer up to the limit, and disposes it. An empty body is <c>null</c>.</summary>
    internal async Task<JsonDocument?> ReadJsonAsync(string operation, MeshAnswer answer)
    {
        using (answer)
        {
            var status = answer.Response.StatusCode;
            var body = await ReadAsync(answer, _options.MaxAnswerBytes).ConfigureAwait(false);
            if (body.Length > _options.MaxAnswerBytes)
                throw Unreadable(operation, status);
            if (body.Length == 0)
                return null;
            try
            {
                return JsonDocument.Parse(body);
            }
            catch (JsonException)
            {
                throw Unreadable(operation, status);
            }
        }
    }

    internal async Task<MeshError> ReadErrorAsync(MeshAnswer answer)
    {
        using (answer)
        {
            var body = await ReadAsync(answer, _options.MaxErrorBytes).ConfigureAwait(false);
            return MeshError.Read(answer.Response.StatusCode, body) with { RetryAfter = RetryAfter(answer.Response) };
        }
    }

    internal static MeshException Unreadable(string operation, HttpStatusCode status) => GivenUp(operation, status, MeshErrorKind.UnreadableAnswer);

    /// <summary>An answer that MESH gave and this client does not take.</summary>
    internal static MeshException GivenUp(string operation, HttpStatusCode status, MeshErrorKind kind) => new(operation, new MeshError { Status = status, Kind = kind });

    /// <summary>Whether an attempt failed by the connection or the peer's silence, and not by the caller or the program.</summary>
    internal static bool IsTransportFailure(Exception exception) => exception is HttpRequestException or IOException or TimeoutException;

    /// <summary>No answer, or one that says "not now".</summary>
    private static bool MayRepeat(MeshError? error) => error is null || (int)error.Status is 408 or 429 or 500 or 502 or 503 or 504;

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } asked ? null : asked.Delta ?? asked.Date - _options.Clock.GetUtcNow();

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Build(MeshCall call, StallWatch watch)
    {
        var request = new HttpRequestMessage(call.Method, _root + call.Path);
        request.Headers.TryAddWithoutValidation("Accept", (call.Version ?? _options.ApiVersion) == MeshApiVersion.V1 ? MeshWire.V1 : MeshWire.V2);
        if (call.AcceptsGzip)
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(MeshWire.Gzip));
        if (call.HasToken)
            request.Headers.Authorization = new AuthenticationHeaderValue(MeshToken.Scheme, MeshToken.Create(_options.Credentials, _options.Nonces(), 0, _options.Clock.GetUtcNow()));
        foreach (var (name, value) in call.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = call.Body?.Invoke(watch.Moved);
        return request;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(MeshAnswer answer, int limit)
    {
        try
        {
            var stream = await answer.Response.Content.ReadAsStreamAsync(answer.Watch.Token).ConfigureAwait(false);
            // One byte more than allowed, so that the caller can tell "as long as" from "longer than".
            return await ReadUpToAsync(stream, limit + 1, answer.Response.Content.Headers.ContentLength, answer.Watch).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (answer.Watch.IsStalled)
        {
            throw new TimeoutException("MESH went silent.");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadUpToAsync(Stream stream, int limit, long? expected, StallWatch watch)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit, expected ?? 4096) + 1);
        try
        {
            var length = 0;
            while (length < limit)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length, Math.Min(buffer.Length, limit) - length), watch.Token).ConfigureAwait(false);
                if (read == 0)
                    break;
                length += read;
                watch.Moved();
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
