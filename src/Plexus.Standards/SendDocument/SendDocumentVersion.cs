using Plexus.Primitives;

namespace Plexus.Standards.SendDocument;

/// <summary>One version of the guide: what differs is a row.</summary>
/// <param name="Name">As options and requests name it.</param>
/// <param name="LocalExtension">Handling key; the v1 guide and its example disagree (<c>-ConsultationReport</c>, <c>-ConsultationSummary</c>).</param>
/// <param name="FixedTitle">GPCM-SD-118.</param>
/// <param name="DemandsAcknowledgements">GPCM-SD-040, GPCM-SD-041.</param>
/// <param name="DemandsSdsUserId">GPCM-SD-032.</param>
internal sealed record SendDocumentVersion(string Name, WorkflowId Workflow, string LocalExtension, string? FixedTitle, bool DemandsAcknowledgements, bool DemandsSdsUserId)
{
    internal static readonly SendDocumentVersion V1 = new("v1", WorkflowId.Parse("GPFED_CONSULT_REPORT"), "SendDocument-ConsultationReport", "Consultation report", true, true);

    internal static readonly SendDocumentVersion V2 = new("v2", WorkflowId.Parse("GPCONNECT_SEND_DOCUMENT"), Itk3.Itk3Wire.Unused, null, false, false);

    internal static readonly IReadOnlyList<SendDocumentVersion> All = [V1, V2];

    internal static SendDocumentVersion? Find(string? name) => All.FirstOrDefault(version => version.Name == name);

    /// <summary>The subject line: GPCM-SD-064 for v1, the 2.0 guide's pattern for v2. It names the patient.</summary>
    internal string Subject(string title, string patient, NhsNumber number, string practice, OdsCode ods, int version) => this == V1
        ? $"Consultation report for {patient} , NHS Number {number.ToDigits()}, seen at {practice}, ODS Code {ods.ToWire()}"
        : $"{title} for {patient}, NHS Number: {number.ToDigits()}, seen at {practice}, ODS code: {ods.ToWire()}, version {version}";

    /// <summary>The Composition's summary when the request brings none (GPCM-SD-119).</summary>
    internal string Summary(string subject, int version) => this == V1 ? $"{subject}, Version {version}" : subject;
}
