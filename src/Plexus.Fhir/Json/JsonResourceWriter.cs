using System.Buffers;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Json;

/// <summary>Writes nodes as JSON straight to UTF-8.</summary>
internal ref struct JsonResourceWriter
{
    private readonly FhirDocument _document;
    private readonly bool _indented;
    private Utf8Output _output;

    private JsonResourceWriter(FhirDocument document, IBufferWriter<byte> output, bool indented)
    {
        _document = document;
        _indented = indented;
        _output = new Utf8Output(output);
    }

    internal static void Write(FhirElement resource, IBufferWriter<byte> output, FhirWriterOptions options)
    {
        var writer = new JsonResourceWriter(resource.Document!, output, options.Indented);
        writer.WriteObject(resource.Index, 1);
        writer._output.Flush();
    }

    /// <summary>The children of a node as an object. Recursion is bounded as the document's depth is.</summary>
    private void WriteObject(int index, int level)
    {
        var nodes = _document.Nodes;
        ref var node = ref nodes[index];
        var isFirst = true;
        _output.Write((byte)'{');
        if (node.IsResource)
        {
            StartProperty("resourceType"u8, isMeta: false, level, ref isFirst);
            JsonText.WriteString(_document.Model.Names.Utf8(_document.Model.Types[node.Type].NameId), ref _output);
        }

        for (var child = index + 1; child < node.End;)
            child = WriteRun(child, node.End, level, ref isFirst);

        if (!isFirst)
            Indent(level - 1);
        _output.Write((byte)'}');
    }

    /// <summary>Writes a child with the repeats that follow it; returns what comes next.</summary>
    private int WriteRun(int first, int end, int level, ref bool isFirst)
    {
        var nodes = _document.Nodes;
        var number = nodes[first].Property;
        var after = nodes[first].End;
        var isSingle = true;
        while (after < end && nodes[after].Property == number)
        {
            isSingle = false;
            after = nodes[after].End;
        }

        ref var property = ref _document.Model.Properties[number];
        var isArray = property.IsArray || !isSingle;
        if (_document.Model.Types[property.Type].Kind == TypeKind.Primitive)
            WritePrimitives(first, after, isArray, level, ref isFirst);
        else
            WriteComplex(first, after, isArray, level, ref isFirst);
        return after;
    }

    private void WriteComplex(int first, int after, bool isArray, int level, ref bool isFirst)
    {
        var nodes = _document.Nodes;
        StartProperty(NameOf(first), isMeta: false, level, ref isFirst);
        if (!isArray)
        {
            WriteObject(first, level + 1);
            return;
        }

        _output.Write((byte)'[');
        for (var item = first; item < after; item = nodes[item].End)
        {
            StartItem(item == first, level + 1);
            WriteObject(item, level + 2);
        }

        Indent(level);
        _output.Write((byte)']');
    }

    private void WritePrimitives(int first, int after, bool isArray, int level, ref bool isFirst)
    {
        var nodes = _document.Nodes;
        bool hasValue = false, hasMeta = false;
        for (var item = first; item < after; item = nodes[item].End)
        {
            hasValue |= nodes[item].HasValue;
            hasMeta |= nodes[item].End > item + 1;
        }

        if (hasValue)
        {
            StartProperty(NameOf(first), isMeta: false, level, ref isFirst);
            if (isArray)
                WriteArray(first, after, level, isMeta: false);
            else
                WriteValue(first);
        }

        if (hasMeta)
        {
            StartProperty(NameOf(first), isMeta: true, level, ref isFirst);
            if (isArray)
                WriteArray(first, after, level, isMeta: true);
            else
                WriteObject(first, level + 1);
        }
    }

    /// <summary>Values, or ids and extensions, of repeats: null fills the gaps so that both arrays keep step.</summary>
    private void WriteArray(int first, int after, int level, bool isMeta)
    {
        var nodes = _document.Nodes;
        var isFirst = true;
        _output.Write((byte)'[');
        for (var item = first; item < after; item = nodes[item].End)
        {
            var hasMeta = nodes[item].End > item + 1;
            if (!nodes[item].HasValue && !hasMeta)
                continue;

            StartItem(isFirst, level + 1);
            isFirst = false;
            if (isMeta && hasMeta)
                WriteObject(item, level + 2);
            else if (!isMeta && nodes[item].HasValue)
                WriteValue(item);
            else
                _output.Write("null"u8);
        }

        Indent(level);
        _output.Write((byte)']');
    }

    private void WriteValue(int index)
    {
        var value = _document.Value(index);
        var kind = _document.Model.Types[_document.Nodes[index].Type].Primitive;
        var isRaw = kind == PrimitiveKind.Boolean ? value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8)
            : kind.IsNumber() && JsonText.IsNumber(value);
        if (isRaw)
            _output.Write(value);
        else
            JsonText.WriteString(value, ref _output);
    }

    private readonly ReadOnlySpan<byte> NameOf(int index) =>
        _document.Model.Names.Utf8(_document.Model.Properties[_document.Nodes[index].Property].NameId);

    private void StartProperty(ReadOnlySpan<byte> name, bool isMeta, int level, ref bool isFirst)
    {
        if (!isFirst)
            _output.Write((byte)',');
        isFirst = false;
        Indent(level);
        _output.Write(isMeta ? "\"_"u8 : "\""u8);
        _output.Write(name);
        _output.Write(_indented ? "\": "u8 : "\":"u8);
    }

    private void StartItem(bool isFirst, int level)
    {
        if (!isFirst)
            _output.Write((byte)',');
        Indent(level);
    }

    private void Indent(int level)
    {
        if (_indented)
            _output.NewLine(level);
    }
}
