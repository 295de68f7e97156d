using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>What a case puts on the wire, and what is known about it for checking the answers.</summary>
internal sealed record Outgoing
{
    internal required int Number { get; init; }
    internal required string Case { get; init; }
    internal required string Workflow { get; init; }

    /// <summary>A mailbox or a patient's address.</summary>
    internal required string To { get; init; }
    internal required byte[] Bytes { get; init; }

    /// <summary>Bytes of a chunk; 0 for one chunk.</summary>
    internal int ChunkBytes { get; init; }
    internal MeshDetails Details { get; init; } = new();
    internal required Expectation Expects { get; init; }

    /// <summary>Null when the bytes hold none.</summary>
    internal string? HeaderId { get; init; }
    internal string? DocumentId { get; init; }
    internal string SenderReference { get; init; } = Itk3Wire.None;

    /// <summary>The message may be beyond reading, so the answer need not know its header id nor its sender reference.</summary>
    internal bool BeyondReading { get; init; }

    /// <summary>Whose words may not turn up in an answer.</summary>
    internal Person? Patient { get; init; }

    /// <summary>Kept where a later case repeats or replaces it.</summary>
    internal Letter? Letter { get; init; }

    /// <summary>A REPORT to put into the recipient's mailbox instead of a message.</summary>
    internal string? ReportAbout { get; init; }
    internal string ReportCode { get; init; } = "";
}

/// <summary>Which codes should come back, in order; each place may allow several.</summary>
/// <param name="Codes">Alternatives place by place; empty when nothing may come.</param>
/// <param name="WaitsFor">What must happen before the last one comes: a person's decision, or time on the business clock.</param>
internal sealed record Expectation(IReadOnlyList<IReadOnlyList<string>> Codes, string? WaitsFor)
{
    /// <summary>Reads <c>20013 30001|30002</c>: places by spaces, alternatives by bars.</summary>
    internal static Expectation Of(string codes, string? waitsFor = null) =>
        new([.. codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(place => place.Split('|'))], waitsFor);

    internal string Text => string.Join(' ', Codes.Select(place => string.Join('|', place)));
}

/// <summary>What somebody asked to be sent.</summary>
/// <param name="Case">Name of a row of <see cref="SendCases"/>.</param>
/// <param name="To">Recipient mailbox; the default practice's when absent.</param>
/// <param name="From">Sender mailbox; the case's own when absent.</param>
/// <param name="Count">How many times.</param>
/// <param name="Routed">Address the patient, so that MESH finds the practice.</param>
/// <param name="About">For an acknowledgement the header id it answers; for a report the MESH message id. The recipient's latest message when absent.</param>
/// <param name="Code">For an acknowledgement its code; for a report the MESH code.</param>
public sealed record SendRequest(
    string Case,
    MeshMailboxId? To = null,
    MeshMailboxId? From = null,
    int Count = 1,
    bool Routed = false,
    string? About = null,
    string? Code = null);
