using Plexus.Engine;
using Plexus.Primitives;
using Plexus.Storage.Audit;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Operations;

/// <summary>Notes in the audit that somebody looked at what is about a patient.</summary>
internal sealed class AccessAudit(EngineCore core)
{
    /// <param name="what">Such as <c>document read</c>.</param>
    /// <param name="subject">Such as <c>exchange/ID</c>.</param>
    public Task NoteAsync(OdsCode organisation, Actor by, string what, string subject, NhsNumber? patient, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session => session.Audit(new AuditEntry(organisation.ToWire(), by.Name, what, subject, PatientIndex: patient is { } number ? core.Keys.IndexOf(number) : null)),
            cancellation: cancellation);
}
