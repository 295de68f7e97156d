namespace Plexus.Engine.Events;

/// <summary>How events leave.</summary>
public sealed record EventOptions
{
    /// <summary>Where suppliers reach this gateway's API; links to payloads start there. Null gives links relative to the API's own address.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>Deliveries to one endpoint on their way at once, per node.</summary>
    public int AtOncePerEndpoint { get; init; } = 4;

    /// <summary>From 0 to below 1: how retries of many deliveries are spread.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;
}
