using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>An acknowledgement as it came: what can be read of it, however wrong the rest may be.</summary>
internal sealed class Acknowledgement
{
    private static readonly BaseValidator _validator = new();

    private Acknowledgement(FhirReadResult read)
    {
        Read = read;
        Bundle = read.Document?.Root ?? default;
        foreach (var entry in Bundle.Elements("entry"))
        {
            if (entry["resource"] is not { Exists: true, TypeName: "MessageHeader" } header)
                continue;
            Header = header;
            HeaderEntry = entry;
            break;
        }
        Handling = Header.Extension(Itk3Wire.Handling);
        Outcome = Header["response"]["details"].Target(Bundle);
    }

    internal FhirReadResult Read { get; }

    internal FhirElement Bundle { get; }

    internal FhirElement HeaderEntry { get; }

    internal FhirElement Header { get; }

    internal FhirElement Handling { get; }

    /// <summary>The OperationOutcome that response.details points at.</summary>
    internal FhirElement Outcome { get; }

    /// <summary>Header id of the message it answers.</summary>
    internal string? Answers => Header["response"]["identifier"].Value;

    internal string? Code => Outcome["issue"]["details"]["coding"]["code"].Value;

    internal string? HeaderId => Header["id"].Value;

    internal string? SenderReference => Key(Itk3Wire.Key.SenderReference)["valueString"].Value;

    internal bool AsksInfAck => Key(Itk3Wire.Key.InfAck)["valueBoolean"].BooleanValue == true;

    internal FhirElement Key(string url) => Handling.Extension(url);

    internal static Acknowledgement Parse(ReadOnlyMemory<byte> bytes) => new(FhirXml.Read(bytes, FhirVersion.Stu3, FhirReaderOptions.Strict));

    /// <summary>Errors of reading and of the base definitions.</summary>
    internal IEnumerable<FhirIssue> StructuralIssues() =>
        (Bundle.Exists ? Read.Issues.Concat(_validator.Validate(Bundle)) : Read.Issues).Where(issue => issue.Severity <= FhirSeverity.Error);
}
