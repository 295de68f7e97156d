using Plexus.Fhir;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>Takes a message through the checks in their order and stops at the first that fails.</summary>
/// <remarks>Order of the ITK3 guide's layers; between the handling keys and the payload it is inferred.</remarks>
internal sealed class Reception
{
    private static readonly BaseValidator _validator = new();
    private readonly Lock _gate = new();
    private readonly HashSet<(MeshMailboxId Mailbox, string From, string Header)> _headers = [];
    private readonly HashSet<(MeshMailboxId Mailbox, string Document)> _documents = [];

    internal static IncomingMessage Read(byte[] bytes, string workflow) =>
        new(FhirXml.Read(bytes, FhirVersion.Stu3, FhirReaderOptions.Strict), workflow, bytes.LongLength);

    /// <summary>Why the message is refused, or null. A refused message keeps no claim on its ids, so it may come again, mended.</summary>
    internal Refusal? Check(IncomingMessage message, MeshMessage carrier, long maxBytes)
    {
        var mailbox = carrier.Recipient!;
        var sender = carrier.Sender!.Id.ToWire();
        lock (_gate)
        {
            var refusal = Steps(message, mailbox, sender, maxBytes).FirstOrDefault();
            if (refusal is not null)
                return refusal;
            _headers.Add((mailbox.Id, sender, message.HeaderId!));
            if (message.DocumentId is { } document)
                _documents.Add((mailbox.Id, document));
            return null;
        }
    }

    internal void Forget()
    {
        lock (_gate)
        {
            _headers.Clear();
            _documents.Clear();
        }
    }

    private IEnumerable<Refusal> Steps(IncomingMessage message, Mailbox mailbox, string sender, long maxBytes)
    {
        if (!message.Bundle.Exists)
        {
            if (message.Length > FhirReaderOptions.Default.MaxDocumentBytes)
                yield return TooLarge(message);
            var fatal = message.Read.Issues[0];
            yield return new Refusal("10009", "processing", fatal.Text, default) { Path = $"line {fatal.Line}, column {fatal.Column}" };
        }
        if (message.Bundle.TypeName != "Bundle")
            yield return new Refusal("10009", "processing", "It is not a FHIR Bundle.", message.Bundle);
        foreach (var refusal in HeaderRules.Check(message))
            yield return refusal;
        var issues = Structure(message);
        foreach (var issue in issues.Where(i => !Within(i, message.Payload) && !Within(i, message.Handling)))
            yield return Of("20006", issue);
        foreach (var refusal in HandlingRules.Check(message))
            yield return refusal;
        foreach (var issue in issues.Where(i => Within(i, message.Handling)))
            yield return Of("10001", issue);
        if (_headers.Contains((mailbox.Id, sender, message.HeaderId!)))
            yield return new Refusal("20007", "duplicate", "This message was received before.", message.Header);
        if (IsForAnother(message, mailbox.Settings.OdsCode))
            yield return new Refusal("20002", "not-found", "The receiver is another organisation.", message.Header["receiver"]);
        if (message.Length > maxBytes)
            yield return TooLarge(message);
        foreach (var issue in issues.Where(i => Within(i, message.Payload)))
            yield return Of("20009", issue);
        foreach (var refusal in PayloadRules.Check(message))
            yield return refusal;
        if (message.DocumentId is { } document && _documents.Contains((mailbox.Id, document)))
            yield return new Refusal("20008", "duplicate", "This document was received before.", message.Payload["identifier"]);
        if (message.Replaces is { } earlier && !_documents.Contains((mailbox.Id, earlier)))
            yield return new Refusal("20014", "processing", "The document it replaces was never received.", message.Composition["relatesTo"]);
    }

    private static Refusal TooLarge(IncomingMessage message) => new("20015", "processing", "The message is larger than this receiver takes.", message.Bundle);

    private static FhirIssue[] Structure(IncomingMessage message) =>
        [.. message.Read.Issues.Concat(_validator.Validate(message.Bundle)).Where(i => i.Severity <= FhirSeverity.Error)];

    private static bool Within(FhirIssue issue, FhirElement place) =>
        place.Exists && issue.Path.StartsWith(place.Path, StringComparison.Ordinal)
        && (issue.Path.Length == place.Path.Length || issue.Path[place.Path.Length] is '.' or '[');

    private static Refusal Of(string code, FhirIssue issue)
    {
        var allowed = ResponseCodes.All[code].IssueTypes;
        return new Refusal(code, allowed.Contains(issue.Code) ? issue.Code : allowed[0], issue.Text, default) { Path = issue.Path };
    }

    private static bool IsForAnother(IncomingMessage message, OdsCode here) =>
        message.Header["receiver"].Target(message.Bundle) is { TypeName: "Organization" } receiver
        && !receiver.Elements("identifier").Any(i => i["value"].ValueEquals(here.ToWire()));
}
