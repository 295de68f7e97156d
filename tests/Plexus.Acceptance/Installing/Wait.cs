using System.Diagnostics;

namespace Plexus.Acceptance.Installing;

/// <summary>Waits for conditions.</summary>
internal static class Wait
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="whatFor">Shown when patience runs out.</param>
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, Func<Task<string>> whatFor, TimeSpan patience)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        using var turn = new PeriodicTimer(LookEvery);
        while (true)
        {
            if (await ask() is { } answer)
                return answer;
            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new TimeoutException(await whatFor());
            await turn.WaitForNextTickAsync();
        }
    }

    /// <summary>Asks until the answer is yes.</summary>
    public static Task UntilAsync(Func<Task<bool>> ask, string whatFor, TimeSpan patience) =>
        UntilAsync(async () => await ask() ? "yes" : null, () => Task.FromResult(whatFor), patience);
}
