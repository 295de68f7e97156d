using System.Diagnostics;

namespace Plexus.Cli.Bench;

/// <summary>This very program, however it was started, as a process of its own.</summary>
internal static class OwnProcess
{
    internal static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var program = typeof(OwnProcess).Assembly.Location;
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == Path.GetFileNameWithoutExtension(program))
            start.FileName = path;
        else
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
