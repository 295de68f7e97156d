using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>What the envelope has to be: 20006, or 10004 for an event nobody knows.</summary>
/// <remarks>ITK-Message-Bundle-1 v1.1.0, ITK-MessageHeader-2 v2.1.0, CareConnect-ITK-Header-Organization-1 v1.2.0.</remarks>
internal static class HeaderRules
{
    private const string Code = "20006";
    private static readonly string[] _prohibited = ["destination", "enterer", "author", "responsible", "reason", "response"];
    private static readonly string[] _prohibitedInBundle = ["total", "link", "signature"];
    private static readonly string[] _prohibitedInEntry = ["link", "search", "request", "response"];
    private static readonly string[] _prohibitedInSource = ["name", "software", "version", "contact"];
    private static readonly string[] _prohibitedInOrganisation = ["name", "telecom", "address", "type", "active", "partOf", "endpoint", "contact"];

    internal static IEnumerable<Refusal> Check(IncomingMessage message)
    {
        var (bundle, header) = (message.Bundle, message.Header);
        if (!bundle["type"].ValueEquals("message"))
            yield return Of("value", "The Bundle is not of type message.", bundle);
        if (!header.Exists)
        {
            yield return Of("structure", "The first entry is not a MessageHeader.", bundle);
            yield break;
        }
        if (!bundle["identifier"]["value"].HasValue)
            yield return Of("required", "The Bundle has no identifier.", bundle);
        foreach (var refusal in Prohibited(bundle, _prohibitedInBundle).Concat(bundle.Elements("entry").SelectMany(e => Prohibited(e, _prohibitedInEntry))))
            yield return refusal;
        if (message.HeaderId is null)
            yield return Of("required", "The MessageHeader has no id.", header);
        foreach (var refusal in Event(header).Concat(Prohibited(header, _prohibited)).Concat(Sender(bundle, header)).Concat(Source(header)))
            yield return refusal;
        if (!header["timestamp"].HasValue)
            yield return Of("required", "There is no timestamp.", header);
        if (header.Elements("focus").Count != 1)
            yield return Of("required", "There must be one focus.", header);
    }

    private static IEnumerable<Refusal> Event(FhirElement header)
    {
        var coding = header["event"];
        if (!coding["code"].HasValue || !coding["system"].ValueEquals(Itk3Wire.Events))
            yield return Of("value", "The event is not a code of ITK-MessageEvent-2.", coding.Exists ? coding : header);
        else if (Itk3Wire.EventDisplay(coding["code"].Value!) is not { } display)
            yield return new Refusal("10004", "processing", "The event is not known.", coding);
        else if (!coding["display"].ValueEquals(display))
            yield return Of("value", "The event's display is not that of its code.", coding);
        foreach (var refusal in Prohibited(coding, ["version", "userSelected"]))
            yield return refusal;
    }

    private static IEnumerable<Refusal> Sender(FhirElement bundle, FhirElement header)
    {
        var sender = header["sender"].Target(bundle);
        if (sender.TypeName is not "Organization" and not "Practitioner")
            yield return Of("required", "The sender is not an Organization or Practitioner of the message.", header);
        var receiver = header["receiver"];
        if (receiver.Exists && receiver.Target(bundle).TypeName is not "Organization" and not "Practitioner")
            yield return Of("value", "The receiver is not an Organization or Practitioner of the message.", receiver);
        foreach (var organisation in new[] { sender, receiver.Target(bundle) }.Where(o => o.TypeName == "Organization"))
        {
            if (!organisation.Elements("identifier").Any(i => i["value"].HasValue && (i["system"].ValueEquals(Itk3Wire.Organisations) || i["system"].ValueEquals(Itk3Wire.Sites))))
                yield return Of("required", "A header organisation has no ODS code.", organisation);
            foreach (var refusal in Prohibited(organisation, _prohibitedInOrganisation))
                yield return refusal;
        }
    }

    private static IEnumerable<Refusal> Source(FhirElement header)
    {
        if (!header["source"]["endpoint"].HasValue)
            yield return Of("required", "There is no source.endpoint.", header);
        foreach (var refusal in Prohibited(header["source"], _prohibitedInSource))
            yield return refusal;
    }

    private static IEnumerable<Refusal> Prohibited(FhirElement element, IEnumerable<string> names) =>
        names.Where(name => element[name].Exists).Select(name => Of("structure", "The profile prohibits this element.", element[name]));

    private static Refusal Of(string type, string text, FhirElement place) => new(Code, type, text, place);
}
