using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Engine.Waiting;

/// <summary>Long-running work that a protocol starts and hears of when it ends. It may be run again after a crash, from its last checkpoint.</summary>
public interface IJob
{
    /// <summary>As <c>StartJob</c> names it.</summary>
    string Name { get; }

    /// <summary>Does the work. An exception means: not now; it is run again, at most <see cref="EngineOptions.JobAttempts"/> times.</summary>
    Task<JobEnd> RunAsync(JobRun run, CancellationToken cancellation);
}

public sealed record JobEnd(bool Succeeded, JsonElement Result);

/// <summary>One run of a job.</summary>
/// <param name="Checkpoint">What the last run kept; null at first.</param>
/// <param name="KeepAsync">Keeps how far it is, in per cent, and where to go on from.</param>
public sealed record JobRun(OdsCode Organisation, JsonElement Arguments, string? Checkpoint, Func<int, string?, CancellationToken, Task> KeepAsync);
