using Plexus.Contracts;
using Plexus.Engine.Commands;
using Plexus.Engine.Queries;
using Plexus.Gateway;
using Plexus.Primitives;
using Plexus.Sandbox;

namespace Plexus.Tour;

/// <summary>Plays the tour: has each message sent, waits until the gateway is done with it, and holds the result against the script.</summary>
internal sealed class TourPlayer(GatewayHost gateway, SandboxHost sandbox, SandboxDesk desk)
{
    private const string By = "tour";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(40);

    private ExchangeId? _previousLetter;

    /// <summary>Plays every stop.</summary>
    /// <param name="arrived">Told of each message as it is done.</param>
    public async Task<TourResult> PlayAsync(Action<TourMessage> arrived, CancellationToken cancellation)
    {
        var messages = new List<TourMessage>();
        foreach (var stop in TourScript.Stops)
        {
            var message = await PlayAsync(stop, cancellation);
            messages.Add(message);
            arrived(message);
        }
        return new TourResult(messages.TrueForAll(m => m.Ok), messages);
    }

    private async Task<TourMessage> PlayAsync(TourStop stop, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var seen = new Seen();
        try
        {
            await (stop.Kind == TourKind.Received ? ReceiveAsync(stop, seen, patience.Token) : SendAsync(stop, seen, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            seen.Problem = $"{seen.Against(stop).Problem} It did not get there within {Patience.TotalSeconds:0} s.".TrimStart();
        }
        return seen.Against(stop);
    }

    private async Task ReceiveAsync(TourStop stop, Seen seen, CancellationToken cancellation)
    {
        var (practice, mailbox) = stop.ToLargeMailbox
            ? (SandboxDefaults.OtherPractice, SandboxDefaults.OtherPracticeMailbox)
            : (SandboxDefaults.Practice, SandboxDefaults.PracticeMailbox);
        var sent = await desk.SendAsync(stop.Case, mailbox, cancellation);
        seen.Workflow = sent.Workflow;
        gateway.Node.Nudge(mailbox.ToWire());
        var exchange = (await UntilAsync(() => FindAsync(practice, sent.MeshId, cancellation), cancellation)).Id;
        if (stop.Decision is not null || stop.Wait is not null)
            await UntilAsync(async () => await DetailAsync(exchange, cancellation) is { Exchange.State: "waiting" } waiting ? waiting : null, cancellation);
        var matching = stop.Decision is { } decision ? await DecideAsync(practice, exchange, decision, cancellation) : (int?)null;
        if (stop.Wait is { } wait)
            await desk.AdvanceAsync(wait, cancellation);

        await UntilAsync(
            async () =>
            {
                seen.Take((await DetailAsync(exchange, cancellation))!);
                seen.Tasks = matching ?? seen.Tasks;
                seen.Take(await desk.AnswersAsync(sent, cancellation));
                seen.Alerts = await HasAlertAsync(practice, exchange, cancellation);
                seen.Superseded = _previousLetter is { } letter && (await DetailAsync(letter, cancellation))!.Tasks.Any(t => t.State == "superseded");
                return seen.Problem is null && seen.Against(stop).Ok ? seen : null;
            },
            cancellation);
        _previousLetter = exchange;
    }

    private async Task SendAsync(TourStop stop, Seen seen, CancellationToken cancellation)
    {
        var answered = stop.Kind == TourKind.Answered;
        var request = new StartRequest(SandboxDefaults.Practice, "SendDocument", "sender", "send", TourLetter.About(sandbox.World.Population, answered), By);
        var conversation = await gateway.Node.Commands.StartAsync(request, null, cancellation);
        await UntilAsync(
            async () =>
            {
                gateway.Node.Nudge(SandboxDefaults.PracticeMailbox.ToWire());
                if (await gateway.Node.Queries.ConversationAsync(conversation, cancellation) is not { } now || now.Conversation.Status == "open")
                    return null;
                if (now.Exchanges.LastOrDefault(e => e.Direction == "in") is not { } arrived)
                    return null;
                seen.Take((await DetailAsync(arrived.Id, cancellation))!);
                seen.Tasks = 0;
                seen.Workflow = arrived.Workflow ?? "";
                seen.Alerts = await HasAlertAsync(SandboxDefaults.Practice, now.Exchanges.First(e => e.Direction == "out").Id, cancellation);
                seen.Problem = answered == (now.Conversation.Status == "completed") ? null : $"The conversation is {now.Conversation.Status}.";
                return seen.Against(stop).Ok ? seen : null;
            },
            cancellation);
    }

    /// <summary>Takes the decision that the message waits for.</summary>
    /// <returns>How many tasks it had while it waited.</returns>
    private async Task<int> DecideAsync(OdsCode practice, ExchangeId exchange, string decision, CancellationToken cancellation)
    {
        var tasks = (await DetailAsync(exchange, cancellation))!.Tasks;
        var task = tasks.Single(t => t.State == "open");
        await gateway.Node.Commands.TakeTaskAsync(practice, task.Id, By, cancellation);
        var patient = task.Decisions.Any(d => d.Name == decision && d.NamesPatient) ? WhoHolds(practice, task.Details.Single(d => d.Label == "NHS number").Value) : null;
        await gateway.Node.Commands.DecideTaskAsync(practice, task.Id, decision, patient, "Decided by the tour.", By, cancellation);
        return tasks.Count;
    }

    /// <summary>The patient whom a person would choose: who has the letter's number.</summary>
    private ChosenPatient? WhoHolds(OdsCode practice, SensitiveText number) =>
        gateway.Patients.Find(practice, NhsNumber.Parse(number.Reveal())) is { } patient ? new ChosenPatient(patient.LocalId, patient.NhsNumber) : null;

    private async Task<ExchangeSummary?> FindAsync(OdsCode practice, string? meshId, CancellationToken cancellation)
    {
        var page = await gateway.Node.Queries.SearchAsync(new ExchangeSearch { Organisation = practice, Direction = "in", Limit = 50 }, cancellation);
        return page.Items.FirstOrDefault(e => e.TransportId == meshId);
    }

    private Task<ExchangeDetail?> DetailAsync(ExchangeId exchange, CancellationToken cancellation) => gateway.Node.Queries.ExchangeAsync(exchange, cancellation);

    private async Task<bool> HasAlertAsync(OdsCode practice, ExchangeId exchange, CancellationToken cancellation) =>
        (await gateway.Node.Queries.AlertsAsync(practice, unseen: false, null, 50, cancellation)).Items.Any(a => a.Exchange == exchange);

    /// <summary>Looks again and again until there is something to see.</summary>
    private static async Task<T> UntilAsync<T>(Func<Task<T?>> look, CancellationToken cancellation)
        where T : class
    {
        using var turn = new PeriodicTimer(LookEvery);
        while (true)
        {
            if (await look() is { } found)
                return found;
            await turn.WaitForNextTickAsync(cancellation);
        }
    }
}
