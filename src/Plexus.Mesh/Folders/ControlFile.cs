using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Plexus.Primitives;

namespace Plexus.Mesh.Folders;

/// <summary>The <c>.ctl</c> file beside a <c>.dat</c>: what to do with the data, or what became of it.</summary>
/// <remarks>MESH client user guide, file interface: XML, root <c>DTSControl</c>. Elements not known here are kept as they are.</remarks>
internal sealed class ControlFile
{
    internal const string Extension = ".ctl";

    private const long MaxCharacters = 64 * 1024;

    private readonly XDocument _document;

    private ControlFile(XDocument document) => _document = document;

    internal string? this[string element] => _document.Root!.Element(element)?.Value.Trim() is { Length: > 0 } text ? text : null;

    internal static ControlFile Empty() => new(new XDocument(new XElement("DTSControl")));

    /// <summary>Reads a file.</summary>
    /// <exception cref="XmlException">Not a control file, with a DTD, or above 64 Ki characters.</exception>
    internal static ControlFile Read(string path)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters };
        using var reader = XmlReader.Create(path, settings);
        var document = XDocument.Load(reader);
        return document.Root?.Name == "DTSControl" ? new ControlFile(document) : throw new XmlException("The root is not DTSControl.");
    }

    /// <summary>The file for a message that came in.</summary>
    internal static ControlFile Of(MeshMessageInfo info)
    {
        var file = Empty();
        file.Set("Version", "1.0");
        file.Set("AddressType", "DTS");
        file.Set("MessageType", info.IsReport ? "Report" : "Data");
        file.Set("WorkflowId", info.Workflow?.ToWire());
        // An address that was not routed holds the patient's details.
        file.Set("To_DTS", info.To?.Mailbox?.ToWire());
        file.Set("From_DTS", info.From?.ToWire());
        file.Set("Subject", info.Subject?.ToWire());
        file.Set("LocalId", info.LocalId);
        file.Set("DTSId", (info.IsReport ? info.LinkedMessageId ?? info.Id : info.Id).ToWire());
        file.Set("PartnerId", info.PartnerId);
        file.Set("Compress", "N");
        file.Set("Encrypted", info.IsEncrypted ? "Y" : "N");
        file.Set("IsCompressed", info.IsCompressed ? "Y" : "N");
        file.Set("DataChecksum", info.Checksum);
        return file;
    }

    /// <summary>The message the file asks to send.</summary>
    /// <exception cref="FolderRefusalException">It cannot be sent as it is; the status is the national client's.</exception>
    internal MeshSend ToMessage(MeshMailboxId mailbox, MeshPayload payload, string localId)
    {
        if (this["From_DTS"] is { } from && (!MeshMailboxId.TryParse(from, out var sender) || sender != mailbox))
            throw new FolderRefusalException("SEND", "07", "From_DTS is not this mailbox.");
        if (!MexTo.TryParse(this["To_DTS"], null, out var to))
            throw new FolderRefusalException("SEND", "08", "To_DTS is missing or not an address.");
        if (!WorkflowId.TryParse(this["WorkflowId"], out var workflow))
            throw new FolderRefusalException("COLLECT", "01", "WorkflowId is missing or not readable.");
        MexSubject? subject = this["Subject"] is not { } text ? null
            : MexSubject.TryParse(text, null, out var right) ? right : throw new FolderRefusalException("COLLECT", "01", "Subject is too long or holds control characters.");
        return new MeshSend
        {
            To = to,
            Workflow = workflow,
            Payload = payload,
            Subject = subject,
            LocalId = localId,
            PartnerId = this["PartnerId"],
            Checksum = this["DataChecksum"],
            IsEncrypted = Flag("Encrypted"),
            IsCompressed = Flag("IsCompressed"),
        };
    }

    internal bool IsYes(string element) => Flag(element) == true;

    /// <summary>Says what became of the message.</summary>
    internal void SetStatus(DateTimeOffset at, string step, bool isSuccess, string code, string description)
    {
        _document.Root!.Element("StatusRecord")?.Remove();
        _document.Root.Add(new XElement("StatusRecord",
            new XElement("DateTime", at.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)),
            new XElement("Event", step),
            new XElement("Status", isSuccess ? "SUCCESS" : "ERROR"),
            new XElement("StatusCode", code),
            new XElement("Description", Printable(description))));
    }

    internal void Set(string element, string? value)
    {
        if (value is not null)
            _document.Root!.SetElementValue(element, Printable(value));
    }

    /// <summary>Writes the file and waits for the disk: a message is acknowledged on the strength of it.</summary>
    internal void Write(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        _document.Save(file);
        file.Flush(flushToDisk: true);
    }

    private bool? Flag(string element) => this[element]?.ToUpperInvariant() switch { "Y" => true, "N" => false, _ => null };

    private static string Printable(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Where(XmlConvert.IsXmlChar));
}

/// <summary>A pair of files that cannot be sent as it is.</summary>
internal sealed class FolderRefusalException(string step, string code, string description) : Exception(description)
{
    internal string Step => step;

    internal string Code => code;
}
