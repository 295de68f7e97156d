using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>A message the partner has read, with the places its rules look at. Places that are not there are nothing.</summary>
internal sealed class IncomingMessage
{
    private const int LongestReference = 255;

    internal IncomingMessage(FhirReadResult read, string workflow, long length)
    {
        Read = read;
        Workflow = workflow;
        Length = length;
        Bundle = read.Document?.Root ?? default;
        var first = Bundle["entry"];
        if (first["resource"] is { TypeName: "MessageHeader" } header)
            Header = header;
        FirstEntry = first;
        Handling = Header.Extension(Itk3Wire.Handling);
        Payload = Header["focus"].Target(Bundle);
        Composition = Payload["entry"]["resource"] is { TypeName: "Composition" } composition ? composition : default;
        Patient = Composition["subject"].Target(Payload) is { TypeName: "Patient" } patient ? patient
            : Payload.Elements("entry").Select(e => e["resource"]).FirstOrDefault(r => r.TypeName == "Patient");
    }

    internal FhirReadResult Read { get; }

    internal string Workflow { get; }

    /// <summary>Bytes as they came.</summary>
    internal long Length { get; }

    internal FhirElement Bundle { get; }

    internal FhirElement FirstEntry { get; }

    internal FhirElement Header { get; }

    internal FhirElement Handling { get; }

    /// <summary>What focus points at.</summary>
    internal FhirElement Payload { get; }

    internal FhirElement Composition { get; }

    internal FhirElement Patient { get; }

    internal string? Event => Header["event"]["code"].Value;

    /// <summary>The header's id, or that of its fullUrl.</summary>
    internal string? HeaderId =>
        Header["id"].Value ?? (Header.Exists && FirstEntry["fullUrl"].Value is { } url && url.StartsWith("urn:uuid:", StringComparison.Ordinal) ? url["urn:uuid:".Length..] : null);

    internal string? DocumentId => Payload["identifier"]["value"].Value;

    /// <summary>Document id of what this one replaces.</summary>
    internal string? Replaces => Composition.Elements("relatesTo").FirstOrDefault(r => r["code"].ValueEquals("replaces"))["targetIdentifier"]["value"].Value;

    /// <summary>Null when there is none that an answer could carry.</summary>
    internal string? SenderReference => Key(Itk3Wire.Key.SenderReference)["valueString"].Value is { Length: > 0 and <= LongestReference } text ? text : null;

    /// <summary>Null when it cannot be determined.</summary>
    internal bool? InfAck => Key(Itk3Wire.Key.InfAck)["valueBoolean"].BooleanValue;

    internal bool? BusAck => Key(Itk3Wire.Key.BusAck)["valueBoolean"].BooleanValue;

    /// <summary>Documents begin with a Composition; other payloads are any Bundle.</summary>
    internal bool IsDocument => Event is { } code && (code == Itk3Wire.SendDocumentEvent || code.EndsWith('D'));

    internal FhirElement Key(string url) => Handling.Extension(url);
}

/// <summary>Why the partner refuses a message.</summary>
/// <param name="Code">Code of ITK-ResponseCodes-1.</param>
/// <param name="IssueType">Kind of issue, one that the code allows.</param>
/// <param name="Text">What is wrong; never a value of the message.</param>
/// <param name="Place">Where.</param>
internal sealed record Refusal(string Code, string IssueType, string Text, FhirElement Place)
{
    internal string? Path { get; init; }

    internal string Diagnostics => (Path ?? Place.Path) is { Length: > 0 } path ? $"{Text} ({path})" : Text;
}
