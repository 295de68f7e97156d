using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>A file that travels with a letter.</summary>
/// <param name="Title">What it is.</param>
/// <param name="MimeType">Type as the guide's table writes it.</param>
/// <param name="Content">The file.</param>
internal sealed record LetterFile(string Title, string MimeType, byte[] Content);

/// <summary>The ids of one letter.</summary>
internal sealed record LetterIds
{
    /// <summary>Running number of the letter.</summary>
    internal required int Number { get; init; }
    internal required string Message { get; init; }
    internal required string Header { get; init; }

    /// <summary>Of the document: the payload's identifier and the Composition's alike, so that "the earlier document" means one thing.</summary>
    internal required string Document { get; init; }

    /// <summary>Makes ids of further parts.</summary>
    internal required Func<string, string> Part { get; init; }

    internal static LetterIds Of(Uuids uuids, int number) => new()
    {
        Number = number,
        Message = uuids.Of(number, "message"),
        Header = uuids.Of(number, "header"),
        Document = uuids.Of(number, "document"),
        Part = part => uuids.Of(number, part),
    };
}

/// <summary>What a letter says, before it is a message.</summary>
internal sealed record Letter
{
    internal required LetterIds Ids { get; init; }
    internal required DateTimeOffset At { get; init; }
    internal required Organisation Sender { get; init; }
    internal required MeshMailboxId SenderMailbox { get; init; }

    /// <summary>The patient as the letter writes them; the truth may differ.</summary>
    internal required Person Patient { get; init; }
    internal required HandlingKeys Keys { get; init; }
    internal string Event { get; init; } = Itk3Wire.SendDocumentEvent;
    internal required string Title { get; init; }
    internal required (string Code, string Display) Type { get; init; }
    internal (string Code, string Display) CareSetting { get; init; } = ("310080006", "Pharmacy service");
    internal required string Author { get; init; }
    internal required string Summary { get; init; }

    /// <summary>Headings with a paragraph each.</summary>
    internal IReadOnlyList<(string Heading, string Text)> Sections { get; init; } = [];

    /// <summary>The first is the primary one.</summary>
    internal IReadOnlyList<LetterFile> Files { get; init; } = [];

    /// <summary>Counts from 1.</summary>
    internal int Version { get; init; } = 1;

    /// <summary>Document id of the letter this one replaces.</summary>
    internal string? Replaces { get; init; }

    internal string Confidentiality { get; init; } = "N";

    /// <summary>Organisation named as the header's receiver; none with look-up routing.</summary>
    internal OdsCode? Receiver { get; init; }

    /// <summary>Changes the header after it was written.</summary>
    internal Action<ResourceBuilder>? SpoilHeader { get; init; }

    /// <summary>Changes the header's sender after it was written.</summary>
    internal Action<ResourceBuilder>? SpoilSender { get; init; }

    /// <summary>Changes the patient after it was written.</summary>
    internal Action<ResourceBuilder>? SpoilPatient { get; init; }

    /// <summary>Changes the composition after it was written.</summary>
    internal Action<ResourceBuilder>? SpoilComposition { get; init; }

    /// <summary>Changes the payload bundle before its entries go in.</summary>
    internal Action<ResourceBuilder>? SpoilDocument { get; init; }

    /// <summary>Leaves the composition out of the payload.</summary>
    internal bool WithoutComposition { get; init; }
}
