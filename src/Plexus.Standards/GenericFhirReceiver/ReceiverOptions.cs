using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>What an organisation may choose about receiving ITK3 messages; every receiving standard offers the same.</summary>
internal static class ReceiverOptions
{
    internal const string Again = "original";
    internal const string ByHand = "by-hand";
    internal const string AskAPerson = "task";

    internal static readonly OptionDescriptor SizeLimit = new(InboundMessage.SizeLimitOption, "integer", "5242880", "Largest message loaded, in bytes, also after unzipping; a larger one is answered 20015 and set aside. A mailbox with a limit of its own goes by that.") { Least = InboundMessage.SmallestSizeLimit, Most = InboundMessage.LargestSizeLimit };

    internal static readonly OptionDescriptor StrictHandling = new("strict", "boolean", "false", "Refuse messages without SenderReference, LocalExtension or RecipientType, and anything that only the tolerant reader understands.");

    internal static readonly OptionDescriptor RepeatedMessage = new("repeated-message", "choice", ResponseCodes.DuplicateMessage, "What a message with a header id seen before gets: 20007, or the answers its first copy got.")
    {
        Choices = [ResponseCodes.DuplicateMessage, Again],
        Unconfirmed = true,
    };

    internal static readonly OptionDescriptor ReplacementWait = new("replacement-wait", "duration", "PT1H", "How long a replacement waits for the document it replaces before it is answered 20014.") { Unconfirmed = true };

    internal static readonly OptionDescriptor MatchWithin = new("match-within", "duration", "P2D", "After this a match task that nobody has worked raises an alert.") { Unconfirmed = true };

    internal static readonly OptionDescriptor PatientAnswerWithin = new("patient-answer-within", "duration", "PT1H", "How long the patient index may take to answer before a person is asked.") { Unconfirmed = true };

    internal static readonly OptionDescriptor UnverifiedNumber = new("unverified-number", "choice", ByHand, "A message whose NHS number was not traced by its sender: matched by hand, or like any other when number, surname and date of birth agree.")
    {
        Choices = [ByHand, "match"],
        Unconfirmed = true,
    };

    internal static readonly OptionDescriptor FurtherDefinitions = new("definitions", "text", "", "Further MessageDefinition names to accept, without version, separated by commas.") { Unconfirmed = true };

    internal static readonly OptionDescriptor UnsupportedAttachments = new("unsupported-attachments", "text", "", "Approved MIME types that the supplier's system cannot show, separated by commas; a message with one is answered 20005.");

    internal static readonly OptionDescriptor WhenRefused = new("when-refused", "choice", AskAPerson, "What happens when the supplier's system refuses a document: a person decides, or the sender is answered with this code.")
    {
        Choices = [AskAPerson, ResponseCodes.PatientUnknown, ResponseCodes.PatientLeft, ResponseCodes.PayloadInvalid],
        Unconfirmed = true,
    };

    internal static readonly IReadOnlyList<OptionDescriptor> Descriptors =
    [
        SizeLimit, StrictHandling, RepeatedMessage, ReplacementWait, MatchWithin, PatientAnswerWithin, UnverifiedNumber, FurtherDefinitions, UnsupportedAttachments, WhenRefused,
    ];
}
