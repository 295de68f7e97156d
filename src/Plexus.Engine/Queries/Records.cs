namespace Plexus.Engine.Queries;

// Rows as Dapper reads them: constructor-free, names as the columns' so that no mapping table is needed.
#pragma warning disable CA1707 // The underscores are the columns'.

internal sealed class ExchangeRecord
{
    public string Id { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string Direction { get; set; } = "";

    public string State { get; set; } = "";

    public string? Outcome { get; set; }

    public string? Code { get; set; }

    public string? Place { get; set; }

    public string Channel { get; set; } = "";

    public string Endpoint { get; set; } = "";

    public string? Counterparty { get; set; }

    public string? Transport_Id { get; set; }

    public string? Workflow { get; set; }

    public string? Conversation { get; set; }

    public string? Business_Id { get; set; }

    public string? Sender_Organisation { get; set; }

    public string? Label { get; set; }

    public string? Content_Type { get; set; }

    public long Size { get; set; }

    public string Sha256 { get; set; } = "";

    public byte[]? Sensitive { get; set; }

    public string? Reason { get; set; }

    public long At { get; set; }

    public long Business_At { get; set; }

    public long? Acked_At { get; set; }

    public long? Settled_At { get; set; }
}

internal sealed class EventRecord
{
    public long Seq { get; set; }

    public string Organisation { get; set; } = "";

    public string? Exchange { get; set; }

    public string? Conversation { get; set; }

    public long At { get; set; }

    public string Kind { get; set; } = "";

    public string? Detail { get; set; }
}

internal sealed class FindingRecord
{
    public string Severity { get; set; } = "";

    public string Code { get; set; } = "";

    public string Message { get; set; } = "";

    public string Path { get; set; } = "";

    public long Line { get; set; }

    public long Col { get; set; }
}

internal sealed class TaskRecord
{
    public string Id { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string Conversation { get; set; } = "";

    public string? Exchange { get; set; }

    public string Kind { get; set; } = "";

    public string Urgency { get; set; } = "";

    public string State { get; set; } = "";

    public byte[] Title { get; set; } = [];

    public byte[] Details { get; set; } = [];

    public string Decisions { get; set; } = "";

    public string? Decision { get; set; }

    public string? Taken_By { get; set; }

    public long? Due { get; set; }

    public long At { get; set; }

    public long? Closed_At { get; set; }
}

internal sealed class TaskEventRecord
{
    public long At { get; set; }

    public string Kind { get; set; } = "";

    public string Actor { get; set; } = "";

    public string? Detail { get; set; }

    public byte[]? Note { get; set; }
}

internal sealed class ConversationRecord
{
    public string Id { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string Protocol { get; set; } = "";

    public string Standard { get; set; } = "";

    public string Role { get; set; } = "";

    public string Status { get; set; } = "";

    public string? Result { get; set; }

    public byte[]? Sensitive { get; set; }

    public string? Exchange { get; set; }

    public long At { get; set; }

    public long Changed_At { get; set; }

    public long? Ended_At { get; set; }
}

internal sealed class AlertRecord
{
    public string Id { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string Code { get; set; } = "";

    public string Message { get; set; } = "";

    public string? Exchange { get; set; }

    public string? Conversation { get; set; }

    public long At { get; set; }

    public string? Seen_By { get; set; }

    public long? Seen_At { get; set; }
}

internal sealed class StimulusRecord
{
    public string Id { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string Kind { get; set; } = "";

    public string? Exchange { get; set; }

    public string? Conversation { get; set; }

    public long Attempts { get; set; }

    public string? Error { get; set; }

    public long At { get; set; }
}

internal sealed class CountRecord
{
    public string State { get; set; } = "";

    public long Count { get; set; }
}

internal sealed class WaitRecord
{
    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public long? Due { get; set; }
}
