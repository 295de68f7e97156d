using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>What becomes of a message that a step stops.</summary>
internal enum Stop
{
    /// <summary>Refused and done.</summary>
    Refuse,

    /// <summary>Answered and set aside for an operator.</summary>
    Park,

    /// <summary>Seen before: answered, nothing filed.</summary>
    Duplicate,
}

/// <param name="Name">Shown in docs and tests.</param>
/// <param name="Codes">Every code the step can answer with.</param>
/// <param name="Check">The problem that stops the message; null lets it go on.</param>
internal sealed record ReceiverStep(string Name, IReadOnlyList<string> Codes, Stop Stop, Func<Receiving, Itk3Problem?> Check)
{
    /// <summary>Behind this step an ITK Response goes to the correlator.</summary>
    public bool ResponsesLeave { get; init; }
}

/// <summary>The receiver's checks, in order; the first that fails answers the message.</summary>
/// <remarks>Generic FHIR Receiver (S76), ITK3 2.10.0 "architectural layers". An ITK Response takes the same way but is never refused for its keys or its event.</remarks>
internal static class ReceiverSteps
{
    internal static readonly IReadOnlyList<ReceiverStep> All =
    [
        new("size", [ResponseCodes.TooLarge], Stop.Park, Size),
        new("readable XML, a FHIR Bundle", [ResponseCodes.Unreadable], Stop.Park, r => r.Frame!.Unreadable),
        new("a message bundle with its header first", [ResponseCodes.HeaderInvalid], Stop.Refuse, Shape),
        new("an event that is handled here", [ResponseCodes.DefinitionUnknown], Stop.Refuse, Event),
        new("handling keys", HandlingCodes, Stop.Refuse, Handling) { ResponsesLeave = true },
        new("header id not seen before", [ResponseCodes.DuplicateMessage], Stop.Duplicate, DuplicateMessage),
        new("addressed to this organisation", [ResponseCodes.RecipientOrganisationUnknown], Stop.Refuse, Recipient),
        new("payload", [ResponseCodes.PayloadInvalid], Stop.Refuse, Payload),
        new("document id not seen before", [ResponseCodes.DuplicateDocument], Stop.Duplicate, DuplicateDocument),
        new("attachment types", [ResponseCodes.AttachmentNotApproved, ResponseCodes.AttachmentNotSupported], Stop.Refuse, Attachments),
        new("not void by a failed replacement", [ResponseCodes.CannotReplace], Stop.Refuse, Void),
    ];

    private static string[] HandlingCodes =>
    [
        ResponseCodes.HandlingError, ResponseCodes.InfrastructureFlagUnreadable, ResponseCodes.BusinessFlagUnreadable, ResponseCodes.BusinessRuleBroken,
        ResponseCodes.RecipientTypeBad, ResponseCodes.DefinitionUnknown, ResponseCodes.DefinitionVersionUnknown, ResponseCodes.SenderReferenceBad,
    ];

    private static Itk3Problem? Size(Receiving r) => r.Message.AboveLimit
        ? new(ResponseCodes.TooLarge, "", "The message is larger than this organisation takes. Send it again with a list of the attachments left out.")
        : null;

    private static Itk3Problem? Shape(Receiving r) => HeaderRules.Check(r.Frame!, r.IsStrict) ?? StructureRules.OfFrame(r.Frame!, r.Issues, r.IsStrict);

    private static Itk3Problem? Event(Receiving r)
    {
        if (r.Frame!.IsResponse)
            return null;
        r.ChoosePayload();
        return r.Payload is not null ? null
            : new(ResponseCodes.DefinitionUnknown, $"{r.Frame.Header.Path}.event", "The message event is not known, or this organisation does not take it.");
    }

    private static Itk3Problem? Handling(Receiving r)
    {
        if (r.Frame!.IsResponse)
            return null;
        var further = r.Capability.List(ReceiverOptions.FurtherDefinitions);
        IReadOnlyCollection<string> definitions = further.Count == 0 ? r.Payload!.Definitions : [.. r.Payload!.Definitions, .. further];
        return new HandlingRules(definitions, r.Payload!.DemandsAcknowledgements(r.Message, r.Capability), r.IsStrict).Check(r.Frame.Keys);
    }

    private static Itk3Problem? DuplicateMessage(Receiving r) => r.HeldByAnother(Receiving.HeaderScope, r.HeaderKey) is null ? null
        : new(ResponseCodes.DuplicateMessage, $"{r.Frame!.Header.Path}.id", "A message with this MessageHeader id was received before from the same sender.");

    private static Itk3Problem? Recipient(Receiving r)
    {
        if (r.Frame!.Receiver.TypeName != "Organization")
            return null;
        var ours = r.Facts.Organisation;
        var code = Itk3Frame.OdsOf(r.Frame.Receiver);
        if (code is not null && (Same(ours.Ods.ToWire(), code) || ours.Sites.Any(site => Same(site.ToWire(), code))))
            return null;
        return new(ResponseCodes.RecipientOrganisationUnknown, $"{r.Frame.Header.Path}.receiver", "The receiver is not this organisation or one of its sites.");

        static bool Same(string ours, string theirs) => string.Equals(ours, theirs, StringComparison.OrdinalIgnoreCase);
    }

    private static Itk3Problem? Payload(Receiving r)
    {
        r.ReadPayload();
        return r.Reading!.Problem ?? StructureRules.OfPayload(r.Frame!, r.Issues, r.IsStrict);
    }

    private static Itk3Problem? DuplicateDocument(Receiving r) =>
        r.Document!.DocumentId is not { } key || r.HeldByAnother(Receiving.DocumentScope, key) is null || Void(r) is not null ? null
        : new(ResponseCodes.DuplicateDocument, $"{r.Frame!.Payload.Path}.identifier", "A document with this identifier was received before in another message.");

    private static Itk3Problem? Attachments(Receiving r) =>
        AttachmentTypes.Check(r.Reading!.Attachments, r.Capability.List(ReceiverOptions.UnsupportedAttachments));

    private static Itk3Problem? Void(Receiving r)
    {
        foreach (var key in r.Document!.Keys)
        {
            if (r.HeldByAnother(Receiving.VoidScope, key) is not null)
                return new(ResponseCodes.CannotReplace, $"{r.Frame!.Payload.Path}.identifier", "A replacement of this document was refused before it arrived; both are void.");
        }

        return null;
    }
}
