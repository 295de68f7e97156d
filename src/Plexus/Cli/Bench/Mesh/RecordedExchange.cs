using System.Net;

namespace Plexus.Cli.Bench.Mesh;

/// <summary>One request and its answer, to be made again without anything behind them.</summary>
internal sealed record RecordedExchange(
    HttpMethod Method, string Path, IReadOnlyList<(string Name, string Value)> RequestHeaders, byte[] Request, int Status, IReadOnlyList<(string Name, string Value)> AnswerHeaders, byte[] Answer)
{
    /// <summary>Sends the same header fields and bytes, and reads the answer to its end.</summary>
    internal async Task RepeatAsync(HttpClient http, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(Method, Path);
        if (Request.Length > 0)
            request.Content = new ByteArrayContent(Request);
        foreach (var (name, value) in RequestHeaders)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null, cancellation);
    }

    /// <summary>Takes the body and gives the recorded answer.</summary>
    internal async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in AnswerHeaders)
            response.Headers.Append(name, value);
        response.ContentLength = Answer.Length;
        await response.Body.WriteAsync(Answer, context.RequestAborted);
    }
}

/// <summary>Remembers the exchanges that pass through it.</summary>
internal sealed class ExchangeRecorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // The server writes these itself.
    private static readonly string[] Own = ["Date", "Content-Length", "Transfer-Encoding", "Server"];

    internal List<RecordedExchange> Exchanges { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var sent = Fields(request.Headers).Concat(request.Content is null ? [] : Fields(request.Content.Headers)).ToList();
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        Exchanges.Add(new RecordedExchange(
            request.Method, request.RequestUri!.PathAndQuery, sent, body, (int)answer.StatusCode,
            [.. Fields(answer.Headers).Concat(Fields(answer.Content.Headers))],
            answer.StatusCode == HttpStatusCode.NoContent ? [] : await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
        return answer;
    }

    private static IEnumerable<(string Name, string Value)> Fields(System.Net.Http.Headers.HttpHeaders headers) =>
        headers.NonValidated.Where(h => !Own.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).Select(h => (h.Key, h.Value.ToString()));
}
