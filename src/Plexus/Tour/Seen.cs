using Plexus.Engine.Queries;

namespace Plexus.Tour;

/// <summary>What has been seen of one message so far.</summary>
internal sealed class Seen
{
    public string Workflow { get; set; } = "";

    public string? State { get; private set; }

    public string? Outcome { get; private set; }

    public IReadOnlyList<string> Acks { get; private set; } = [];

    public int Tasks { get; set; }

    public bool Alerts { get; set; }

    public bool Superseded { get; set; }

    /// <summary>Something beyond the comparison with the script.</summary>
    public string? Problem { get; set; }

    public void Take(ExchangeDetail detail) => (State, Outcome, Tasks) = (detail.Exchange.State, detail.Exchange.Outcome, detail.Tasks.Count);

    public void Take(IReadOnlyList<SandboxAnswer> answers)
    {
        Acks = [.. answers.Select(a => a.Code ?? "unreadable")];
        Problem = answers.FirstOrDefault(a => a.Problems.Count > 0) is { } faulty ? $"The sandbox finds a fault in the answer {faulty.Code}: {faulty.Problems[0]}" : null;
    }

    /// <summary>The message as it stands, held against the script.</summary>
    public TourMessage Against(TourStop stop)
    {
        var problem = Problem ?? Difference(stop);
        return new TourMessage(stop.Name, Workflow, State, Outcome, Acks, Tasks, problem is null, problem);
    }

    private string? Difference(TourStop stop) =>
        State != stop.State || (stop.Outcome is not null && Outcome != stop.Outcome) ? $"Expected {stop.State} {stop.Outcome}."
        : !Acks.SequenceEqual(stop.Acks) ? $"Expected {(stop.Acks.Count == 0 ? "no answer" : string.Join(", ", stop.Acks))}."
        : Tasks != stop.Tasks ? $"Expected {stop.Tasks} tasks."
        : stop.Alerts && !Alerts ? "Expected an alert."
        : stop.Supersedes && !Superseded ? "Expected the earlier letter's task to be superseded."
        : null;
}
