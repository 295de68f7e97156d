using System.Runtime.InteropServices;
using System.Xml;
using Plexus.Contracts;

namespace Plexus.Standards.Itk3;

/// <summary>What the beginning of a message says about its header, read without building a document.</summary>
/// <remarks>For messages that are too large to load or cannot be read to their end, and to correlate answers: the sender still gets an answer it can place.</remarks>
internal sealed class HeaderPeek
{
    internal const int Window = 64 * 1024;

    private const string Fhir = "http://hl7.org/fhir";

    internal string? HeaderId { get; private set; }

    internal bool? Infrastructure { get; private set; }

    internal bool? Business { get; private set; }

    internal string? SenderReference { get; private set; }

    internal string? Event { get; private set; }

    /// <summary><c>MessageHeader.response.identifier</c>: what the message answers.</summary>
    internal string? ResponseIdentifier { get; private set; }

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    internal static HeaderPeek Read(InboundMessage message) => Read(message.Head.IsEmpty ? message.Payload : message.Head);

    /// <summary>Never throws: what cannot be read stays unknown.</summary>
    internal static HeaderPeek Read(ReadOnlyMemory<byte> bytes)
    {
        var peek = new HeaderPeek();
        var window = bytes.Length > Window ? bytes[..Window] : bytes;
        using var stream = Open(window);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            MaxCharactersInDocument = Window,
        });
        try
        {
            peek.FindHeader(reader);
        }
        catch (XmlException)
        {
            // The window may end in the middle of an element, and an unreadable message is the very case: what came before it counts.
        }

        return peek;
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    private void FindHeader(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "MessageHeader" && reader.NamespaceURI == Fhir)
            {
                ReadHeader(reader, reader.Depth);
                return;
            }
        }
    }

    private void ReadHeader(XmlReader reader, int depth)
    {
        var section = "";
        var key = "";
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;

            if (reader.Depth == depth + 1)
            {
                section = reader.LocalName;
                if (section == "id")
                    HeaderId = Text(reader);
            }
            else if (section == "extension")
            {
                key = reader.LocalName == "extension" ? reader.GetAttribute("url") ?? "" : key;
                Handling(key, reader);
            }
            else if (reader.Depth == depth + 2)
            {
                Coded(section, reader);
            }
        }
    }

    private void Handling(string key, XmlReader reader)
    {
        switch (key, reader.LocalName)
        {
            case (Itk3Wire.InfAckRequested, "valueBoolean"):
                Infrastructure = Boolean(reader);
                break;
            case (Itk3Wire.BusAckRequested, "valueBoolean"):
                Business = Boolean(reader);
                break;
            case (Itk3Wire.SenderReferenceKey, "valueString") when Text(reader) is { Length: <= Itk3Wire.MaxSenderReference } reference:
                SenderReference = reference;
                break;
        }
    }

    private void Coded(string section, XmlReader reader)
    {
        switch (section, reader.LocalName)
        {
            case ("event", "code"):
                Event = Text(reader);
                break;
            case ("response", "identifier"):
                ResponseIdentifier = Text(reader);
                break;
        }
    }

    private static string? Text(XmlReader reader) => reader.GetAttribute("value") is { Length: > 0 } text ? text : null;

    private static bool? Boolean(XmlReader reader) => reader.GetAttribute("value") switch { "true" => true, "false" => false, _ => null };
}
