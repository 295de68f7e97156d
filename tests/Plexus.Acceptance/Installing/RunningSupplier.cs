using System.Text.Json.Nodes;
using Plexus.Acceptance.Executable;

namespace Plexus.Acceptance.Installing;

/// <summary><c>samples/SupplierSystem</c> in a process of its own: the supplier's own system.</summary>
internal sealed class RunningSupplier : IAsyncDisposable
{
    private const string Introduction = "Now listening on: ";
    private readonly PlexusProcess _process;
    private readonly string _folder;

    private RunningSupplier(PlexusProcess process, string folder, Uri url)
    {
        _process = process;
        _folder = folder;
        Url = url;
    }

    public Uri Url { get; }

    public Uri Events => new(Url, "/events");

    public Uri Patients => new(Url, "/patients");

    /// <summary>What it has, by the id of the event.</summary>
    public IReadOnlyDictionary<string, JsonObject> Kept => Directory.Exists(_folder)
        ? Directory.GetFiles(_folder, "*.json").ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => JsonNode.Parse(File.ReadAllBytes(f))!.AsObject())
        : new Dictionary<string, JsonObject>();

    /// <summary>Starts it on a free port.</summary>
    /// <param name="folder">Where it keeps events.</param>
    public static Task<RunningSupplier> StartAsync(string folder, params string[] more) => StartAsync(folder, new Uri("http://127.0.0.1:0"), more);

    /// <summary>Starts it where it, or another, was before.</summary>
    public static async Task<RunningSupplier> StartAsync(string folder, Uri url, params string[] more)
    {
        string[] quiet = ["--Logging:LogLevel:Default", "Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"];
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "SupplierSystem.dll"), "--key", InstallationPlan.SigningKey, "--folder", folder, "--urls", url.GetLeftPart(UriPartial.Authority), .. quiet, .. more];
        var process = PlexusProcess.Start(new Dictionary<string, string?>(), "dotnet", arguments);
        while (await process.ReadLineAsync() is { } line)
            if (line.IndexOf(Introduction, StringComparison.Ordinal) is >= 0 and var at)
                return new RunningSupplier(process, folder, new Uri(line[(at + Introduction.Length)..]));
        throw new InvalidOperationException(process.Error);
    }

    /// <summary>The message that it fetched for an event.</summary>
    public Task<byte[]> PayloadAsync(string id) => File.ReadAllBytesAsync(Path.Combine(_folder, $"{id}.payload"));

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
