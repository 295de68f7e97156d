using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Standards.Itk3;

/// <summary>Answers a message by the rules of the guide: infrastructure before business, a negative answer is the last, at most two, none that was not asked for.</summary>
/// <remarks>ITK3 2.10.0, response rules. One instance serves one reaction: it collects the sends and the ledger that results.</remarks>
internal sealed class Acknowledger(AckLedger ledger, IFacts facts, DateTimeOffset at)
{
    internal const string InfrastructureSend = "infrastructure-ack";
    internal const string BusinessSend = "business-ack";

    private readonly List<Effect> _effects = [];

    internal AckLedger Ledger { get; private set; } = ledger;

    internal IReadOnlyList<Effect> Effects => _effects;

    /// <summary>Gives a positive code: at once, or when <see cref="Release"/> is called.</summary>
    internal void Accept(string code, bool hold)
    {
        if (Ledger.IsClosed || AlreadyGiven(code) || Ledger.Held.Contains(code))
            return;
        if (hold)
            Ledger = Ledger with { Held = [.. Ledger.Held, code] };
        else
            Give(ResponseCodes.All[code], null);
    }

    /// <summary>Lets go what was held.</summary>
    internal void Release()
    {
        var held = Ledger.Held;
        Ledger = Ledger with { Held = [] };
        foreach (var code in held)
            Accept(code, hold: false);
    }

    /// <summary>Gives a negative code, after which nothing follows. A business refusal lets the held infrastructure success go first; an infrastructure refusal replaces it.</summary>
    internal void Refuse(Itk3Problem problem)
    {
        var code = ResponseCodes.All[problem.Code];
        if (Ledger.IsClosed || AlreadyGiven(problem.Code))
            return;

        var held = Ledger.Held;
        Ledger = Ledger with { Held = [] };
        if (code.IsBusiness && held.Contains(ResponseCodes.Success))
            Give(ResponseCodes.All[ResponseCodes.Success], null);
        Give(code, problem);
    }

    /// <summary>Says again what was said, to a sender that repeats its message.</summary>
    /// <param name="repetition">The exchange that repeats it: makes the new messages' ids.</param>
    internal void Repeat(string repetition)
    {
        foreach (var code in Ledger.Sent)
            Send(ResponseCodes.All[code], null, $"-again-{repetition}");
    }

    // One code of each level: a second infrastructure or business answer would confuse whoever counts them.
    private bool AlreadyGiven(string code)
    {
        var business = ResponseCodes.All[code].IsBusiness;
        foreach (var given in Ledger.Given)
        {
            if (ResponseCodes.All[given].IsBusiness == business)
                return true;
        }

        return false;
    }

    private void Give(ResponseCode code, Itk3Problem? problem)
    {
        Ledger = Ledger with { Given = [.. Ledger.Given, code.Code] };
        if (!Ledger.Wants(code))
            return;
        if (Ledger.To.Length == 0 || Ledger.Workflow is null)
        {
            _effects.Add(new Alert("ITK3-NO-REPLY-ADDRESS", $"A message could not be answered with {code.Code}: it came without a sender or a workflow."));
            return;
        }

        Send(code, problem, "");
        Ledger = Ledger with { Sent = [.. Ledger.Sent, code.Code] };
    }

    private void Send(ResponseCode code, Itk3Problem? problem, string suffix)
    {
        var name = (code.IsBusiness ? BusinessSend : InfrastructureSend) + suffix;
        var response = new ResponseMessage
        {
            BundleId = facts.NewId(name + ".bundle"),
            HeaderId = facts.NewId(name + ".header"),
            SenderId = facts.NewId(name + ".sender"),
            OutcomeId = facts.NewId(name + ".outcome"),
            Answers = Ledger.HeaderId,
            SenderReference = Ledger.SenderReference,
            Responder = facts.Organisation.Ods,
            Endpoint = Ledger.Endpoint,
            At = at,
            Code = code,
            IssueCode = code.IssueCodeFor(problem?.IssueCode),
            Diagnostics = problem?.Diagnostics,
        };
        _effects.Add(new Send(name, Ledger.Channel, Ledger.Endpoint, Ledger.To, WorkflowId.Parse(Ledger.Workflow!), response.ToBytes())
        {
            LocalId = facts.Organisation.Ods.ToWire(),
            ContentType = Itk3Wire.XmlContentType,
            Subject = "ITK Response " + code.Code,
            OrderKey = $"itk3:{Ledger.To}:{Ledger.HeaderId}",
            AfterUncertain = AfterUncertain.ResendSameBytes,
            Label = code.Code,
            BusinessId = response.HeaderId.ToString("d"),
        });
    }
}
