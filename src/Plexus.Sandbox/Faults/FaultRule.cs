namespace Plexus.Sandbox;

/// <summary>When the connection is cut.</summary>
public enum FaultDrop
{
    None,

    /// <summary>Before the service saw the request: nothing happened.</summary>
    Before,

    /// <summary>After the service did its work: the answer is lost and the client cannot know.</summary>
    After,
}

/// <summary>What goes wrong, where and how often. What is not set does not happen.</summary>
public sealed record FaultRule
{
    /// <summary>Given by the sandbox.</summary>
    public int Id { get; init; }

    /// <summary>Service, e.g. <c>mesh</c>; <c>*</c> for all.</summary>
    public string Service { get; init; } = "*";

    /// <summary>Operation of the service, e.g. <c>send</c>; <c>*</c> for all.</summary>
    public string Operation { get; init; } = "*";

    /// <summary>How many requests are hit before the rule is used up; null for no end.</summary>
    public int? Count { get; init; }

    /// <summary>Share of matching requests that are hit, 0 to 1, drawn from the sandbox's seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Answer with this HTTP status instead of asking the service.</summary>
    public int? Status { get; init; }

    /// <summary>Body of that answer, as text.</summary>
    public string? Body { get; init; }

    /// <summary>Value of a Retry-After header on that answer, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Wait first, in milliseconds of the wall clock.</summary>
    public int DelayMs { get; init; }

    /// <summary>Cut the connection.</summary>
    public FaultDrop Drop { get; init; }

    /// <summary>Flip a bit in the answer's body.</summary>
    public bool Corrupt { get; init; }

    /// <summary>Do the work twice where a service supports it; MESH send delivers a second copy under a new id.</summary>
    public bool Duplicate { get; init; }

    /// <summary>How many requests the rule has hit.</summary>
    public int Hits { get; init; }
}

/// <summary>The fault that hit a request, for services that act on it.</summary>
public sealed record InjectedFault(FaultRule Rule)
{
    /// <summary>The work is to be done twice.</summary>
    public bool Duplicate => Rule.Duplicate;
}
