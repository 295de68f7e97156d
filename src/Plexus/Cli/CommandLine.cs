using System.CommandLine;
using Microsoft.AspNetCore.Connections;

namespace Plexus.Cli;

/// <summary>Runs a command line to its exit code.</summary>
internal static class CommandLine
{
    /// <summary>How long a verb may take to put down what it holds after Ctrl+C.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    // "@file" is how an identifier is handed over without standing in the list of processes, so it is not expanded into arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(RootCommand root, string[] arguments, TextWriter output, TextWriter error)
    {
        var parsed = root.Parse(arguments, Parsing);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync(new InvocationConfiguration { Output = error, Error = error });
            return ExitCode.Misuse;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeToStop,
        };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (Exception exception)
        {
            await error.WriteLineAsync(Explain(exception));
            return exception is CommandException failure ? failure.ExitCode : ExitCode.Failed;
        }
    }

    private static string Explain(Exception exception)
    {
        if (Environment.GetEnvironmentVariable("PLEXUS_DEBUG") == "1")
            return $"plexus: {exception}";
        var reason = exception switch
        {
            OperationCanceledException => "Stopped before it was done.",
            IOException { InnerException: AddressInUseException } => $"{exception.Message} Stop what listens there, or name another port with --port; 0 picks a free one.",
            _ => exception.Message,
        };
        return $"plexus: {string.Join(' ', reason.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}";
    }
}
