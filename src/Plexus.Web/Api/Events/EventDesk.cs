using Plexus.Engine;
using Plexus.Engine.Events;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Events;

/// <summary>Events for suppliers' systems: those that are fetched and those that are delivered.</summary>
internal sealed class EventDesk(EngineCore core)
{
    public const int MostEvents = 1000;

    private readonly EventLog _log = new(core);
    private readonly DeliveryLog _deliveries = new(core);

    /// <exception cref="ApiRefusal">The organisation is not configured here, or the cursor is negative.</exception>
    public EventPage ReadAfter(OdsCode organisation, long cursor, int limit)
    {
        if (core.Directory.Current.Organisation(organisation) is null)
            throw new ApiRefusal(422, "unknown-organisation", "The organisation is not configured here.");
        return cursor < 0 ? throw ApiRefusal.Invalid("cursor", "A cursor is 0 or what an earlier page gave.") : _log.ReadAfter(organisation, cursor, Math.Clamp(limit, 1, MostEvents));
    }

    public IReadOnlyList<DeliveryView> Deliveries(OdsCode? organisation, string? state, long? before, int limit) =>
        _deliveries.List(organisation?.ToWire(), state, before, limit);

    /// <exception cref="ApiRefusal">There is no such delivery or it is queued already.</exception>
    public async Task ReplayAsync(long delivery, Actor by, CancellationToken cancellation)
    {
        if (!await _deliveries.ReplayAsync(delivery, by.Name, cancellation))
            throw new ApiRefusal(409, "wrong-state", "There is no such delivery, or it is queued already.");
    }
}
