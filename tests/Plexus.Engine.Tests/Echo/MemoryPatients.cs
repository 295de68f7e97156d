using System.Collections.Concurrent;
using Plexus.Contracts;
using Plexus.Engine.Waiting;
using Plexus.Primitives;

namespace Plexus.Engine.Tests.Echo;

/// <summary>A patient index in memory.</summary>
public sealed class MemoryPatients : IPort
{
    private long _version;

    public Type QuestionType => typeof(PatientQuestion);

    public TimeSpan Spacing { get; set; }

    public ConcurrentDictionary<string, PatientStanding> InProcess { get; } = [];

    public ConcurrentDictionary<string, PatientStanding> Outside { get; } = [];

    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>How often asking fails before it succeeds.</summary>
    public int Failures { get; set; }

    /// <summary>What a question waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Runs once, after the first answer from memory was given.</summary>
    public Action? AfterKnown { get; set; }

    public Answer? Known(OdsCode organisation, Question question)
    {
        var known = InProcess.TryGetValue(Number(question), out var standing) ? Answer(standing) : null;
        var after = AfterKnown;
        AfterKnown = null;
        after?.Invoke();
        return known;
    }

    public long Version(OdsCode organisation) => Interlocked.Read(ref _version);

    public void Change(string number, PatientStanding standing)
    {
        InProcess[number] = standing;
        Interlocked.Increment(ref _version);
    }

    public async Task<Answer> AskAsync(OdsCode organisation, Question question, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        await Gate.WaitAsync(cancellation);
        if (Failures-- > 0)
            throw new HttpRequestException("not now");
        return Answer(Outside[Number(question)]);
    }

    private static string Number(Question question) => ((PatientQuestion)question).NhsNumber!.Value.ToDigits();

    private static PatientAnswer Answer(PatientStanding standing) => new(standing, "local-1", true, null, null);
}
