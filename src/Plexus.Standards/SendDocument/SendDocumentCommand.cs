using System.Text.Json;
using Plexus.Contracts;

namespace Plexus.Standards.SendDocument;

/// <summary>How a conversation that sends a document is started: the names that a start request wants.</summary>
public static class SendDocumentCommand
{
    public const string Standard = "SendDocument";

    public const string Role = "sender";

    /// <summary>Its arguments have the shape of <see cref="SendDocumentRequest"/>.</summary>
    public const string Name = SendDocumentSender.SendCommand;

    /// <summary>Document types that the guide is used with, the usual one first; any other SNOMED CT document type may be sent too.</summary>
    public static IReadOnlyList<RequestCoding> UsualTypes { get; } =
    [
        new(SendDocumentWire.EncounterReport, SendDocumentWire.EncounterReportText),
    ];

    /// <summary>Judges a request as the organisation's capability would.</summary>
    /// <returns>Nothing, or everything that has to be mended.</returns>
    public static IReadOnlyList<InputProblem> Check(JsonElement request, CapabilityFact capability)
    {
        ArgumentNullException.ThrowIfNull(capability);
        var largest = long.TryParse(capability.Text(SendDocumentOptions.LargestMessage), out var limit) ? limit : long.MaxValue;
        return SendDocumentRequest.Read(request, capability.Choice(SendDocumentOptions.Version), largest).Problems;
    }
}
