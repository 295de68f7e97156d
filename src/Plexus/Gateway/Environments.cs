using Plexus.Web.Console;

namespace Plexus.Gateway;

/// <summary>The four environments as configuration writes them and as the console shows them.</summary>
internal static class Environments
{
    /// <summary>An installation that has no configuration yet shows itself as a sandbox: nothing live can be in it.</summary>
    public static ConsoleEnvironment Of(string? name) => name switch
    {
        "int" => ConsoleEnvironment.Integration,
        "dep" => ConsoleEnvironment.Deployment,
        "prod" => ConsoleEnvironment.Live,
        _ => ConsoleEnvironment.Sandbox,
    };
}
