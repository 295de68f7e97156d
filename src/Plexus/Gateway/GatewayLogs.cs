namespace Plexus.Gateway;

/// <summary>Where a gateway's log goes: warnings and worse to standard error, a line each.</summary>
internal static class GatewayLogs
{
    public static ILoggerFactory ToConsole(LogLevel least = LogLevel.Warning) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(least)
        // That the host does not start is said by the verb, in a sentence.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        })
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
