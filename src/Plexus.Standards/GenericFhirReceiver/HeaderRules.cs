using Plexus.Fhir;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <param name="Id">Stable; docs use it.</param>
/// <param name="Strict">Only with the strict option: real messages break it harmlessly.</param>
internal sealed record HeaderRule(string Id, string Source, string IssueCode, string Text, string Place, Func<Itk3Frame, bool> Holds, bool Strict = false);

/// <summary>Rules of the frame; breaking one is answered 20006. They stand in for profile validation until that exists.</summary>
internal static class HeaderRules
{
    private static readonly string[] Prohibited = ["destination", "enterer", "author", "responsible", "reason"];

    internal static readonly IReadOnlyList<HeaderRule> All =
    [
        new("HDR-01", "ITK-Message-Bundle-1", "value", "The Bundle must be of type message.", "Bundle.type", f => f.Bundle["type"].ValueEquals("message")),
        new("HDR-02", "ITK-Message-Bundle-1", "structure", "The first entry must be a MessageHeader.", "Bundle.entry[0].resource", f => f.Header.Exists),
        new("HDR-03", "ITK-MessageHeader-2", "required", "MessageHeader must have an id, or a fullUrl of urn:uuid.", "Bundle.entry[0].resource.id", f => f.HeaderId is not null),
        new("HDR-04", "ITK-MessageHeader-2", "required", "MessageHeader.event must have a code.", "Bundle.entry[0].resource.event", f => f.Event is not null || f.IsResponse),
        new("HDR-05", "ITK-MessageHeader-2", "required", "MessageHeader.sender must point at an Organization or a Practitioner inside the message.", "Bundle.entry[0].resource.sender", f => IsParty(f.Sender)),
        new("HDR-06", "ITK-MessageHeader-2", "structure", "MessageHeader.receiver must point at a resource inside the message.", "Bundle.entry[0].resource.receiver", f => !f.Header["receiver"].Exists || f.Receiver.Exists),
        new("HDR-07", "ITK-MessageHeader-2", "required", "MessageHeader.timestamp must be present.", "Bundle.entry[0].resource.timestamp", f => f.Header["timestamp"].HasValue),
        new("HDR-08", "ITK-MessageHeader-2", "required", "MessageHeader.source.endpoint must be present.", "Bundle.entry[0].resource.source", f => f.Header["source"]["endpoint"].HasValue),
        new("HDR-09", "ITK3 2.1 release notes", "required", "MessageHeader.focus must be present in a payload message.", "Bundle.entry[0].resource.focus", f => f.IsResponse || f.Header["focus"]["reference"].HasValue),
        new("HDR-10", "ITK-Message-Bundle-1", "required", "The Bundle must have an identifier with a value.", "Bundle.identifier", f => f.Bundle["identifier"]["value"].HasValue, Strict: true),
        new("HDR-11", "ITK-MessageHeader-2", "structure", "MessageHeader must not have destination, enterer, author, responsible or reason.", "Bundle.entry[0].resource", f => !Prohibited.Any(name => f.Header[name].Exists), Strict: true),
        new("HDR-12", "CareConnect-ITK-Header-Organization-1", "structure", "A header Organization carries an identifier and nothing else.", "Bundle.entry[0].resource.sender", f => !f.Sender["name"].Exists || f.Sender.TypeName != "Organization", Strict: true),
    ];

    internal static Itk3Problem? Check(Itk3Frame frame, bool strict)
    {
        foreach (var rule in All)
        {
            if ((strict || !rule.Strict) && !rule.Holds(frame))
                return new(ResponseCodes.HeaderInvalid, rule.Place, $"{rule.Id}: {rule.Text}", rule.IssueCode);
        }

        return null;
    }

    private static bool IsParty(FhirElement sender) => sender.TypeName is "Organization" or "Practitioner" or "PractitionerRole";
}
