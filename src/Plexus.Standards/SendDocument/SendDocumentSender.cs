using Plexus.Contracts;
using Plexus.Primitives;
using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.Itk3;
using Timer = Plexus.Contracts.Timer;

namespace Plexus.Standards.SendDocument;

/// <summary>Sends a document and follows it until the receiver has accepted it, refused it, or kept silent too long.</summary>
internal sealed class SendDocumentSender : Protocol<SentDocument>
{
    internal const string KindName = "send-document.send";
    internal const string SendCommand = "send";
    internal const string VoidCommand = "send-document.void";
    internal const string DocumentSend = "document";
    internal const string SentScope = "send-document.sent";
    internal const string InfrastructureTimer = "infrastructure-missing";
    internal const string BusinessTimer = "business-missing";

    public override string Kind => KindName;

    protected override Reaction React(SentDocument? state, Stimulus stimulus, IFacts facts) => (state, stimulus) switch
    {
        (null, Commanded { Command: SendCommand } command) => Begin(command, facts),
        (null, _) => Reaction.Ignore(),
        (_, Arrived arrived) => SentAnswers.Arrived(state, arrived, facts),
        (_, Commanded { Command: Intake.ResponseCommand } command) when command.Arguments.As<Itk3Response>() is { } response =>
            SentAnswers.Answer(state, response, facts).Finish(),
        (_, Commanded { Command: VoidCommand }) => Reaction.Of(new SetState(state with { IsVoid = true })),
        (_, SendOutcome { Send: DocumentSend } outcome) => SentAnswers.Outcome(state, outcome),
        ({ Phase: SentPhase.Waiting, Infrastructure: null }, TimerFired { Name: InfrastructureTimer }) => SentAnswers.NoInfrastructure(state),
        ({ Phase: SentPhase.Waiting }, TimerFired { Name: BusinessTimer }) => SentAnswers.NoBusiness(state),
        _ => Reaction.Ignore(),
    };

    private static Reaction Begin(Commanded command, IFacts facts)
    {
        var options = facts.Capability;
        var largest = long.TryParse(options.Text(SendDocumentOptions.LargestMessage), out var limit) ? limit : long.MaxValue;
        var (request, problems) = SendDocumentRequest.Read(command.Arguments, options.Choice(SendDocumentOptions.Version), largest);
        if (request is null)
            return CannotBegin(problems);

        var guide = SendDocumentVersion.Find(request.Guide)!;
        if (facts.Organisation.EndpointFor(Itk3Wire.Channel, guide.Workflow) is not { } endpoint)
            return CannotBegin([new("sender", "not-allowed", "The organisation has no MESH mailbox that may send this kind of document.")]);

        var message = new SendDocumentMessage(request, facts.Organisation, endpoint.Address, command.At, facts.NewId);
        var bytes = message.ToBytes();
        if (bytes.Length > largest)
            return CannotBegin([new("attachments", "too-large", "The message is larger than receivers take.")]);

        var state = new SentDocument
        {
            Phase = SentPhase.Waiting,
            HeaderId = MessageBundle.Bare(message.HeaderId),
            DocumentId = MessageBundle.Bare(message.DocumentId),
            Title = message.Title,
            PatientName = message.PatientName,
            Patient = message.NhsNumber,
            Replaces = request.Replaces,
        };
        return Reaction.Of(
            new Claim(SentScope, state.DocumentId),
            new Claim(OrphanAcknowledgements.SentScope, state.HeaderId),
            Send(message, To(request, options), bytes),
            new Expect(Itk3Correlator.ByHeaderId, state.HeaderId),
            new Expect(Itk3Correlator.BySenderReference, message.SenderReference),
            new Timer(InfrastructureTimer, command.At + options.Duration(SendDocumentOptions.InfrastructureDeadline)),
            new Timer(BusinessTimer, command.At + options.Duration(SendDocumentOptions.BusinessDeadline)),
            new SetState(state));
    }

    private static Send Send(SendDocumentMessage message, string to, byte[] bytes) =>
        new(DocumentSend, Itk3Wire.Channel, message.Mailbox, to, message.Guide.Workflow, bytes)
        {
            Subject = message.Subject,
            LocalId = message.SenderOds,
            FileName = MessageBundle.Bare(message.HeaderId) + ".xml",
            ContentType = Itk3Wire.XmlContentType,
            AfterUncertain = AfterUncertain.ResendSameBytes,
            Label = "document",
            BusinessId = MessageBundle.Bare(message.HeaderId),
            Patient = message.NhsNumber,
        };

    private static string To(SendDocumentRequest request, CapabilityFact options)
    {
        if (request.Recipient?.Mailbox is { } mailbox)
            return MeshMailboxId.Parse(mailbox).ToWire();
        var patient = request.Patient!;
        var form = options.Choice(SendDocumentOptions.BirthDateForm) == SendDocumentOptions.DayFirst ? BirthDateForm.DayFirst : BirthDateForm.YearFirst;
        return new GpProviderAddress(NhsNumber.Parse(patient.NhsNumber!), patient.BirthDate!.Value, patient.Surname!).Format(form);
    }

    private static Reaction CannotBegin(IReadOnlyList<InputProblem> problems) => Reaction.Of(
        new SetState(new SentDocument { Phase = SentPhase.Failed, Problems = problems, Reason = "The request cannot be sent." }),
        new Complete(ConversationEnd.Failed, "invalid-request"));
}
