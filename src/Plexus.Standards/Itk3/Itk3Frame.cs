using System.Runtime.CompilerServices;
using Plexus.Contracts;
using Plexus.Fhir;

namespace Plexus.Standards.Itk3;

/// <summary>An ITK3 message opened: its header, its handling keys and its payload, with whatever is wrong about the header.</summary>
/// <remarks>ITK-Message-Bundle-1, ITK-MessageHeader-2. Reading never throws; a message that is no readable Bundle has <see cref="Unreadable"/>.</remarks>
internal sealed class Itk3Frame
{
    private static readonly ConditionalWeakTable<InboundMessage, Itk3Frame> Opened = [];

    // What is wrong is judged by StructureRules, so everything that can be read is. The size was bounded before: the organisation's limit decides, not the reader's.
    private static readonly FhirReaderOptions Reading = FhirReaderOptions.Lenient with { MaxDocumentBytes = LargestDocument, MaxBase64Bytes = LargestDocument };

    private const int LargestDocument = 1_000_000_000;

    private Itk3Frame()
    {
    }

    /// <summary>Set when there is no document to speak of: 10009.</summary>
    internal Itk3Problem? Unreadable { get; private init; }

    internal FhirDocument? Document { get; private init; }

    internal IReadOnlyList<FhirIssue> Issues { get; private init; } = [];

    internal FhirElement Bundle { get; private init; }

    /// <summary>The first entry's MessageHeader; nothing when the first entry is something else.</summary>
    internal FhirElement Header { get; private init; }

    internal HandlingKeys Keys { get; private init; } = new();

    /// <summary>The header's id, or the UUID of its fullUrl; null when neither can be read.</summary>
    internal string? HeaderId { get; private init; }

    internal string? Event { get; private init; }

    /// <summary>The resources beside the header: its sender, its receiver, the payload.</summary>
    internal BundleIndex Index { get; private init; } = BundleIndex.Of(default);

    internal FhirElement Sender { get; private init; }

    internal FhirElement Receiver { get; private init; }

    /// <summary>The Bundle that the header's focus points at; nothing when it points at none.</summary>
    internal FhirElement Payload { get; private init; }

    internal bool IsResponse => Event == MessageEvents.Response || Header["response"].Exists;

    /// <summary>ODS code of the sending organisation, as written; null when the sender is a person or names none.</summary>
    internal string? SenderOds => OdsOf(Sender);

    /// <summary>Opens a message once, however often its reaction is run: the document is immutable and is dropped with the message.</summary>
    internal static Itk3Frame Of(InboundMessage message) => Opened.GetValue(message, static m => Read(m.Payload));

    internal static Itk3Frame Read(ReadOnlyMemory<byte> bytes)
    {
        var result = FhirXml.Read(bytes, FhirVersion.Stu3, Reading);
        if (result.IsFatal || result.Document is not { } document)
            return new Itk3Frame { Unreadable = WhyUnreadable(result), Issues = result.Issues };
        if (document.Root.TypeName != "Bundle")
            return new Itk3Frame { Unreadable = new(ResponseCodes.Unreadable, "", "The root element is not a FHIR Bundle."), Issues = result.Issues };

        return Open(document, result.Issues);
    }

    /// <summary>Opens a document read elsewhere.</summary>
    internal static Itk3Frame Open(FhirDocument document) => Open(document, []);

    /// <summary>The ODS code of an Organization's first organisation or site identifier.</summary>
    internal static string? OdsOf(FhirElement organisation)
    {
        if (organisation.TypeName != "Organization")
            return null;
        foreach (var identifier in organisation.Elements("identifier"))
        {
            var system = identifier["system"];
            if (system.ValueEquals(Itk3Wire.OdsOrganisationSystem) || system.ValueEquals(Itk3Wire.OdsSiteSystem))
                return identifier["value"].Value?.Trim();
        }

        return null;
    }

    private static Itk3Frame Open(FhirDocument document, IReadOnlyList<FhirIssue> issues)
    {
        var bundle = document.Root;
        var first = bundle["entry"];
        var header = first["resource"].TypeName == "MessageHeader" ? first["resource"] : default;
        var index = BundleIndex.Of(bundle);
        var payload = index.Resolve(header["focus"]);
        return new Itk3Frame
        {
            Document = document,
            Issues = issues,
            Bundle = bundle,
            Header = header,
            Keys = HandlingKeys.Read(header),
            HeaderId = header.Exists ? IdOf(header, first["fullUrl"]) : null,
            Event = header["event"]["code"].Value,
            Index = index,
            Sender = index.Resolve(header["sender"]),
            Receiver = index.Resolve(header["receiver"]),
            Payload = payload.TypeName == "Bundle" ? payload : default,
        };
    }

    private static string? IdOf(FhirElement header, FhirElement fullUrl)
    {
        if (header["id"].Value is { Length: > 0 } id)
            return id.Trim();
        return fullUrl.Value is { } url && Itk3Id.Normalise(url) is var bare && Itk3Id.IsUuid(bare) ? bare : null;
    }

    private static Itk3Problem WhyUnreadable(FhirReadResult result)
    {
        foreach (var issue in result.Issues)
        {
            if (issue.Severity == FhirSeverity.Fatal)
                return new(ResponseCodes.Unreadable, "", $"The message cannot be read as FHIR STU3 XML: {issue.Id} at line {issue.Line}, column {issue.Column}.");
        }

        return new(ResponseCodes.Unreadable, "", "The message cannot be read as FHIR STU3 XML.");
    }
}
