using System.Globalization;
using System.Text;
using System.Xml;
using Plexus.Fhir.Building;
using Plexus.Fhir.Model;
using Plexus.Fhir.Xml;

namespace Plexus.Fhir;

/// <summary>What building a resource and building an element have in common: setting children by name, checked against the definitions.</summary>
/// <typeparam name="TSelf">The builder itself, so that calls chain.</typeparam>
/// <remarks>
/// Set gives an element its only value and replaces earlier ones; Add appends to an element that repeats. Choices go by their full
/// name, e.g. <c>valueString</c>. Whatever the order of the calls, the result has the order of the definition.
/// Every method throws <see cref="FhirBuildException"/> for a name or type that the definitions do not know.
/// </remarks>
public abstract partial class Builder<TSelf>
    where TSelf : Builder<TSelf>
{
    private protected Builder(FhirModel model, BuildNode node)
    {
        Model = model;
        Node = node;
    }

    internal FhirModel Model { get; }

    internal BuildNode Node { get; }

    private TSelf Self => (TSelf)this;

    /// <summary>Gives a primitive its text. Numbers and dates given as text are kept verbatim; a narrative's <c>div</c> is XHTML.</summary>
    public TSelf Set(string name, string value) => Put(Primitive(name, value), replace: true);

    /// <summary>The same with an id or extensions on the primitive.</summary>
    public TSelf Set(string name, string value, Action<ElementBuilder> content) => Put(FilledPrimitive(name, value, content), replace: true);

    public TSelf Set(string name, bool value) => Put(Boolean(name, value), replace: true);

    public TSelf Set(string name, int value) => Put(Integer(name, value), replace: true);

    /// <summary>The precision of the value is kept: <c>1.50m</c> is written 1.50.</summary>
    public TSelf Set(string name, decimal value) => Put(Decimal(name, value), replace: true);

    public TSelf Set(string name, Action<ElementBuilder> content) => Put(Filled(Element(name), content), replace: true);

    /// <summary>Copies an element of the same type, from any document of the same version.</summary>
    public TSelf Set(string name, FhirElement source) => Put(Copied(name, source), replace: true);

    /// <summary>Like <see cref="Set(string, string)"/>; does nothing when the text is null or empty.</summary>
    public TSelf SetOptional(string name, string? value) => string.IsNullOrEmpty(value) ? Self : Set(name, value);

    public TSelf SetResource(string name, FhirElement resource) => Put(Resource(name, resource), replace: true);

    public TSelf SetResource(string name, ResourceBuilder resource) => Put(Resource(name, resource), replace: true);

    public TSelf Add(string name, string value) => Put(Primitive(name, value), replace: false);

    public TSelf Add(string name, bool value) => Put(Boolean(name, value), replace: false);

    public TSelf Add(string name, int value) => Put(Integer(name, value), replace: false);

    public TSelf Add(string name, decimal value) => Put(Decimal(name, value), replace: false);

    public TSelf Add(string name, Action<ElementBuilder> content) => Put(Filled(Element(name), content), replace: false);

    /// <inheritdoc cref="Set(string, FhirElement)"/>
    public TSelf Add(string name, FhirElement source) => Put(Copied(name, source), replace: false);

    /// <summary>Adds an extension with this URL.</summary>
    public TSelf AddExtension(string url, Action<ElementBuilder> content)
    {
        var extension = Element("extension");
        new ElementBuilder(Model, extension).Set("url", url);
        return Put(Filled(extension, content), replace: false);
    }

    public TSelf AddResource(string name, FhirElement resource) => Put(Resource(name, resource), replace: false);

    public TSelf AddResource(string name, ResourceBuilder resource) => Put(Resource(name, resource), replace: false);

    /// <summary>Takes out every repeat of an element; a choice goes by its base name or by a full name.</summary>
    public TSelf Remove(string name)
    {
        var id = Model.Names.Find(name);
        var removed = Node.Children.RemoveAll(child =>
            Model.Properties[child.Property].NameId == id || Model.Properties[child.Property].BaseNameId == id);
        if (removed == 0 && !HasElement(id))
            throw Unknown(name);
        return Self;
    }

    private TSelf Put(BuildNode child, bool replace)
    {
        ref var property = ref Model.Properties[child.Property];
        var element = property.Element;
        if (replace)
            Node.Children.RemoveAll(existing => Model.Properties[existing.Property].Element == element);
        else if (!property.IsArray && Node.Children.Exists(existing => Model.Properties[existing.Property].Element == element))
            throw new FhirBuildException($"{TypeName}.{Model.Names[property.NameId]} does not repeat.");

        Node.Children.Add(child);
        return Self;
    }

    private BuildNode Element(string name)
    {
        var id = Model.Names.Find(name);
        var property = id < 0 ? -1 : Model.FindProperty(Node.Type, id);
        if (property < 0)
            throw Unknown(name);
        if (Model.Properties[property].Type == Model.ResourceType)
            throw new FhirBuildException($"{TypeName}.{name} holds a resource: use SetResource or AddResource.");

        return new BuildNode(property, Model.Properties[property].Type);
    }

    private BuildNode Filled(BuildNode node, Action<ElementBuilder> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        content(new ElementBuilder(Model, node));
        return node;
    }

    private BuildNode FilledPrimitive(string name, string value, Action<ElementBuilder> content)
    {
        var node = Primitive(name, value);
        return Model.Properties[node.Property].MayHaveContent
            ? Filled(node, content)
            : throw new FhirBuildException($"{TypeName}.{name} can have neither id nor extensions.");
    }

    private BuildNode Primitive(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var node = Element(name);
        var kind = Model.Types[node.Type].Primitive;
        if (kind == PrimitiveKind.None)
            throw new FhirBuildException($"{TypeName}.{name} is not a primitive.");
        if (value.Length == 0)
            throw new FhirBuildException($"{TypeName}.{name} was given an empty text.");

        if (kind == PrimitiveKind.Xhtml)
            value = XhtmlText.Normalise(value, FhirReaderOptions.Default, out _) ?? throw new FhirBuildException($"{TypeName}.{name} was given text that is not one XHTML div.");
        else if (!IsXmlText(value))
            throw new FhirBuildException($"{TypeName}.{name} was given a character that FHIR cannot carry.");

        node.Value = Encoding.UTF8.GetBytes(value);
        return node;
    }

    private BuildNode Boolean(string name, bool value) =>
        Typed(name, value ? "true" : "false", kind => kind == PrimitiveKind.Boolean);

    private BuildNode Integer(string name, int value) =>
        Typed(name, value.ToString(CultureInfo.InvariantCulture), kind => kind.IsNumber());

    private BuildNode Decimal(string name, decimal value) =>
        Typed(name, value.ToString(CultureInfo.InvariantCulture), kind => kind == PrimitiveKind.Decimal);

    private BuildNode Typed(string name, string value, Func<PrimitiveKind, bool> isAllowed)
    {
        var node = Primitive(name, value);
        if (!isAllowed(Model.Types[node.Type].Primitive))
            throw new FhirBuildException($"{TypeName}.{name} is a {Model.TypeName(node.Type)}.");
        return node;
    }

    private BuildNode Copied(string name, FhirElement source)
    {
        if (!source.Exists)
            throw new FhirBuildException($"{TypeName}.{name} was given an element that does not exist.");

        var node = Element(name);
        if (source.Document!.Model != Model || source.TypeName != Model.TypeName(node.Type))
            throw new FhirBuildException($"{TypeName}.{name} cannot take a {source.TypeName} of {source.Document.Version}.");
        return BuildNode.Copy(source.Document, source.Index, node.Property);
    }

    private BuildNode Resource(string name, FhirElement resource)
    {
        if (!resource.IsResource || resource.Document!.Model != Model)
            throw new FhirBuildException($"{TypeName}.{name} needs a resource of {Model.Version}.");
        return BuildNode.Copy(resource.Document, resource.Index, ResourceProperty(name));
    }

    private BuildNode Resource(string name, ResourceBuilder resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (resource.Model != Model)
            throw new FhirBuildException($"{TypeName}.{name} needs a resource of {Model.Version}.");
        return resource.Node.CopyAs(ResourceProperty(name));
    }

    private int ResourceProperty(string name)
    {
        var id = Model.Names.Find(name);
        var property = id < 0 ? -1 : Model.FindProperty(Node.Type, id);
        if (property < 0)
            throw Unknown(name);
        if (Model.Properties[property].Type != Model.ResourceType)
            throw new FhirBuildException($"{TypeName}.{name} does not hold a resource.");
        return property;
    }

    private bool HasElement(int id)
    {
        ref var type = ref Model.Types[Node.Type];
        for (var i = 0; id >= 0 && i < type.PropertyCount; i++)
        {
            ref var property = ref Model.Properties[type.FirstProperty + i];
            if (property.NameId == id || property.BaseNameId == id)
                return true;
        }

        return false;
    }

    private FhirBuildException Unknown(string name)
    {
        var isChoice = HasElement(Model.Names.Find(name));
        return new FhirBuildException(isChoice
            ? $"{TypeName}.{name} is a choice: name the type too, as in {name}String."
            : $"{TypeName} has no element {name} in {Model.Version}.");
    }

    private string TypeName => Model.TypeName(Node.Type);

    private static bool IsXmlText(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (XmlConvert.IsXmlChar(value[i]))
                continue;
            if (i + 1 == value.Length || !XmlConvert.IsXmlSurrogatePair(value[i + 1], value[i]))
                return false;
            i++;
        }

        return true;
    }
}
