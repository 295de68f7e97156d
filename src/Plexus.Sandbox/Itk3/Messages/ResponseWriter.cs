using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>What an acknowledgement says.</summary>
internal sealed record Response
{
    internal required ResponseCode Code { get; init; }

    /// <summary>Header id of the message it answers.</summary>
    internal required string Answers { get; init; }

    /// <summary>Copied from that message.</summary>
    internal string SenderReference { get; init; } = Itk3Wire.None;
    internal required OdsCode Responder { get; init; }
    internal required MeshMailboxId ResponderMailbox { get; init; }
    internal required DateTimeOffset At { get; init; }

    /// <summary>What was wrong and where; never a value of the message.</summary>
    internal string? Diagnostics { get; init; }

    /// <summary>Issue type other than the code's first.</summary>
    internal string? IssueType { get; init; }

    /// <summary>Full pattern: the response itself asks for an infrastructure answer, as the official harness does.</summary>
    internal bool AsksInfAck { get; init; }

    /// <summary>Makes ids of the response's parts.</summary>
    internal required Func<string, string> Part { get; init; }
}

/// <summary>Writes acknowledgements of both levels.</summary>
/// <remarks>ITK3 2.10.0, response message; GPCM-SD-050 to 055, 074; FHIR-BA-02.</remarks>
internal static class ResponseWriter
{
    internal static byte[] Write(Response response) => FhirXml.ToBytes(Build(response).Root);

    internal static FhirDocument Build(Response response)
    {
        var headerId = response.Part("header");
        var senderId = response.Part("sender");
        var outcomeId = response.Part("outcome");
        var keys = HandlingKeys.Of(Itk3Wire.ResponseDefinition, response.AsksInfAck, false, "FA", response.SenderReference, Itk3Wire.None);
        var header = MessageBundle
            .Header(headerId, keys, Itk3Wire.ResponseEvent, senderId, response.At, response.ResponderMailbox.ToWire())
            .Set("response", answer => answer
                .Set("identifier", response.Answers)
                .Set("code", response.Code.Response)
                .Set("details", MessageBundle.Pointer(outcomeId)));
        var outcome = MessageBundle.Resource("OperationOutcome", outcomeId, Itk3Wire.OutcomeProfile)
            .Add("issue", issue => issue
                .Set("severity", response.Code.Severity)
                .Set("code", response.IssueType ?? response.Code.IssueTypes[0])
                .Set("details", details => details.Add("coding", MessageBundle.Coding(Itk3Wire.Codes, response.Code.Code, response.Code.Display)))
                .SetOptional("diagnostics", response.Diagnostics));

        var message = MessageBundle.Message(response.Part("message"), response.Part("message-identifier"), response.At);
        MessageBundle.AddEntry(message, headerId, header);
        MessageBundle.AddEntry(message, senderId, MessageBundle.HeaderOrganisation(senderId, response.Responder));
        MessageBundle.AddEntry(message, outcomeId, outcome);
        return message.Build();
    }
}
