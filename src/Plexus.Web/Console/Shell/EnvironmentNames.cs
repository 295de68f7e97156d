namespace Plexus.Web.Console.Shell;

/// <summary>How an environment is written: its code, and for people.</summary>
internal static class EnvironmentNames
{
    public static string Code(ConsoleEnvironment environment) => environment switch
    {
        ConsoleEnvironment.Integration => "int",
        ConsoleEnvironment.Deployment => "dep",
        ConsoleEnvironment.Live => "prod",
        _ => "sandbox",
    };

    public static string Display(ConsoleEnvironment environment) => environment switch
    {
        ConsoleEnvironment.Integration => "Integration",
        ConsoleEnvironment.Deployment => "Deployment",
        ConsoleEnvironment.Live => "Live",
        _ => "Sandbox",
    };
}
