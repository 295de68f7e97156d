using System.Buffers;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>Writes nodes as XML straight to UTF-8.</summary>
internal ref struct XmlResourceWriter
{
    private readonly FhirDocument _document;
    private readonly bool _indented;
    private Utf8Output _output;

    private XmlResourceWriter(FhirDocument document, IBufferWriter<byte> output, bool indented)
    {
        _document = document;
        _indented = indented;
        _output = new Utf8Output(output);
    }

    internal static void Write(FhirElement resource, IBufferWriter<byte> output, FhirWriterOptions options)
    {
        var writer = new XmlResourceWriter(resource.Document!, output, options.Indented);
        if (options.XmlDeclaration)
        {
            writer._output.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8);
            if (options.Indented)
                writer._output.NewLine(0);
        }

        writer.WriteResource(resource.Index, 0, isRoot: true);
        writer._output.Flush();
    }

    // Recursion is bounded: a document is never deeper than the limit of its reader or the code of its builder.
    private void WriteResource(int index, int level, bool isRoot)
    {
        var model = _document.Model;
        var name = model.Names.Utf8(model.Types[_document.Nodes[index].Type].NameId);
        _output.Write((byte)'<');
        _output.Write(name);
        if (isRoot)
            _output.Write(" xmlns=\"http://hl7.org/fhir\""u8);
        WriteContent(index, name, level);
    }

    private void WriteElement(int index, int level)
    {
        ref var node = ref _document.Nodes[index];
        ref var property = ref _document.Model.Properties[node.Property];
        var name = _document.Model.Names.Utf8(property.NameId);
        if (property.IsXhtml)
        {
            _output.Write(_document.Value(index));
            return;
        }

        _output.Write((byte)'<');
        _output.Write(name);
        if (!node.IsResource)
        {
            WriteContent(index, name, level);
            return;
        }

        _output.Write((byte)'>');
        Indent(level + 1);
        WriteResource(index, level + 1, isRoot: false);
        Indent(level);
        WriteEnd(name);
    }

    /// <summary>Attributes, children and the end of an element whose name is written.</summary>
    private void WriteContent(int index, ReadOnlySpan<byte> name, int level)
    {
        var nodes = _document.Nodes;
        ref var node = ref nodes[index];
        var hasChildren = false;
        for (var child = index + 1; child < node.End; child = nodes[child].End)
        {
            ref var property = ref _document.Model.Properties[nodes[child].Property];
            if (property.IsXmlAttribute)
                WriteAttribute(_document.Model.Names.Utf8(property.NameId), child);
            else
                hasChildren = true;
        }

        if (node.HasValue)
            WriteAttribute("value"u8, index);
        if (!hasChildren)
        {
            _output.Write("/>"u8);
            return;
        }

        _output.Write((byte)'>');
        for (var child = index + 1; child < node.End; child = nodes[child].End)
        {
            if (_document.Model.Properties[nodes[child].Property].IsXmlAttribute)
                continue;
            Indent(level + 1);
            WriteElement(child, level + 1);
        }

        Indent(level);
        WriteEnd(name);
    }

    private void WriteAttribute(ReadOnlySpan<byte> name, int index)
    {
        _output.Write((byte)' ');
        _output.Write(name);
        _output.Write("=\""u8);
        XmlEscape.WriteAttribute(_document.Value(index), ref _output);
        _output.Write((byte)'"');
    }

    private void WriteEnd(ReadOnlySpan<byte> name)
    {
        _output.Write("</"u8);
        _output.Write(name);
        _output.Write((byte)'>');
    }

    private void Indent(int level)
    {
        if (_indented)
            _output.NewLine(level);
    }
}
