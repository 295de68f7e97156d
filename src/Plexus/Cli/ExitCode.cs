namespace Plexus.Cli;

/// <summary>What <c>plexus</c> tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done, and the answer is yes.</summary>
    public const int Yes = 0;

    /// <summary>Done, and the answer is no: a check found something.</summary>
    public const int No = 1;

    /// <summary>The command line was wrong; nothing was done.</summary>
    public const int Misuse = 2;

    /// <summary>It could not be done; one line on standard error says why.</summary>
    public const int Failed = 3;
}
