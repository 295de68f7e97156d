using System.Xml;
using System.Xml.Linq;

namespace Plexus.Fhir.Tests.Structure;

/// <summary>Holds an XML document to the published structure: names, namespaces, order, attributes, cardinalities, choices, texts.</summary>
internal sealed class StructureOfXml
{
    private static readonly XNamespace Fhir = "http://hl7.org/fhir";
    private static readonly XName SchemaLocation = XNamespace.Get("http://www.w3.org/2001/XMLSchema-instance") + "schemaLocation";

    private readonly PublishedStructure _structure;
    private readonly List<string> _complaints = [];

    private StructureOfXml(PublishedStructure structure) => _structure = structure;

    internal static IReadOnlyList<string> Complaints(byte[] xml, FhirVersion version)
    {
        var check = new StructureOfXml(PublishedStructure.Of(version));
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), PublishedNarrative.Settings);
            check.Resource(XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!, "");
        }
        catch (XmlException)
        {
            check.Complain("", "not XML");
        }

        return check._complaints;
    }

    private void Complain(string path, string what) => _complaints.Add($"{path}: {what}");

    private void Resource(XElement resource, string path)
    {
        var type = resource.Name.LocalName;
        if (resource.Name.Namespace != Fhir || !_structure.Resources.Contains(type))
            Complain(path, "not a resource");
        else
            Element(resource, type, path.Length == 0 ? type : path, isResource: true);
    }

    private void Element(XElement element, string type, string path, bool isResource)
    {
        var counts = new Dictionary<PublishedElement, int>();
        var isPrimitive = _structure.IsPrimitive(type);
        foreach (var attribute in Attributes(element))
            Attribute(attribute, type, isPrimitive, counts, path);
        NoText(element, path);

        var hasContent = isResource || element.Attributes().Any(attribute => !attribute.IsNamespaceDeclaration && attribute.Name != SchemaLocation && attribute.Name != "id");
        var (position, lastName) = (-1, "");
        foreach (var child in element.Elements())
        {
            hasContent = true;
            var name = child.Name.LocalName;
            if (_structure.Find(type, name) is not var (definition, childType, at) || definition.IsAttribute)
            {
                Complain(path, "unknown " + name);
                continue;
            }

            if (at < position)
                Complain(path, $"{name} out of order");
            if (at == position && name != lastName)
                Complain(path, "two types of one choice");
            (position, lastName) = (Math.Max(position, at), name);
            counts[definition] = counts.GetValueOrDefault(definition) + 1;
            Child(child, childType, $"{path}.{name}");
        }

        if (!hasContent)
            Complain(path, "empty");
        foreach (var definition in _structure.ElementsOf(type))
        {
            var count = counts.GetValueOrDefault(definition);
            if (count < definition.Min || count > (definition.Max ?? int.MaxValue))
                Complain(path, $"{count} of {definition.Name}");
        }
    }

    private void Attribute(XAttribute attribute, string type, bool isPrimitive, Dictionary<PublishedElement, int> counts, string path)
    {
        var name = attribute.Name.LocalName;
        if (attribute.Name.Namespace != XNamespace.None)
        {
            Complain(path, "attribute of another namespace");
        }
        else if (name == "value" && isPrimitive)
        {
            if (!PublishedPrimitives.IsValid(_structure, type, attribute.Value))
                Complain(path, "not a " + type);
        }
        else if (_structure.Find(type, name) is var (definition, attributeType, _) && definition.IsAttribute)
        {
            counts[definition] = 1;
            if (name == "id" ? !PublishedPrimitives.IsElementId(attribute.Value) : !PublishedPrimitives.IsValid(_structure, attributeType, attribute.Value))
                Complain(path, "attribute " + name);
        }
        else
        {
            Complain(path, "unknown attribute " + name);
        }
    }

    private void Child(XElement child, string type, string path)
    {
        if (type == "xhtml")
        {
            if (!PublishedNarrative.IsValid(child))
                Complain(path, "not a narrative");
        }
        else if (child.Name.Namespace != Fhir)
        {
            Complain(path, "namespace");
        }
        else if (type == "Resource")
        {
            NoText(child, path);
            if (Attributes(child).Any() || child.Elements().Count() != 1)
                Complain(path, "not one resource");
            else
                Resource(child.Elements().Single(), path);
        }
        else
        {
            Element(child, type, path, isResource: false);
        }
    }

    private void NoText(XElement element, string path)
    {
        if (element.Nodes().OfType<XText>().Any(text => text.Value.Any(c => c is not (' ' or '\t' or '\r' or '\n'))))
            Complain(path, "text");
    }

    private static IEnumerable<XAttribute> Attributes(XElement element) =>
        element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name != SchemaLocation);
}
