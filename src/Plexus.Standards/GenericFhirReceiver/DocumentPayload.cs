using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>A payload that is a document bundle. Alone it takes every document event no other standard takes; a standard derives from it to add its rules.</summary>
internal class DocumentPayload : IItk3Payload
{
    private static readonly string[] DocumentEventCodes = ["ITK003D", "ITK004D", "ITK005D", "ITK006D", "ITK009D", "ITK010D", "ITK013D"];

    public virtual string Standard => "GenericFhirReceiver";

    // Published examples pair the definition of one document with the event of another, so any known one will do.
    public virtual IReadOnlyCollection<string> Definitions => MessageDefinitions.All.Keys;

    protected virtual IReadOnlyList<DocumentRule> Rules => DocumentRules.All;

    public virtual bool Takes(string eventCode, string documentType) => DocumentEventCodes.Contains(eventCode);

    public virtual bool DemandsAcknowledgements(InboundMessage message, CapabilityFact capability) => false;

    public PayloadReading Read(PayloadContext context)
    {
        var content = ItkDocument.Read(context.Frame.Payload);
        var problem = DocumentRules.Check(content, Rules) ?? Judge(content, context);
        return problem is null
            ? new PayloadReading(null, Remember(content, context), content.Attachments)
            : PayloadReading.Broken(problem);
    }

    public virtual IReadOnlyList<Effect> File(Filing filing) => [DocumentTasks.For(filing), DocumentEvents.For(filing)];

    /// <summary>Rules that need more than the document: the envelope, the options.</summary>
    protected virtual Itk3Problem? Judge(ItkDocument document, PayloadContext context) => null;

    private ReceivedDocument Remember(ItkDocument content, PayloadContext context)
    {
        var message = context.Message;
        var sender = context.Frame.SenderOds ?? Itk3Frame.OdsOf(content.Custodian) ?? "";
        var scope = sender.Length > 0 ? sender : message.From;
        return new ReceivedDocument
        {
            Exchange = message.Exchange,
            Standard = Standard,
            Event = context.Frame.Event!,
            Keys = content.Keys(scope),
            Replaces = content.ReplacesKey(scope),
            HeaderId = context.Frame.HeaderId!,
            Subject = message.Subject.Reveal(),
            Title = content.Title,
            Version = content.Version(message.Subject.Reveal()),
            TypeCode = content.TypeCode,
            TypeText = content.TypeText,
            Date = content.Composition["date"].Value ?? "",
            SenderOds = sender,
            SenderName = content.Custodian["name"].Value ?? "",
            Author = content.AuthorText(),
            Recipient = context.Frame.Keys.Recipient,
            Patient = ItkPatient.Read(content.Patient),
            Attachments = [.. content.Attachments.Select(a => new ReceivedAttachment(AttachmentTypes.Registered(a.ContentType) ?? a.ContentType, a.Size, a.Title))],
        };
    }
}
