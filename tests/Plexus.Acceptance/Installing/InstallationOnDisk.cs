using System.Text.Json;
using Plexus.Acceptance.Executable;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Installing;

/// <summary>An installation on a folder of its own, configured for a sandbox as a user does it: by document and by import.</summary>
internal sealed class InstallationOnDisk : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plexus-acceptance-");

    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>A path beside the installation's data.</summary>
    public string Beside(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A folder with nothing in it yet.</summary>
    public static InstallationOnDisk Empty() => new();

    /// <summary>Applies a document for the default practice and imports the sandbox's patients of it.</summary>
    public static async Task<InstallationOnDisk> CreateAsync(RunningSandbox sandbox, InstallationPlan plan)
    {
        var installation = new InstallationOnDisk();
        await installation.ConfigureAsync(sandbox, plan);
        return installation;
    }

    /// <inheritdoc cref="CreateAsync"/>
    public async Task ConfigureAsync(RunningSandbox sandbox, InstallationPlan plan)
    {
        var document = Beside("installation.json");
        await File.WriteAllTextAsync(document, JsonSerializer.Serialize(plan.Document(sandbox.Url)));
        await RunAsync("config", "apply", document);
        if (plan.PatientIndex is null)
        {
            var patients = Beside("patients.csv");
            await File.WriteAllTextAsync(patients, await sandbox.Http.GetStringAsync($"/sandbox/people/patients.csv?practice={SandboxDefaults.Practice.ToWire()}"));
            await RunAsync("patients", "import", patients, "--organisation", SandboxDefaults.Practice.ToWire());
        }
    }

    /// <summary>Starts <c>plexus serve</c> on it.</summary>
    public Task<RunningGateway> ServeAsync(IReadOnlyDictionary<string, string?>? environment = null) => RunningGateway.StartAsync(Data, environment ?? new Dictionary<string, string?>());

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var run = await PlexusProcess.RunAsync([.. arguments, "--data", Data]);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
    }
}
