using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Events;
using Plexus.Engine.Waiting;
using Plexus.Primitives;

namespace Plexus.Engine.Patients;

/// <summary>Answers <see cref="PatientQuestion"/>: from the embedded index, or from the supplier's own, as the organisation is configured.</summary>
public sealed class PatientPort(PatientIndex index, HttpPatientIndex http, ConfigurationDirectory configuration) : IPort
{
    public Type QuestionType => typeof(PatientQuestion);

    public TimeSpan Spacing => TimeSpan.Zero;

    public Answer? Known(OdsCode organisation, Question question) =>
        IndexOf(organisation).Kind == PatientIndexKind.Embedded ? index.Answer(organisation, (PatientQuestion)question) : null;

    // Both only grow, and the configuration's does so seldom: the sum changes when either does.
    public long Version(OdsCode organisation) => index.Version(organisation) + configuration.Configuration.Version;

    /// <exception cref="PatientIndexException">Not now; the engine asks again until the deadline.</exception>
    public async Task<Answer> AskAsync(OdsCode organisation, Question question, CancellationToken cancellation)
    {
        var asked = (PatientQuestion)question;
        var entry = IndexOf(organisation);
        if (entry.Kind == PatientIndexKind.Embedded)
            return index.Answer(organisation, asked);
        var target = new WebhookTarget(entry.Url!, configuration.Configuration.SecretsOf(entry.SigningKey), entry.Timeout, entry.AllowInsecure);
        return await http.AskAsync(target, organisation, asked, cancellation).ConfigureAwait(false);
    }

    private PatientIndexEntry IndexOf(OdsCode organisation) =>
        configuration.Configuration.Organisation(organisation)?.PatientIndex ?? new PatientIndexEntry(PatientIndexKind.Embedded);
}
