using System.Text.Json.Serialization;
using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>What is remembered of a received document while people and systems decide about it. The message itself stays in the journal.</summary>
internal sealed record ReceivedDocument
{
    public required ExchangeId Exchange { get; init; }

    /// <summary>Folder of the standard whose payload it is.</summary>
    public required string Standard { get; init; }

    public required string Event { get; init; }

    /// <summary>Keys the document is known by; the first claims it.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    [JsonIgnore]
    public string? DocumentId => Keys is [var first, ..] ? first : null;

    /// <summary>The key of the document it replaces; null when it replaces none.</summary>
    public string? Replaces { get; init; }

    public required string HeaderId { get; init; }

    /// <summary>The subject line of the message (GPCM-SD-092: shown in the task list).</summary>
    public required string Subject { get; init; }

    public required string Title { get; init; }

    public string? Version { get; init; }

    public required string TypeCode { get; init; }

    public required string TypeText { get; init; }

    /// <summary>The Composition's date as written.</summary>
    public required string Date { get; init; }

    public required string SenderOds { get; init; }

    public required string SenderName { get; init; }

    public required string Author { get; init; }

    public required RecipientType Recipient { get; init; }

    public required ItkPatient Patient { get; init; }

    public required IReadOnlyList<ReceivedAttachment> Attachments { get; init; }
}

/// <param name="ContentType">The registered MIME type.</param>
/// <param name="Size">Decoded bytes.</param>
internal sealed record ReceivedAttachment(string ContentType, long Size, string? Title);
