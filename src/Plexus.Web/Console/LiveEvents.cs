using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;

namespace Plexus.Web.Console;

/// <summary>The event stream a live region of a page listens to.</summary>
public static class LiveEvents
{
    /// <summary>One event per change, without anything about it: the page fetches itself and renders what it finds.</summary>
    /// <param name="changes">Ends the stream when it ends.</param>
    /// <param name="lifetime">Ends the stream when the program stops, which would otherwise wait for every open page.</param>
    public static ServerSentEventsResult<string> Of<T>(IAsyncEnumerable<T> changes, IHostApplicationLifetime lifetime) =>
        TypedResults.ServerSentEvents(Items(changes, lifetime.ApplicationStopping));

    private static async IAsyncEnumerable<SseItem<string>> Items<T>(
        IAsyncEnumerable<T> changes,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // The headers leave with the first event, and the page shows itself as live when they arrive.
        yield return new("open", "open");

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        await using var change = changes.GetAsyncEnumerator(ending.Token);
        while (await NextAsync(change))
            yield return new("changed", "changed");
    }

    private static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> changes)
    {
        try
        {
            return await changes.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
