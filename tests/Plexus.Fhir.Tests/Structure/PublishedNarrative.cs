using System.Xml;
using System.Xml.Linq;

namespace Plexus.Fhir.Tests.Structure;

/// <summary>Whether a narrative is one XHTML <c>div</c>. Which of XHTML's elements may stand in it is not structure.</summary>
internal static class PublishedNarrative
{
    internal static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    internal static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    internal static bool IsValid(PublishedStructure structure, string text)
    {
        try
        {
            // DSTU2's examples leave the namespace to be understood.
            using var reader = XmlReader.Create(new StringReader(text.Trim()), Settings);
            var div = XElement.Load(reader);
            return IsValid(div) || (structure.Version == FhirVersion.Dstu2 && div.Name == "div" && IsAllIn(div, XNamespace.None));
        }
        catch (XmlException)
        {
            return false;
        }
    }

    internal static bool IsValid(XElement div) => div.Name == Xhtml + "div" && IsAllIn(div, Xhtml);

    private static bool IsAllIn(XElement div, XNamespace space) =>
        div.DescendantsAndSelf().All(element => element.Name.Namespace == space
            && element.Attributes().All(attribute => attribute.IsNamespaceDeclaration || attribute.Name.Namespace == XNamespace.None || attribute.Name.Namespace == XNamespace.Xml));
}
