using Plexus.Fhir.Model;

namespace Plexus.Fhir.Xml;

/// <summary>Attributes of FHIR elements: <c>value</c>, <c>id</c>, <c>url</c>, and the declarations that resources usually carry.</summary>
internal ref partial struct QuickXmlReader
{
    [Flags]
    private enum Seen
    {
        None = 0,
        Value = 1,
        Id = 2,
        Url = 4,
        Namespace = 8,
        SchemaInstance = 16,
        SchemaLocation = 32,
    }

    /// <summary>Reads what stands between an element's name and the end of its start tag.</summary>
    private XmlTagEnd ReadAttributes(int node, int type, bool isRoot)
    {
        var seen = Seen.None;
        var count = 0;
        while (true)
        {
            var end = _in.EndStartTagOrAttribute();
            if (end != XmlTagEnd.Attribute)
                return isRoot && (seen & Seen.Namespace) == 0 ? XmlTagEnd.Unknown : end;
            if (++count > _options.MaxAttributes || !ReadAttribute(node, type, isRoot, ref seen))
                return XmlTagEnd.Unknown;
        }
    }

    private bool ReadAttribute(int node, int type, bool isRoot, ref Seen seen)
    {
        var name = _in.TakeAttributeName();
        if (name.Equals(default))
            return false;

        var text = _in.Text(name);
        if (text.SequenceEqual("value"u8))
        {
            var primitive = _model.Types[type].Primitive;
            var limit = primitive == PrimitiveKind.Base64Binary ? _options.MaxBase64Bytes : _options.MaxValueBytes;
            return primitive != PrimitiveKind.None && IsFirst(Seen.Value, ref seen) && ReadValue(node, limit);
        }

        // An id behind the url would have to be put before it.
        if (text.SequenceEqual("id"u8))
            return (seen & Seen.Url) == 0 && IsFirst(Seen.Id, ref seen) && ReadChild(node, type, _idName, name);
        if (text.SequenceEqual("url"u8))
            return IsFirst(Seen.Url, ref seen) && ReadChild(node, type, _urlName, name);
        if (text.SequenceEqual("xmlns"u8))
            return IsFirst(Seen.Namespace, ref seen) && _in.TakePlainValue(out var declared) && declared.SequenceEqual(FhirNamespace);
        return isRoot && ReadSchemaAttribute(text, ref seen);
    }

    /// <summary>Where the schema is: tolerated, and dropped.</summary>
    private bool ReadSchemaAttribute(ReadOnlySpan<byte> name, ref Seen seen)
    {
        if (name.SequenceEqual("xmlns:xsi"u8))
            return IsFirst(Seen.SchemaInstance, ref seen) && _in.TakePlainValue(out var declared) && declared.SequenceEqual(SchemaInstanceNamespace);

        return name.SequenceEqual("xsi:schemaLocation"u8)
            && (seen & Seen.SchemaInstance) != 0
            && IsFirst(Seen.SchemaLocation, ref seen)
            && _in.TakePlainValue(out _);
    }

    private static bool IsFirst(Seen attribute, ref Seen seen)
    {
        var isFirst = (seen & attribute) == 0;
        seen |= attribute;
        return isFirst;
    }

    private bool ReadChild(int node, int type, int nameId, Range name)
    {
        var property = _model.FindProperty(type, nameId);
        if (property < 0 || !_model.Properties[property].IsXmlAttribute || _arena.Count >= _options.MaxNodes)
            return false;

        var child = _arena.Append(property, node, _model.Properties[property].Type, _in.Line, _in.ColumnOf(name.Start.Value));
        return ReadValue(child, _options.MaxValueBytes);
    }

    private bool ReadValue(int node, int limit)
    {
        var start = _arena.ValueLength;
        if (!_in.TakeValue(_arena) || _arena.ValueLength - start > limit)
            return false;

        _arena.SetValue(node, start);
        return true;
    }
}
