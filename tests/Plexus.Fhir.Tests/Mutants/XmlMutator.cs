using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Plexus.Fhir.Tests.Mutants;

/// <summary>Breaks a FHIR document in XML in one of the ways that such documents can be broken, and sometimes in a way that leaves it valid.</summary>
internal sealed class XmlMutator
{
    private static readonly XNamespace Fhir = "http://hl7.org/fhir";
    private static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    private readonly XDocument _original;
    private readonly string[] _names;
    private readonly Action<XElement, XElement, Random>[] _ways;

    internal XmlMutator(byte[] xml)
    {
        _original = XDocument.Load(new MemoryStream(xml), LoadOptions.None);
        _names = [.. _original.Descendants().Select(element => element.Name.LocalName).Distinct(), "unheardOf", "valueString", "contained", "extension", "id", "div"];
        _ways =
        [
            Drop, Repeat, Reorder, Rename, Value, Value, DropValue, Attribute, Text, Namespace, Nest, Move, Add, Comment,
        ];
    }

    internal byte[] Next(Random random)
    {
        var mutant = new XDocument(_original);
        var elements = mutant.Descendants().ToArray();
        for (var count = random.Next(8) == 0 ? 2 : 1; count > 0; count--)
            _ways[random.Next(_ways.Length)](elements[random.Next(elements.Length)], elements[random.Next(elements.Length)], random);

        var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize, NamespaceHandling = NamespaceHandling.OmitDuplicates }))
            mutant.Save(writer);
        return bytes.ToArray();
    }

    private static void Drop(XElement element, XElement other, Random random)
    {
        if (element.Parent is not null)
            element.Remove();
    }

    private static void Repeat(XElement element, XElement other, Random random)
    {
        if (element.Parent is not null)
            element.AddAfterSelf(new XElement(element));
    }

    private static void Reorder(XElement element, XElement other, Random random)
    {
        if (element.ElementsAfterSelf().FirstOrDefault() is not { } next || element.Parent is null)
            return;

        next.Remove();
        element.AddBeforeSelf(next);
    }

    private void Rename(XElement element, XElement other, Random random) =>
        element.Name = element.Name.Namespace + (random.Next(3) == 0 ? element.Name.LocalName + "x" : _names[random.Next(_names.Length)]);

    private static void Value(XElement element, XElement other, Random random) =>
        element.SetAttributeValue("value", BadTexts.All[random.Next(BadTexts.All.Length)]);

    private static void DropValue(XElement element, XElement other, Random random) => element.Attribute("value")?.Remove();

    private static void Attribute(XElement element, XElement other, Random random)
    {
        XName[] names = ["id", "url", "value", "unheardOf", XNamespace.Xml + "lang", Fhir + "value", XNamespace.Get("http://www.w3.org/2001/XMLSchema-instance") + "schemaLocation"];
        element.SetAttributeValue(names[random.Next(names.Length)], BadTexts.All[random.Next(BadTexts.All.Length)]);
    }

    private static void Text(XElement element, XElement other, Random random) =>
        element.AddFirst(random.Next(3) switch { 0 => new XText("stray"), 1 => new XCData(" "), _ => new XText(" \n ") });

    private static void Namespace(XElement element, XElement other, Random random)
    {
        XNamespace[] spaces = [XNamespace.None, Fhir, Xhtml, "urn:other"];
        element.Attribute("xmlns")?.Remove();
        element.Name = spaces[random.Next(spaces.Length)] + element.Name.LocalName;
    }

    private static void Nest(XElement element, XElement other, Random random)
    {
        var depth = random.Next(8) == 0 ? 120 : random.Next(1, 12);
        var extension = new XElement(Fhir + "extension", new XAttribute("url", "u"), new XElement(Fhir + "valueString", new XAttribute("value", "s")));
        for (var i = 0; i < depth; i++)
            extension = new XElement(Fhir + "extension", new XAttribute("url", "u"), extension);
        element.AddFirst(extension);
    }

    private static void Move(XElement element, XElement other, Random random) => other.Add(new XElement(element));

    private void Add(XElement element, XElement other, Random random)
    {
        var added = new XElement(Fhir + _names[random.Next(_names.Length)], new XAttribute("value", BadTexts.All[random.Next(BadTexts.All.Length)]));
        if (random.Next(2) == 0)
            element.Add(added);
        else
            element.AddFirst(added);
    }

    private static void Comment(XElement element, XElement other, Random random) =>
        element.AddFirst(random.Next(2) == 0 ? new XComment("c") : new XProcessingInstruction("p", "i"));
}
