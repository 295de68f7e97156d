using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace Plexus.Cli.Sandbox;

/// <summary>The control surface of a running sandbox, over HTTP.</summary>
internal sealed class RunningSandbox(ParseResult parsed) : IDisposable
{
    /// <summary>Where the sandbox is.</summary>
    internal static Option<Uri> Url { get; } = new("--url")
    {
        Description = "The running sandbox.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8700"),
        CustomParser = argument =>
        {
            if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https"))
                return url;
            argument.AddError("--url takes an address such as http://127.0.0.1:8700.");
            return null;
        },
        Recursive = true,
    };

    // Waiting for answers may take minutes; the sandbox ends the wait itself.
    private readonly HttpClient _http = new() { BaseAddress = parsed.GetValue(Url), Timeout = TimeSpan.FromMinutes(15) };

    internal TextWriter Output => parsed.InvocationConfiguration.Output;

    internal bool Json => parsed.GetValue(CommonOptions.Json);

    /// <summary>Asks and gives the answer's JSON; an undefined element when there is none.</summary>
    /// <exception cref="CommandException">The sandbox cannot be reached, or refused.</exception>
    internal async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(method, path, body, cancellation);
        return bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
    }

    /// <summary>Asks for a text.</summary>
    /// <exception cref="CommandException">The sandbox cannot be reached, or refused.</exception>
    internal async Task<string> ReadTextAsync(string path, CancellationToken cancellation) =>
        Encoding.UTF8.GetString(await ReadAsync(HttpMethod.Get, path, null, cancellation));

    private async Task<byte[]> ReadAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            if (!response.IsSuccessStatusCode)
                throw new CommandException($"The sandbox refused: {(int)response.StatusCode} {Detail(bytes)}");
            return bytes;
        }
        catch (HttpRequestException)
        {
            throw new CommandException($"No sandbox answers at {_http.BaseAddress}. Start one with: plexus sandbox");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Detail(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(bytes) is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty("detail", out var detail)
                ? detail.ToString()
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
