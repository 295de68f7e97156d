using System.Xml;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Xml;

/// <summary>Drives an XML reader over the model's tables and appends nodes, in one pass and without recursion.</summary>
internal sealed class XmlResourceReader : IDisposable
{
    internal const string FhirNamespace = "http://hl7.org/fhir";
    internal const string XhtmlNamespace = "http://www.w3.org/1999/xhtml";
    private const string SchemaInstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance";
    private const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";

    // How far ahead of the last element the next one is sought by reference before its name is looked up.
    private const int LookAhead = 8;

    private readonly FhirModel _model;
    private readonly FhirReaderOptions _options;
    private readonly ArenaWriter _arena;
    private readonly IssueList _issues;
    private readonly XmlReader _xml;
    private readonly IXmlLineInfo _lines;
    private readonly XmlValueReader _values;
    private readonly string _fhirNamespace;
    private Frame[] _frames = new Frame[16];
    private int _depth;
    private int _levels;
    private int _resourceLevels;
    private bool _needsOrdering;

    private XmlResourceReader(XmlReader xml, string fhirNamespace, int length, FhirModel model, FhirReaderOptions options, IssueList issues)
    {
        _model = model;
        _options = options;
        _issues = issues;
        _xml = xml;
        _lines = (IXmlLineInfo)xml;
        _fhirNamespace = fhirNamespace;
        _arena = new ArenaWriter(length);
        _values = new XmlValueReader(xml, _arena);
    }

    /// <summary>An element whose end tag has not come yet. A wrapper holds a nested resource and has no node of its own.</summary>
    private struct Frame
    {
        internal int Node;
        internal int Type;
        internal int LastOrdinal;
        internal int LastProperty;
        internal bool IsWrapper;
        internal bool IsFilled;
    }

    internal static FhirReadResult Read(ReadOnlyMemory<byte> bytes, FhirModel model, FhirReaderOptions options)
    {
        var issues = new IssueList(options.MaxIssues);
        if (QuickXmlReader.Read(bytes.Span, model, options, issues) is { } ordinary)
            return new FhirReadResult(ordinary, issues.ToResult());

        return ReadThoroughly(bytes, model, options);
    }

    /// <summary>Reads over the platform's parser, whatever the document holds.</summary>
    internal static FhirReadResult ReadThoroughly(ReadOnlyMemory<byte> bytes, FhirModel model, FhirReaderOptions options)
    {
        var issues = new IssueList(options.MaxIssues);
        var document = Parse(bytes, model, options, issues, out var malformed);
        if (malformed && options.Mode == FhirReadMode.Lenient && HtmlEntities.TryReplace(bytes, out var replaced))
        {
            issues = new IssueList(options.MaxIssues);
            issues.Add(FhirSeverity.Warning, IssueRules.NarrativeEntity, "", 0, 0);
            document = Parse(replaced, model, options, issues, out _);
        }

        return new FhirReadResult(document, issues.ToResult());
    }

    private static FhirDocument? Parse(ReadOnlyMemory<byte> bytes, FhirModel model, FhirReaderOptions options, IssueList issues, out bool malformed)
    {
        malformed = false;
        try
        {
            using var xml = XmlInput.Open(bytes, model, options, out var fhirNamespace);
            using var reader = new XmlResourceReader(xml, fhirNamespace, bytes.Length, model, options, issues);
            return reader.Run();
        }
        catch (XmlException exception)
        {
            malformed = true;
            // The platform's parser refuses a declaration without saying where it stands.
            if (XmlInput.Doctype(bytes.Span) is { } at)
                issues.Add(FhirSeverity.Fatal, IssueRules.XmlDoctype, "", at.Line, at.Column);
            else
                issues.Add(FhirSeverity.Fatal, IssueRules.XmlMalformed, "", exception.LineNumber, exception.LinePosition);
        }
        catch (FatalIssueException exception)
        {
            issues.Add(FhirSeverity.Fatal, exception.Rule, "", exception.Line, exception.Column, exception.Name);
        }

        return null;
    }

    public void Dispose()
    {
        _values.Dispose();
        _arena.Dispose();
    }

    private FhirDocument Run()
    {
        while (_xml.Read())
        {
            switch (_xml.NodeType)
            {
                case XmlNodeType.Element when _depth == 0:
                    StartRoot();
                    break;
                case XmlNodeType.Element:
                    StartElement();
                    break;
                case XmlNodeType.EndElement:
                    EndElement();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    // A long run of white space comes as text.
                    if (!_values.IsWhiteSpace())
                        Report(IssueRules.XmlText, CurrentNode);
                    break;
                case XmlNodeType.XmlDeclaration:
                    CheckEncoding();
                    break;
            }
        }

        return NodeOrder.ToDocument(_arena, _model, _options, _issues, _needsOrdering);
    }

    private void StartRoot()
    {
        if (!ReferenceEquals(_xml.NamespaceURI, _fhirNamespace))
            throw Fatal(IssueRules.XmlRootNamespace);

        var type = _model.FindType(_xml.LocalName);
        if (type < 0 || !_model.IsConcreteResource(type))
        {
            // Told apart from malformed input so that a receiver can answer "not a message I know".
            throw Fatal(type < 0 || _model.Types[type].Kind != TypeKind.Resource ? IssueRules.UnknownResource : IssueRules.AbstractResource, _xml.LocalName);
        }

        StartResource(-1, -1, type);
    }

    private void StartElement()
    {
        ref var frame = ref _frames[_depth - 1];
        if (frame.IsWrapper)
        {
            StartWrapped(ref frame);
            return;
        }

        var name = _xml.LocalName;
        var property = FindProperty(frame, name);
        if (property < 0)
        {
            Report(ReferenceEquals(_xml.NamespaceURI, _fhirNamespace) ? IssueRules.XmlUnknownElement : IssueRules.XmlNamespace, frame.Node, name);
            Skip();
            return;
        }

        ref var definition = ref _model.Properties[property];
        var isFhir = ReferenceEquals(_xml.NamespaceURI, _fhirNamespace);
        if (!isFhir && !(definition.IsXhtml && _xml.NamespaceURI == XhtmlNamespace))
        {
            Report(IssueRules.XmlNamespace, frame.Node);
            Skip();
            return;
        }

        if (definition.IsXmlAttribute && HasChild(frame.Node, property))
        {
            // An attribute cannot be given twice, not even to be read past.
            Report(IssueRules.XmlAttributeTwice, frame.Node, name);
            Skip();
            return;
        }

        CheckOrder(ref frame, property, name);
        if (definition.IsXhtml)
            StartNarrative(property, frame.Node);
        else if (definition.Type == _model.ResourceType)
            StartWrapper(property, frame.Node);
        else
            StartOrdinary(property, frame.Node, definition.Type);
    }

    private void CheckOrder(ref Frame frame, int property, string name)
    {
        ref var definition = ref _model.Properties[property];
        if (definition.IsXmlAttribute)
        {
            Report(IssueRules.XmlAttributeAsElement, frame.Node, name);
            _needsOrdering = true;
        }
        else if (definition.Ordinal < frame.LastOrdinal)
        {
            Report(IssueRules.XmlOrder, frame.Node, name);
            _needsOrdering = true;
        }
        else
        {
            frame.LastOrdinal = definition.Ordinal;
            frame.LastProperty = property;
        }
    }

    private bool HasChild(int parent, int property)
    {
        for (var child = parent + 1; child < _arena.Count; child = _arena[child].End)
        {
            if (_arena[child].Property == property)
                return true;
        }

        return false;
    }

    private int FindProperty(in Frame frame, string name)
    {
        var properties = _model.Properties;
        ref var type = ref _model.Types[frame.Type];
        var first = frame.LastProperty < 0 ? type.FirstProperty : frame.LastProperty;
        var last = Math.Min(first + LookAhead, type.FirstProperty + type.PropertyCount);
        for (var property = first; property < last; property++)
        {
            if (ReferenceEquals(_model.Names[properties[property].NameId], name))
                return property;
        }

        var id = _model.Names.Find(name);
        return id < 0 ? -1 : _model.FindProperty(frame.Type, id);
    }

    /// <summary>Appends the element; true when its end tag is still to come.</summary>
    private bool StartOrdinary(int property, int parent, int type, NodeFlags flags = NodeFlags.None)
    {
        var isEmpty = _xml.IsEmptyElement;
        var node = Append(property, parent, type);
        _arena[node].Flags = flags;
        ReadAttributes(node, type);
        if (isEmpty)
            _arena.Close(node);
        else
            Push(new Frame { Node = node, Type = type, LastOrdinal = -1, LastProperty = -1 });
        return !isEmpty;
    }

    private void StartWrapper(int property, int parent)
    {
        if (_xml.HasAttributes)
            ReportStrayAttributes(parent);
        if (_xml.IsEmptyElement)
            Report(IssueRules.XmlWrapper, parent);
        else
            Push(new Frame { Node = parent, LastProperty = property, IsWrapper = true });
    }

    private void StartWrapped(ref Frame wrapper)
    {
        var type = ReferenceEquals(_xml.NamespaceURI, _fhirNamespace) ? _model.FindType(_xml.LocalName) : -1;
        if (wrapper.IsFilled || type < 0 || !_model.IsConcreteResource(type))
        {
            Report(wrapper.IsFilled ? IssueRules.XmlWrapper : IssueRules.UnknownResource, wrapper.Node, _xml.LocalName);
            wrapper.IsFilled = true;
            Skip();
            return;
        }

        wrapper.IsFilled = true;
        StartResource(wrapper.LastProperty, wrapper.Node, type);
    }

    private void StartResource(int property, int parent, int type)
    {
        if (++_resourceLevels > _options.MaxResourceDepth)
            throw Fatal(IssueRules.ResourcesTooDeep);

        // An empty resource has no end tag that would count it down.
        if (!StartOrdinary(property, parent, type, NodeFlags.Resource))
            _resourceLevels--;
    }

    private void StartNarrative(int property, int parent)
    {
        var node = Append(property, parent, _model.Properties[property].Type);
        if (ReferenceEquals(_xml.NamespaceURI, _fhirNamespace))
            Report(IssueRules.NarrativeUndeclared, node);
        XhtmlReader.Read(_xml, _arena, node, _options, out var hasForeign);
        if (hasForeign)
            Report(IssueRules.NarrativeNamespace, node);
    }

    private void EndElement()
    {
        var frame = _frames[--_depth];
        if (frame.IsWrapper)
        {
            if (!frame.IsFilled)
                Report(IssueRules.XmlWrapper, frame.Node);
            return;
        }

        _arena.Close(frame.Node);
        _levels--;
        if (_arena[frame.Node].IsResource)
            _resourceLevels--;
    }

    private void ReadAttributes(int node, int type)
    {
        if (!_xml.HasAttributes)
            return;
        if (_xml.AttributeCount > _options.MaxAttributes)
            throw Fatal(IssueRules.TooManyAttributes);

        while (_xml.MoveToNextAttribute())
        {
            if (_xml.NamespaceURI.Length == 0)
                ReadAttribute(node, type, _xml.LocalName);
            else
                CheckForeignAttribute(node);
        }

        _xml.MoveToElement();
    }

    private void ReadAttribute(int node, int type, string name)
    {
        ref var definition = ref _model.Types[type];
        if (name == "value")
        {
            if (definition.Primitive == Model.PrimitiveKind.None)
                Report(IssueRules.XmlValueOnComplex, node);
            else
                _values.Read(node, LimitFor(definition.Primitive));
            return;
        }

        var id = _model.Names.Find(name);
        var property = id < 0 ? -1 : _model.FindProperty(type, id);
        if (property < 0 || !_model.Properties[property].IsXmlAttribute)
        {
            Report(IssueRules.XmlUnknownAttribute, node, name);
            return;
        }

        // The attributes of an element are ordered as its definition has them: id before url.
        _needsOrdering |= _arena.Count > node + 1 && name == "id";
        var child = Append(property, node, _model.Properties[property].Type);
        _values.Read(child, _options.MaxValueBytes);
    }

    private void ReportStrayAttributes(int node)
    {
        while (_xml.MoveToNextAttribute())
        {
            if (_xml.NamespaceURI.Length == 0)
                Report(IssueRules.XmlUnknownAttribute, node, _xml.LocalName);
            else
                CheckForeignAttribute(node);
        }

        _xml.MoveToElement();
    }

    private void CheckForeignAttribute(int node)
    {
        var isTolerated = _xml.NamespaceURI == DeclarationNamespace
            || (_xml.NamespaceURI == SchemaInstanceNamespace && _xml.LocalName == "schemaLocation");
        if (!isTolerated)
            Report(IssueRules.XmlAttributeNamespace, node, _xml.LocalName);
    }

    private int LimitFor(Model.PrimitiveKind kind) =>
        kind == Model.PrimitiveKind.Base64Binary ? _options.MaxBase64Bytes : _options.MaxValueBytes;

    private int CurrentNode => _depth == 0 ? -1 : _frames[_depth - 1].Node;

    private int Append(int property, int parent, int type)
    {
        if (_arena.Count >= _options.MaxNodes)
            throw Fatal(IssueRules.TooManyNodes);
        return _arena.Append(property, parent, type, _lines.LineNumber, _lines.LinePosition);
    }

    private void Push(in Frame frame)
    {
        if (!frame.IsWrapper && ++_levels > _options.MaxDepth)
            throw Fatal(IssueRules.TooDeep);
        if (_depth == _frames.Length)
            Array.Resize(ref _frames, _depth * 2);
        _frames[_depth++] = frame;
    }

    /// <summary>Leaves out an element with all it holds, within the depth limit: a reader's own Skip has none.</summary>
    private void Skip()
    {
        if (_xml.IsEmptyElement)
            return;

        var depth = _xml.Depth;
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.Depth - depth > _options.MaxDepth)
                throw Fatal(IssueRules.TooDeep);
        }
    }

    private void CheckEncoding()
    {
        var encoding = _xml.GetAttribute("encoding");
        if (encoding is not null && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            _issues.Add(FhirSeverity.Warning, IssueRules.XmlEncoding, "", _lines.LineNumber, _lines.LinePosition);
    }

    private void Report(IssueRule rule, int node, string? name = null)
    {
        if (_issues.IsFull)
            return;

        var severity = _options.Mode == FhirReadMode.Lenient ? FhirSeverity.Warning : FhirSeverity.Error;
        var path = node < 0 ? "" : ElementPath.Of(_model, _arena.Nodes, node);
        _issues.Add(severity, rule, path, _lines.LineNumber, _lines.LinePosition, name);
    }

    private FatalIssueException Fatal(IssueRule rule, string? name = null) => new(rule, _lines.LineNumber, _lines.LinePosition, name);
}
