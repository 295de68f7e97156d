using System.Reflection;

namespace Plexus.Web.Console;

/// <summary>What every page of the console says about its installation.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Shown on every page. Sandbox by default, which no live installation can be mistaken for.</summary>
    public ConsoleEnvironment Environment { get; set; } = ConsoleEnvironment.Sandbox;

    /// <summary>Version in the footer; that of this assembly by default.</summary>
    public string Version { get; set; } = typeof(ConsoleOptions).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Assemblies that bring further pages.</summary>
    public IList<Assembly> MorePages { get; } = [];
}
