using Plexus.Engine.Queries;

namespace Plexus.Web.Console.Parts;

/// <summary>How a message is called in lists and headings.</summary>
internal static class MessageWords
{
    /// <summary>Its own title, else what it is, else its workflow. May name the patient: never part of an address or a page's title.</summary>
    public static string Title(ExchangeSummary message)
    {
        if (message.Label is { } label && message.Direction == "out")
            return label == "document" && !message.Title.IsEmpty ? message.Title.Reveal() : char.IsAsciiDigit(label[0]) ? $"Acknowledgement {label}" : char.ToUpperInvariant(label[0]) + label[1..];
        if (!message.Title.IsEmpty)
            return message.Title.Reveal();
        return !message.Subject.IsEmpty ? message.Subject.Reveal() : message.Workflow ?? "Message without a workflow";
    }

    /// <summary>1 234 567 bytes as people read them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} bytes",
        < 1024 * 1024 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} kB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
    };
}
