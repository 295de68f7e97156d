namespace Plexus.Web.Console;

/// <summary>The one environment an installation belongs to. It never changes, and data of another is refused.</summary>
public enum ConsoleEnvironment
{
    /// <summary>Emulated national services on this machine.</summary>
    Sandbox,

    /// <summary>NHS England's integration environment.</summary>
    Integration,

    /// <summary>NHS England's deployment environment.</summary>
    Deployment,

    /// <summary>Real patients.</summary>
    Live,
}
