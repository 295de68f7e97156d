using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Reacting;

/// <summary>A message that nobody takes: parked, with an alert.</summary>
internal sealed class UnroutableArrival(EngineCore core, StimulusRow row) : IReactionUnit
{
    public IReadOnlyCollection<long> Locks => [];

    public string Organisation => row.Organisation;

    public void Write(WriteSession session)
    {
        StimulusRows.Finish(session, row.Id, core.Node);
        session.Post(SettingAside.ParkExchange, row.Exchange, ParkReasons.Unroutable, JournalJson.Name(Outcome.Unroutable));
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, null, "parked", JournalJson.Text(new { reason = ParkReasons.Unroutable })));
        session.Audit(new AuditEntry(row.Organisation, "engine", "parked", "exchange/" + row.Exchange, ParkReasons.Unroutable));
        AlertRows.Add(session, IdSource.Derive(row.Id, "unroutable"), row.Organisation, "EXCHANGE-UNROUTABLE", "A message arrived whose workflow no capability of the organisation takes.", row.Exchange, null);
    }
}
