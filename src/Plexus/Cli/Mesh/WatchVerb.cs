using System.CommandLine;
using Plexus.Mesh;
using Plexus.Mesh.Folders;

namespace Plexus.Cli.Mesh;

/// <summary><c>plexus mesh watch</c>: a mailbox as folders, with the file interface of the national MESH client.</summary>
internal static class WatchVerb
{
    /// <summary>MESH asks for no more than one list in five minutes.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenHandshakes = TimeSpan.FromHours(24);

    public static Command Create()
    {
        var home = new Option<DirectoryInfo>("--home") { Description = "Folder that holds MAILBOX/in, out, sent, failed and temp; made if missing.", Required = true };
        var minutes = new Option<double>("--interval") { Description = "Minutes between looks into the inbox; 5 at least, less only for a sandbox on this machine.", DefaultValueFactory = _ => 30 };
        var once = new Option<bool>("--once") { Description = "One round, then end: 0 all done, 1 a pair failed, 3 MESH was away, the disk is full, something waits or a message cannot be had or acknowledged." };
        var largest = LargestOption.Create();
        var verb = new Command("watch", "Sends what is put into the out folder, and puts what arrives into the in folder.") { home, minutes, once, largest };
        var connection = MeshConnection.AddTo(verb);
        verb.SetAction(async (result, cancellation) =>
        {
            using var client = connection.Open(result, largest);
            using var folders = new MeshFolderClient(client, result.GetRequiredValue(home).FullName);
            var watch = new Watch(client, folders, result, TimeProvider.System);
            if (result.GetValue(once))
                return await watch.RunOnceAsync(cancellation);

            var interval = TimeSpan.FromMinutes(result.GetValue(minutes));
            if (interval < ShortestInterval && !client.Address.IsLoopback)
                throw new CommandException("--interval: 5 minutes at least.", ExitCode.Misuse);
            return await watch.RunAsync(interval, cancellation);
        });
        return verb;
    }

    private sealed class Watch(MeshClient client, MeshFolderClient folders, ParseResult result, TimeProvider clock)
    {
        public async Task<int> RunOnceAsync(CancellationToken cancellation)
        {
            var worst = ExitCode.Yes;
            if (!await TryAsync("handshake", () => client.HandshakeAsync(cancellation)))
                return ExitCode.Failed;
            var isSent = await TryAsync("outbox", async () =>
            {
                await foreach (var happened in folders.SendAsync(cancellation))
                {
                    await TellAsync(happened);
                    worst = Math.Max(worst, happened.Outcome switch { MeshFolderOutcome.Failed => ExitCode.No, MeshFolderOutcome.Waiting => ExitCode.Failed, _ => ExitCode.Yes });
                }
            });

            var isWhole = true;
            return await TryAsync("inbox", async () => isWhole = await ReceiveAsync(cancellation)) && isWhole && isSent ? worst : ExitCode.Failed;
        }

        /// <summary>Until Ctrl+C, which is the ordinary end.</summary>
        public async Task<int> RunAsync(TimeSpan interval, CancellationToken cancellation)
        {
            var (handshakeDue, inboxDue, sendDue) = (clock.GetUtcNow(), clock.GetUtcNow(), clock.GetUtcNow());
            try
            {
                while (true)
                {
                    var now = clock.GetUtcNow();
                    if (now >= handshakeDue)
                        handshakeDue = now + (await TryAsync("handshake", () => client.HandshakeAsync(cancellation)) ? BetweenHandshakes : ShortestInterval);
                    if (now >= sendDue && !await SendAllAsync(cancellation))
                        sendDue = now + ShortestInterval;
                    if (now >= inboxDue)
                    {
                        await TryAsync("inbox", () => ReceiveAsync(cancellation));
                        inboxDue = now + interval;
                    }

                    await Task.Delay(BetweenLooks, clock, cancellation);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return ExitCode.Yes;
            }
        }

        private async Task<bool> SendAllAsync(CancellationToken cancellation)
        {
            var isClear = true;
            return await TryAsync("outbox", async () =>
            {
                await foreach (var happened in folders.SendAsync(cancellation))
                {
                    await TellAsync(happened);
                    isClear &= happened.Outcome != MeshFolderOutcome.Waiting;
                }
            }) && isClear;
        }

        /// <summary>False when a message could not be had or acknowledged.</summary>
        private async Task<bool> ReceiveAsync(CancellationToken cancellation)
        {
            var isWhole = true;
            await foreach (var happened in folders.ReceiveAsync(cancellation))
            {
                await TellAsync(happened);
                isWhole &= happened.Outcome is not (MeshFolderOutcome.Broken or MeshFolderOutcome.Unacknowledged);
            }

            return isWhole;
        }

        /// <summary>What may be better at the next round, MESH or the disk, is told and does not end the program.</summary>
        private async Task<bool> TryAsync(string what, Func<Task> act)
        {
            try
            {
                await act();
                return true;
            }
            catch (Exception failure) when (failure is MeshException or MeshUnreachableException or IOException or UnauthorizedAccessException)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync($"plexus: {what}: {failure.Message}");
                return false;
            }
        }

        private Task TellAsync(MeshFolderEvent happened)
        {
            var output = result.InvocationConfiguration.Output;
            return result.GetValue(CommonOptions.Json)
                ? output.WriteLineAsync(MeshVerb.ToJson(new { at = clock.GetUtcNow(), outcome = happened.Outcome, name = happened.Name, id = happened.MessageId, reason = happened.Reason }))
                : output.WriteLineAsync(string.Join(' ', Words(happened).OfType<string>()));
        }

        /// <summary>What came in is named by its id, which need not be said twice.</summary>
        private static IEnumerable<string?> Words(MeshFolderEvent happened)
        {
            var id = happened.MessageId?.ToWire();
            return [happened.Outcome.ToString().ToLowerInvariant(), happened.Name, id == happened.Name ? null : id, happened.Reason];
        }
    }
}
