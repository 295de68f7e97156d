using System.Data.Common;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>Reads an arrived message back from the journal.</summary>
internal sealed class MessageLoader(EngineCore core)
{
    private const int HeadLength = 64 * 1024;

    private static readonly Sql Select = new(
        "SELECT organisation, channel, endpoint, transport_id, counterparty, workflow, local_id, content_type, size, sha256, sensitive, trace, conversation FROM exchange WHERE id = $1");

    /// <summary>The envelope without bytes, and the exchange's trace and conversation.</summary>
    /// <exception cref="StorageException">The exchange is not in the journal.</exception>
    internal (InboundMessage Message, string Trace, string? Conversation) Envelope(string exchange) =>
        core.Database.Read(rows => rows.First(Select, row => ((InboundMessage, string, string?)?)(Read(row, exchange), row.GetString(11), row.Text(12)), exchange))
        ?? throw new StorageException("A stimulus speaks of an exchange that is not in the journal.");

    /// <summary>The message with its bytes up to a limit; above it, only its head.</summary>
    internal async Task<InboundMessage> LoadAsync(InboundMessage envelope, long limit, CancellationToken cancellation)
    {
        if (envelope.Size > limit)
            return envelope with { SizeLimit = limit, Payload = default, AboveLimit = true, Head = await core.Payloads.ReadAsync(envelope.Exchange.ToString(), HeadLength, cancellation) };
        if (!envelope.Payload.IsEmpty || envelope.Size == 0)
            return envelope.SizeLimit == limit ? envelope : envelope with { SizeLimit = limit };
        return envelope with { SizeLimit = limit, AboveLimit = false, Head = default, Payload = await core.Payloads.ReadAsync(envelope.Exchange.ToString(), int.MaxValue, cancellation) };
    }

    private InboundMessage Read(DbDataReader row, string exchange)
    {
        var sensitive = row.Bytes(10) is { } bytes ? JournalJson.Open<ExchangeSensitive>(core.Keys, bytes, ExchangeSensitive.Place(exchange)) : new ExchangeSensitive();
        return new InboundMessage
        {
            Exchange = ExchangeId.Parse(exchange),
            Organisation = OdsCode.Parse(row.GetString(0)),
            Channel = row.GetString(1),
            Endpoint = row.GetString(2),
            TransportId = row.GetString(3),
            From = row.Text(4) ?? "",
            Workflow = row.Text(5) is { } workflow ? WorkflowId.Parse(workflow) : null,
            Subject = sensitive.Subject,
            LocalId = row.Text(6),
            FileName = sensitive.FileName,
            ContentType = row.Text(7),
            Size = row.GetInt64(8),
            Sha256 = row.GetString(9),
            Payload = default,
        };
    }
}
