using System.Xml;
using System.Xml.Linq;

namespace Plexus.Web.Console.Sealing;

/// <summary>Reads what was kept of a key.</summary>
internal static class SealedXml
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <exception cref="XmlException">It is no XML.</exception>
    public static XElement Read(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings);
        return XElement.Load(reader);
    }
}
