using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>A conversation as a reaction finds it.</summary>
/// <param name="Version">0 when it has no row yet.</param>
/// <param name="Exchange">The message that started it; null when a command did.</param>
/// <param name="Trace">The trace its spans and sends belong to.</param>
internal sealed record ConversationRow(string Id, string Organisation, string Protocol, string Standard, string Role, string Status, byte[]? State, long Version, string? Exchange, string Trace)
{
    private static readonly Sql Select = new("SELECT id, organisation, protocol, standard, role, status, state, version, exchange, trace FROM conversation WHERE id = $1");

    internal bool IsNew => Version == 0;

    internal ConversationId ConversationId => ConversationId.Parse(Id);

    internal static string Place(string id) => "conversation/" + id;

    internal static ConversationRow? Find(Session rows, string id) => rows.First(
        Select,
        row => new ConversationRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.Bytes(6), row.GetInt64(7), row.Text(8), row.GetString(9)),
        id);

    internal static ConversationRow New(string id, string organisation, string protocol, CapabilityFact capability, string? exchange, string trace) =>
        new(id, organisation, protocol, capability.Standard, capability.Role, ConversationStates.Open, null, 0, exchange, trace);
}
