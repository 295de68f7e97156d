using System.Collections.Concurrent;
using System.Globalization;
using Plexus.Engine.Dispatching;
using Plexus.Storage;

namespace Plexus.Engine.Tests.Echo;

/// <summary>A transport in memory whose answers a test writes in advance.</summary>
public sealed class MemorySender : IChannelSender
{
    private int _count;

    public string Channel => "mesh";

    /// <summary>Every attempt, by the text sent.</summary>
    public ConcurrentQueue<string> Attempts { get; } = [];

    public ConcurrentQueue<OutboundMessage> Messages { get; } = [];

    public ConcurrentQueue<string> LookUps { get; } = [];

    /// <summary>Answers to give first; when there are none left, everything is submitted.</summary>
    public ConcurrentQueue<SendReport> Answers { get; } = [];

    public ConcurrentQueue<LookupReport> LookUpAnswers { get; } = [];

    /// <summary>Runs on the text sent, before an answer is given.</summary>
    public Func<string, Task>? OnSend { get; set; }

    public async Task<SendReport> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        await using var content = message.Open();
        using var reader = new StreamReader(content);
        Messages.Enqueue(message);
        var text = await reader.ReadToEndAsync(cancellation);
        Attempts.Enqueue(text);
        CrashPoint.Hit(CrashPoint.RequestSent);
        if (OnSend is { } wait)
            await wait(text).WaitAsync(cancellation);
        var answer = Answers.TryDequeue(out var planned) ? planned : new SendReport.Submitted("SENT" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture));
        CrashPoint.Hit(CrashPoint.RequestAnswered);
        return answer;
    }

    public Task<LookupReport> LookUpAsync(OutboundMessage message, CancellationToken cancellation)
    {
        LookUps.Enqueue(message.LocalId);
        return Task.FromResult(LookUpAnswers.TryDequeue(out var planned) ? planned : new LookupReport.NotFound());
    }
}
