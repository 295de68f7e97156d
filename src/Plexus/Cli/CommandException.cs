namespace Plexus.Cli;

/// <summary>Ends a verb with one line on standard error and an exit code, where no other exception says it better.</summary>
/// <param name="message">One sentence for whoever typed the command; never patient data.</param>
/// <param name="exitCode"><see cref="ExitCode.Failed"/>, or <see cref="ExitCode.Misuse"/> for what only shows after parsing.</param>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
