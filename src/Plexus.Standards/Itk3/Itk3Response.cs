using Plexus.Fhir;

namespace Plexus.Standards.Itk3;

/// <summary>An acknowledgement that came in.</summary>
/// <param name="Answers">The header id of our message, normalised; null when it says none.</param>
/// <param name="SenderReference">Our reference, when it was returned.</param>
/// <param name="Code">In today's vocabulary; null when neither vocabulary knows it.</param>
/// <param name="WireCode">As it was written; at most 20 characters.</param>
/// <param name="Positive">By the code table; for an unknown code by <c>response.code</c>.</param>
/// <param name="IsBusiness">Answers the business of the message.</param>
/// <param name="AsksInfrastructureAck">It asks to be answered itself ("full acknowledgement").</param>
internal sealed record Itk3Response(string? Answers, string? SenderReference, ResponseCode? Code, string WireCode, bool Positive, bool IsBusiness, string? Diagnostics, bool AsksInfrastructureAck)
{
    private const int MaxWireCode = 20;

    internal static Itk3Response Read(Itk3Frame frame)
    {
        var response = frame.Header["response"];
        var issue = frame.Index.Resolve(response["details"])["issue"];
        var (code, wire) = CodeOf(issue);
        var answers = response["identifier"].Value;
        return new Itk3Response(
            string.IsNullOrWhiteSpace(answers) ? null : Itk3Id.Normalise(answers),
            frame.Keys.SenderReference,
            code,
            wire,
            code?.Positive ?? response["code"].ValueEquals("ok"),
            code?.IsBusiness ?? wire is ['3' or '4', ..],
            issue["diagnostics"].Value,
            frame.Keys.Infrastructure == true);
    }

    private static (ResponseCode? Code, string Wire) CodeOf(FhirElement issue)
    {
        var wire = "";
        foreach (var coding in issue["details"].Elements("coding"))
        {
            if (coding["code"].Value?.Trim() is not { Length: > 0 } text)
                continue;
            wire = text.Length > MaxWireCode ? text[..MaxWireCode] : text;
            if (ResponseCodes.All.TryGetValue(text, out var known))
                return (known, wire);
            if (OldAcknowledgementCodes.Successors.TryGetValue(text, out var successor))
                return (ResponseCodes.All[successor], wire);
        }

        return (null, wire);
    }
}
