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

    /// <summary>Whether the index of the organisation is kept elsewhere: it answers about an NHS number and lists nobody.</summary>
    public bool IsElsewhere(OdsCode organisation) => IndexOf(organisation).Kind != PatientIndexKind.Embedded;

    /// <summary>The patient of the organisation whom its index knows by the NHS number, present or superseded; null when it knows nobody.</summary>
    /// <exception cref="PatientIndexException">An index elsewhere does not answer now.</exception>
    public async Task<ChosenPatient?> FindAsync(OdsCode organisation, NhsNumber number, CancellationToken cancellation)
    {
        if (!IsElsewhere(organisation))
            return index.Find(organisation, number) is { } patient ? new ChosenPatient(patient.LocalId, patient.NhsNumber) : null;
        var answer = await AskAsync(organisation, new PatientQuestion(number, default, default, null, null, default), cancellation).ConfigureAwait(false);
        return answer is PatientAnswer { Standing: not PatientStanding.NotKnown } known ? new ChosenPatient(known.LocalId, number) : null;
    }

    private PatientIndexEntry IndexOf(OdsCode organisation) =>
        configuration.Configuration.Organisation(organisation)?.PatientIndex ?? new PatientIndexEntry(PatientIndexKind.Embedded);
}
