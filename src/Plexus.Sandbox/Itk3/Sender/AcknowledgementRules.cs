using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>What is known about the message an acknowledgement answers.</summary>
internal sealed record AnsweredMessage
{
    /// <summary>Null when its header id could not be read by anybody.</summary>
    internal string? HeaderId { get; init; }
    internal bool BeyondReading { get; init; }
    internal string SenderReference { get; init; } = Itk3Wire.None;
    internal Person? Patient { get; init; }
    internal OdsCode? Responder { get; init; }
    internal MeshMailboxId? ResponderMailbox { get; init; }
}

/// <summary>A breach of a rule.</summary>
/// <param name="Rule">Stable id.</param>
/// <param name="Source">Guide that the rule is from.</param>
/// <param name="Text">What is wrong; never a value of the message.</param>
/// <param name="Path">Where.</param>
public sealed record AcknowledgementProblem(string Rule, string Source, string Text, string Path);

/// <summary>The rules an acknowledgement has to keep, as a table.</summary>
internal static class AcknowledgementRules
{
    private const string Itk3 = "ITK3 2.10.0";
    private const string GpConnect = "GP Connect Messaging";
    private const string Bundle = "Bundle";
    private static readonly string[] _prohibited = ["destination", "enterer", "author", "responsible", "reason", "focus"];
    private static readonly string[] _prohibitedInOrganisation = ["name", "telecom", "address", "type", "active", "partOf", "endpoint", "contact", "alias"];
    private static readonly string[] _prohibitedInSource = ["name", "software", "version", "contact"];

    private delegate IEnumerable<string> Breaches(Acknowledgement ack, AnsweredMessage original);

    private static readonly (string Id, string Source, string Text, Breaches Find)[] _table =
    [
        ("ACK-01", Itk3, "It is not a Bundle of type message with an identifier.", static (a, _) =>
            If(a.Bundle.TypeName != Bundle || !a.Bundle["type"].ValueEquals("message") || !a.Bundle["identifier"]["value"].HasValue, Bundle)),
        ("ACK-02", Itk3, "The first entry is not a MessageHeader.", static (a, _) =>
            If(a.Bundle["entry"]["resource"].TypeName != "MessageHeader", "Bundle.entry[0]")),
        ("ACK-03", Itk3, "The event is not ITK008M with its display.", static (a, _) =>
            If(!Is(a.Header["event"], Itk3Wire.Events, Itk3Wire.ResponseEvent, Itk3Wire.EventDisplay(Itk3Wire.ResponseEvent)!), a.Header["event"], a.Header)),
        ("ACK-04", Itk3, "There must be one handling specification.", static (a, _) =>
            If(a.Header.Elements("extension").Count(e => e["url"].ValueEquals(Itk3Wire.Handling)) != 1, a.Header)),
        ("ACK-05", Itk3, "A handling key must be there once.", static (a, _) =>
            Itk3Wire.Key.All.Where(key => a.Handling.Elements("extension").Count(e => e["url"].ValueEquals(key)) != 1).Select(key => $"{Place(a.Handling, a.Header)}.{key}")),
        ("ACK-06", Itk3, "BusAckRequested must be false: nobody answers an acknowledgement with business.", static (a, _) =>
            If(a.Key(Itk3Wire.Key.BusAck) is { Exists: true } key && key["valueBoolean"].BooleanValue != false, a.Key(Itk3Wire.Key.BusAck))),
        ("ACK-07", GpConnect, "InfAckRequested must be false (GPCM-SD-051).", static (a, _) =>
            If(a.Key(Itk3Wire.Key.InfAck) is { Exists: true } key && key["valueBoolean"].BooleanValue != false, a.Key(Itk3Wire.Key.InfAck))),
        ("ACK-08", Itk3, "RecipientType is not FA or FI with its display.", static (a, _) =>
            If(a.Key(Itk3Wire.Key.RecipientType) is { Exists: true } key && !IsRecipientType(key["valueCoding"]), a.Key(Itk3Wire.Key.RecipientType))),
        ("ACK-09", Itk3, "MessageDefinition is not that of a response.", static (a, _) =>
            If(a.Key(Itk3Wire.Key.Definition) is { Exists: true } key && !key["valueReference"]["reference"].ValueEquals(Itk3Wire.ResponseDefinition), a.Key(Itk3Wire.Key.Definition))),
        ("ACK-10", GpConnect, "SenderReference is not the original's (GPCM-SD-052).", static (a, o) =>
            If(a.Key(Itk3Wire.Key.SenderReference) is { Exists: true } && a.SenderReference != o.SenderReference && !(o.BeyondReading && a.SenderReference == Itk3Wire.None), a.Key(Itk3Wire.Key.SenderReference))),
        ("ACK-11", GpConnect, "LocalExtension says something.", static (a, _) =>
            If(a.Key(Itk3Wire.Key.LocalExtension) is { Exists: true } key && !key["valueString"].ValueEquals(Itk3Wire.None), a.Key(Itk3Wire.Key.LocalExtension))),
        ("ACK-12", Itk3, "The sender is not inside the message.", static (a, _) => If(!a.Header["sender"].Target(a.Bundle).Exists, a.Header["sender"], a.Header)),
        ("ACK-13", GpConnect, "The sender is not the answering organisation (GPCM-SD-053).", static (a, o) =>
            If(a.Header["sender"].Target(a.Bundle) is { Exists: true } sender && (sender.TypeName != "Organization" || (o.Responder is { } ods && !HasOds(sender, ods))), a.Header["sender"])),
        ("ACK-14", Itk3, "A header organisation carries a code and nothing else.", static (a, _) =>
            Organisations(a).SelectMany(o => _prohibitedInOrganisation.Where(name => o[name].Exists).Select(name => $"{o.Path}.{name}"))),
        ("ACK-15", Itk3, "source has an endpoint and nothing else.", static (a, _) =>
            If(!a.Header["source"]["endpoint"].HasValue || _prohibitedInSource.Any(name => a.Header["source"][name].Exists), a.Header["source"], a.Header)),
        ("ACK-16", GpConnect, "source.endpoint is not the answering mailbox.", static (a, o) =>
            If(o.ResponderMailbox is { } mailbox && a.Header["source"]["endpoint"] is { HasValue: true } endpoint && !endpoint.ValueEquals(mailbox.ToWire()), a.Header["source"])),
        ("ACK-17", Itk3, "The header has something that a response must not have.", static (a, _) =>
            _prohibited.Where(name => a.Header[name].Exists).Select(name => a.Header[name].Path)),
        ("ACK-18", Itk3, "response.identifier is not the original's header id.", static (a, o) =>
            If(a.Answers is null || (a.Answers != o.HeaderId && !((o.BeyondReading || o.HeaderId is null) && a.Answers == Itk3Wire.Unreadable)), a.Header["response"], a.Header)),
        ("ACK-19", Itk3, "response.details does not point at an OperationOutcome of the message.", static (a, _) =>
            If(a.Outcome.TypeName != "OperationOutcome", a.Header["response"], a.Header)),
        ("ACK-20", Itk3, "There must be one issue with one coding.", static (a, _) =>
            If(a.Outcome.Exists && (a.Outcome.Elements("issue").Count != 1 || a.Outcome["issue"]["details"].Elements("coding").Count != 1), a.Outcome)),
        ("ACK-21", Itk3, "The code is not in ITK-ResponseCodes-1, or its display differs.", static (a, _) =>
            If(a.Outcome["issue"] is { Exists: true } issue && !IsCode(issue["details"]["coding"]), a.Outcome["issue"]["details"], a.Outcome)),
        ("ACK-22", Itk3, "response.code, severity and issue type do not fit the code.", static (a, _) =>
            If(Known(a) is { } code && !(a.Header["response"]["code"].ValueEquals(code.Response) && a.Outcome["issue"]["severity"].ValueEquals(code.Severity)
                && code.IssueTypes.Any(type => a.Outcome["issue"]["code"].ValueEquals(type))), a.Outcome["issue"])),
        ("ACK-23", GpConnect, "A refusal says in diagnostics what was wrong (GPCM-SD-074).", static (a, _) =>
            If(Known(a) is { Positive: false, Business: false } && !a.Outcome["issue"]["diagnostics"].HasValue, a.Outcome["issue"])),
        ("ACK-24", Itk3, "The patient can be recognised in an acknowledgement (FHIR-BA-02).", static (a, o) => PatientWords.In(a.Bundle, o.Patient)),
    ];

    /// <summary>Ids with source and text, in order.</summary>
    internal static IEnumerable<(string Id, string Source, string Text)> Rules =>
        [(Unreadable.Id, Itk3, Unreadable.Text), (Structure.Id, Itk3, Structure.Text), .. _table.Select(r => (r.Id, r.Source, r.Text))];

    private static readonly (string Id, string Text) Unreadable = ("ACK-00", "It cannot be read.");
    private static readonly (string Id, string Text) Structure = ("ACK-99", "It breaks the base definitions of FHIR STU3.");

    /// <summary>Everything that is wrong with an acknowledgement.</summary>
    internal static IReadOnlyList<AcknowledgementProblem> Check(Acknowledgement ack, AnsweredMessage original)
    {
        if (!ack.Bundle.Exists)
            return [new AcknowledgementProblem(Unreadable.Id, Itk3, Unreadable.Text, "")];
        var problems = new List<AcknowledgementProblem>();
        foreach (var (id, source, text, find) in _table)
            problems.AddRange(find(ack, original).Select(path => new AcknowledgementProblem(id, source, text, path)));
        problems.AddRange(ack.StructuralIssues().Select(issue => new AcknowledgementProblem(Structure.Id, Itk3, $"{Structure.Text} {issue.Id}: {issue.Text}", issue.Path)));
        return problems;
    }

    private static IEnumerable<string> If(bool broken, FhirElement place, FhirElement otherwise = default) => If(broken, Place(place, otherwise));

    private static IEnumerable<string> If(bool broken, string place) => broken ? [place] : [];

    private static string Place(FhirElement place, FhirElement otherwise) => place.Exists ? place.Path : otherwise.Exists ? otherwise.Path : Bundle;

    private static bool Is(FhirElement coding, string system, string code, string display) =>
        coding["system"].ValueEquals(system) && coding["code"].ValueEquals(code) && coding["display"].ValueEquals(display);

    private static bool IsRecipientType(FhirElement coding) =>
        coding["code"].Value is { } code && Itk3Wire.RecipientTypeDisplay(code) is { } display && Is(coding, Itk3Wire.RecipientTypes, code, display);

    private static bool IsCode(FhirElement coding) =>
        coding["code"].Value is { } code && ResponseCodes.All.GetValueOrDefault(code) is { } known && Is(coding, Itk3Wire.Codes, code, known.Display);

    private static ResponseCode? Known(Acknowledgement ack) => ack.Code is { } code ? ResponseCodes.All.GetValueOrDefault(code) : null;

    private static bool HasOds(FhirElement organisation, OdsCode ods) =>
        organisation.Elements("identifier").Any(i => (i["system"].ValueEquals(Itk3Wire.Organisations) || i["system"].ValueEquals(Itk3Wire.Sites)) && i["value"].ValueEquals(ods.ToWire()));

    private static IEnumerable<FhirElement> Organisations(Acknowledgement ack) =>
        ack.Bundle.Elements("entry").Select(e => e["resource"]).Where(r => r.TypeName == "Organization");
}
