using System.Text.Json;

namespace Plexus.Gateway;

/// <summary>The business clock of a sandbox, followed over its control surface: the wall clock plus what the sandbox was moved by.</summary>
internal sealed class FollowedClock(Uri sandbox, TimeProvider wallClock, HttpMessageInvoker http) : TimeProvider
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private long _offsetTicks;

    public override DateTimeOffset GetUtcNow() => wallClock.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Asks the sandbox once.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task LookAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(sandbox, "/sandbox/clock"));
        using var response = await http.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
        using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), default, cancellation);
        Interlocked.Exchange(ref _offsetTicks, (body.RootElement.GetProperty("business").GetDateTimeOffset() - wallClock.GetUtcNow()).Ticks);
    }

    /// <summary>Follows until cancelled. A sandbox that is away leaves the clock where it was.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var turn = new PeriodicTimer(LookEvery, wallClock);
        try
        {
            while (await turn.WaitForNextTickAsync(cancellation))
                try
                {
                    await LookAsync(cancellation);
                }
                catch (Exception e) when (e is HttpRequestException or JsonException)
                {
                    // It is asked again at the next turn.
                }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
