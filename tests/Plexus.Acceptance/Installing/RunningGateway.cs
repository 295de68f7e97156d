using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Executable;

namespace Plexus.Acceptance.Installing;

/// <summary><c>plexus serve</c> in a process of its own, and its API.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private RunningGateway(PlexusProcess process, Uri url)
    {
        Process = process;
        Url = url;
        Http = new HttpClient { BaseAddress = url };
    }

    public PlexusProcess Process { get; }

    public Uri Url { get; }

    public HttpClient Http { get; }

    public static Task<RunningGateway> StartAsync(string data, IReadOnlyDictionary<string, string?> environment, params string[] more) =>
        IntroducedAsync(PlexusProcess.Start(environment, ["serve", "--data", data, "--port", "0", "--json", .. more]));

    /// <summary>Waits until a gateway says where it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public static async Task<RunningGateway> IntroducedAsync(PlexusProcess process)
    {
        if (await process.ReadLineAsync() is { } line)
            return new RunningGateway(process, new Uri(JsonElement.Parse(line).GetProperty("url").GetString()!));
        var code = await process.ExitAsync();
        await process.DisposeAsync();
        throw new GatewayEndedException(code, process.Error);
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>All messages, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> ExchangesAsync(string? direction = null)
    {
        var all = new List<JsonElement>();
        string? before = null;
        do
        {
            using var response = await Http.PostAsJsonAsync("/api/exchanges/search", new { direction, before, limit = 200 });
            var text = await response.Content.ReadAsStringAsync();
            response.IsSuccessStatusCode.ShouldBeTrue(text);
            var page = JsonElement.Parse(text);
            all.AddRange(page.GetProperty("items").EnumerateArray());
            before = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (before is not null);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }
}

/// <summary>A gateway ended before it had introduced itself.</summary>
internal sealed class GatewayEndedException(int exitCode, string error) : Exception($"plexus serve ended with {exitCode}: {error}")
{
    public int ExitCode => exitCode;
}
