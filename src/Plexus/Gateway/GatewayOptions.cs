using Plexus.Engine;

namespace Plexus.Gateway;

/// <summary>How one node of an installation is run. What it does is in the database (<c>plexus config apply</c>).</summary>
internal sealed record GatewayOptions
{
    /// <summary>Keys, files and, unless <see cref="Database"/> names another, the database.</summary>
    public required string DataFolder { get; init; }

    /// <summary>PostgreSQL connection string; null for the SQLite file in the folder.</summary>
    public string? Database { get; init; }

    /// <summary>0 picks a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Where the business clock is followed, in sandbox installations: the sandbox's address.</summary>
    public Uri? FollowClock { get; init; }

    /// <summary>Wall clock of the node.</summary>
    public TimeProvider WallClock { get; init; } = TimeProvider.System;

    public EngineOptions Engine { get; init; } = new();

    /// <summary>Done to the opened installation before it goes to work, such as configuring it.</summary>
    public Func<GatewayHost, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>Where traces and metrics go by OTLP; null sends none.</summary>
    public Uri? Telemetry { get; init; }
}
