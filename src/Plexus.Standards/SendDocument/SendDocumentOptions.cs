using Plexus.Contracts;

namespace Plexus.Standards.SendDocument;

/// <summary>What an organisation may choose about Send Document beyond the receiver's common options.</summary>
internal static class SendDocumentOptions
{
    internal const string Always = "always";
    internal const string Never = "never";
    internal const string YearFirst = "YYYYMMDD";
    internal const string DayFirst = "DDMMYYYY";

    internal static readonly OptionDescriptor DemandAcknowledgements = new("demand-acknowledgements", "choice", "v1", "Which messages must ask for both acknowledgements, else 10008: those of the v1 guide, all, or none.")
    {
        Choices = ["v1", Always, Never],
        Unconfirmed = true,
    };

    internal static readonly OptionDescriptor Version = new("version", "choice", "v2", "The guide that documents are sent by.") { Choices = ["v2", "v1"] };

    internal static readonly OptionDescriptor BirthDateForm = new("birth-date-form", "choice", YearFirst, "How a patient-routed address writes the date of birth: the guides disagree.")
    {
        Choices = [YearFirst, DayFirst],
        Unconfirmed = true,
    };

    internal static readonly OptionDescriptor InfrastructureDeadline = new("infrastructure-deadline", "duration", "PT24H", "After this a missing infrastructure acknowledgement raises an alert and a task.") { Unconfirmed = true };

    internal static readonly OptionDescriptor BusinessDeadline = new("business-deadline", "duration", "P5D", "After this a missing business acknowledgement raises an alert and a task, and the conversation expires.") { Unconfirmed = true };

    internal static readonly OptionDescriptor AnswerResponses = new("answer-responses", "boolean", "true", "Answer a business acknowledgement that asks for an infrastructure acknowledgement itself.");

    internal static readonly OptionDescriptor LargestMessage = new("largest-sent", "integer", "5242880", "Largest message sent, in bytes: receivers may refuse larger ones with 20015.") { Unconfirmed = true, Least = InboundMessage.SmallestSizeLimit, Most = InboundMessage.LargestSizeLimit };

    internal static readonly IReadOnlyList<OptionDescriptor> Descriptors =
        [DemandAcknowledgements, Version, BirthDateForm, InfrastructureDeadline, BusinessDeadline, AnswerResponses, LargestMessage];
}
