using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>
/// Reads XML that holds nothing out of the ordinary straight from its bytes. At the first thing that is not beyond doubt it gives up,
/// and <see cref="XmlResourceReader"/> reads the document from its beginning: what this reader accepts, that one reads without an
/// issue to the same nodes.
/// </summary>
/// <remarks>
/// Given up, among others: other namespaces and prefixes, document types, sections, instructions, references that are no character's,
/// elements unknown or out of order, white space inside a value, limits. None of these need be told apart here.
/// </remarks>
internal ref partial struct QuickXmlReader
{
    private const int LookAhead = 8;

    private readonly FhirModel _model;
    private readonly FhirReaderOptions _options;
    private readonly ArenaWriter _arena;
    private readonly int _idName;
    private readonly int _urlName;
    private Span<Frame> _frames;
    private XmlScanner _in;
    private int _depth;
    private int _levels;
    private int _resourceLevels;

    private QuickXmlReader(ReadOnlySpan<byte> input, FhirModel model, FhirReaderOptions options, ArenaWriter arena, Span<Frame> frames)
    {
        _model = model;
        _options = options;
        _arena = arena;
        _frames = frames;
        _in = new XmlScanner(input);
        _idName = model.Names.Find("id");
        _urlName = model.Names.Find("url");
    }

    /// <summary>An element whose end tag has not come yet, as in <see cref="XmlResourceReader"/>; its name is a place in the input.</summary>
    private struct Frame
    {
        internal int Node;
        internal int Type;
        internal int LastOrdinal;
        internal int LastProperty;
        internal Range Name;
        internal bool IsWrapper;
        internal bool IsFilled;
    }

    private static ReadOnlySpan<byte> FhirNamespace => "http://hl7.org/fhir"u8;

    private static ReadOnlySpan<byte> XhtmlNamespace => "http://www.w3.org/1999/xhtml"u8;

    private static ReadOnlySpan<byte> SchemaInstanceNamespace => "http://www.w3.org/2001/XMLSchema-instance"u8;

    /// <summary>The document, or null when it is one for the thorough reader.</summary>
    internal static FhirDocument? Read(ReadOnlySpan<byte> input, FhirModel model, FhirReaderOptions options, IssueList issues)
    {
        if (input.Length > options.MaxDocumentBytes || !XmlScanner.IsPlain(input))
            return null;

        using var arena = new ArenaWriter(input.Length);
        var reader = new QuickXmlReader(input, model, options, arena, stackalloc Frame[32]);
        return reader.Run() ? NodeOrder.ToDocument(arena, model, options, issues, needsOrdering: false) : null;
    }

    private bool Run()
    {
        if (!_in.SkipProlog() || !StartRoot())
            return false;

        while (_depth > 0)
        {
            _in.SkipWhite();
            var isKnown = _in.Next switch
            {
                XmlToken.EndTag => EndElement(),
                XmlToken.StartTag => StartElement(),
                XmlToken.Comment => _in.SkipComment(),
                _ => false,
            };
            if (!isKnown)
                return false;
        }

        return _in.SkipEpilog();
    }

    private bool StartRoot()
    {
        if (_in.Next != XmlToken.StartTag)
            return false;

        var name = _in.TakeStartName();
        var type = _model.FindType(_in.Text(name));
        return type >= 0 && _model.IsConcreteResource(type) && StartResource(-1, -1, type, name);
    }

    private bool StartElement()
    {
        ref var frame = ref _frames[_depth - 1];
        var name = _in.TakeStartName();
        var text = _in.Text(name);
        if (frame.IsWrapper)
        {
            var resource = frame.IsFilled ? -1 : _model.FindType(text);
            frame.IsFilled = true;
            return resource >= 0 && _model.IsConcreteResource(resource) && StartResource(frame.LastProperty, frame.Node, resource, name);
        }

        var property = FindProperty(frame, text);
        if (property < 0)
            return false;

        ref var definition = ref _model.Properties[property];
        if (definition.IsXmlAttribute || definition.Ordinal < frame.LastOrdinal)
            return false;

        frame.LastOrdinal = definition.Ordinal;
        frame.LastProperty = property;
        if (definition.IsXhtml)
            return ReadNarrative(property, frame.Node, name);
        return definition.Type == _model.ResourceType
            ? StartWrapper(property, frame.Node, name)
            : StartOrdinary(property, frame.Node, definition.Type, name, NodeFlags.None, out _);
    }

    private readonly int FindProperty(in Frame frame, ReadOnlySpan<byte> name)
    {
        var properties = _model.Properties;
        ref var type = ref _model.Types[frame.Type];
        var first = frame.LastProperty < 0 ? type.FirstProperty : frame.LastProperty;
        var last = Math.Min(first + LookAhead, type.FirstProperty + type.PropertyCount);
        for (var property = first; property < last; property++)
        {
            if (name.SequenceEqual(_model.Names.Utf8(properties[property].NameId)))
                return property;
        }

        var id = _model.Names.Find(name);
        return id < 0 ? -1 : _model.FindProperty(frame.Type, id);
    }

    private bool StartWrapper(int property, int parent, Range name) =>
        _in.EndStartTag() == XmlTagEnd.Open && Push(new Frame { Node = parent, LastProperty = property, IsWrapper = true, Name = name });

    private bool StartResource(int property, int parent, int type, Range name)
    {
        if (++_resourceLevels > _options.MaxResourceDepth || !StartOrdinary(property, parent, type, name, NodeFlags.Resource, out var isOpen))
            return false;
        if (!isOpen)
            _resourceLevels--;
        return true;
    }

    private bool StartOrdinary(int property, int parent, int type, Range name, NodeFlags flags, out bool isOpen)
    {
        isOpen = false;
        if (_arena.Count >= _options.MaxNodes)
            return false;

        var node = _arena.Append(property, parent, type, _in.Line, _in.ColumnOf(name.Start.Value));
        _arena[node].Flags = flags;
        var end = ReadAttributes(node, type, isRoot: parent < 0);
        isOpen = end == XmlTagEnd.Open;
        if (isOpen)
            return Push(new Frame { Node = node, Type = type, LastOrdinal = -1, LastProperty = -1, Name = name });

        // A root without content is known to be no message, but not here.
        _arena.Close(node);
        return end == XmlTagEnd.Empty && parent >= 0;
    }

    private bool EndElement()
    {
        var frame = _frames[--_depth];
        if (!_in.TakeEndTag(frame.Name))
            return false;
        if (frame.IsWrapper)
            return frame.IsFilled;

        _arena.Close(frame.Node);
        _levels--;
        if (_arena[frame.Node].IsResource)
            _resourceLevels--;
        return true;
    }

    private bool Push(in Frame frame)
    {
        if (!frame.IsWrapper && ++_levels > _options.MaxDepth)
            return false;

        if (_depth == _frames.Length)
        {
            var larger = new Frame[_depth * 2];
            _frames.CopyTo(larger);
            _frames = larger;
        }

        _frames[_depth++] = frame;
        return true;
    }
}
