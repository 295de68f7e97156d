using System.Text.Json;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Model;
using Plexus.Fhir.Xml;

namespace Plexus.Fhir.Json;

/// <summary>Primitives: values under the element's name, ids and extensions under the underscore name, in either order.</summary>
internal ref partial struct JsonResourceReader
{
    private void ReadPrimitives(int parent, int property, int slot)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            if (_model.Properties[property].IsArray)
                Report(IssueRules.JsonNotArray, parent, property);
            if (_json.TokenType == JsonTokenType.Null)
                Report(IssueRules.JsonNull, parent, property);
            else
                ReadValue(NodeAt(parent, property, slot, 0), parent);
            return;
        }

        if (!_model.Properties[property].IsArray)
            Report(IssueRules.JsonArray, parent, property);
        var expected = _slots[slot].Items;
        var position = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            Locate();
            if (position > 0 && _model.Properties[property].IsXmlAttribute)
            {
                // An attribute cannot be given twice, not even to be read past.
                Refuse(IssueRules.JsonDuplicate, parent, property);
                continue;
            }

            var node = NodeAt(parent, property, slot, position++);
            if (_json.TokenType != JsonTokenType.Null)
                ReadValue(node, parent);
        }

        CheckLength(parent, property, position, expected, _slots[slot].HasMeta);
    }

    private void ReadMeta(int parent, int property, int slot)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            if (_model.Properties[property].IsArray)
                Report(IssueRules.JsonNotArray, parent, property);
            ReadMetaItem(parent, property, slot, 0);
            return;
        }

        if (!_model.Properties[property].IsArray)
            Report(IssueRules.JsonArray, parent, property);
        var expected = _slots[slot].Items;
        var position = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            Locate();
            if (_json.TokenType == JsonTokenType.Null)
                NodeAt(parent, property, slot, position);
            else
                ReadMetaItem(parent, property, slot, position);
            position++;
        }

        CheckLength(parent, property, position, expected, _slots[slot].HasValues);
    }

    private readonly void CheckLength(int parent, int property, int count, int expected, bool isSecond)
    {
        if (count == 0)
            Report(IssueRules.JsonEmptyArray, parent, property);
        else if (isSecond && count != expected)
            Report(IssueRules.JsonLengths, parent, property);
    }

    private void ReadMetaItem(int parent, int property, int slot, int position)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            Refuse(_json.TokenType == JsonTokenType.Null ? IssueRules.JsonNull : IssueRules.JsonValueLeftOut, parent, property);
            return;
        }

        int type = _model.Properties[property].Type;
        var target = NodeAt(parent, property, slot, position);
        if (_arena[target].End == _arena.Count)
        {
            ReadMetaObject(target, type, parent, property);
            return;
        }

        // Other nodes have come since: the children wait below a node of their own until the ordering pass.
        var holder = Append(property, parent, type);
        _arena[holder].Flags = NodeFlags.Detached;
        _arena[holder].ValueOffset = target;
        ReadMetaObject(holder, type, parent, property);
        _needsOrdering = true;
    }

    private void ReadMetaObject(int node, int type, int parent, int property)
    {
        var ahead = _json;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.EndObject)
            Report(IssueRules.JsonEmptyObject, parent, property);
        ReadObject(node, type);
    }

    /// <summary>The node of the n-th repeat, made when neither array has reached it yet.</summary>
    private int NodeAt(int parent, int property, int slot, int position)
    {
        if (position < _slots[slot].Items)
        {
            ref var state = ref _slots[slot];
            if (position < state.CursorPosition || position == 0)
                (state.CursorPosition, state.Cursor) = (0, state.First);
            for (; state.CursorPosition < position; state.CursorPosition++)
                state.Cursor = NextRepeat(state.Cursor, property);
            return state.Cursor;
        }

        var added = Append(property, parent, _model.Properties[property].Type);
        if (_slots[slot].Items++ == 0)
            _slots[slot].First = added;
        else
            _needsOrdering |= !IsRepeat(added - 1, parent, property);
        return added;
    }

    private readonly int NextRepeat(int node, int property)
    {
        do
            node = _arena[node].End;
        while (_arena[node].Property != property || (_arena[node].Flags & NodeFlags.Detached) != 0);
        return node;
    }

    /// <summary>Whether a node belongs to a repeat of the same element, so that the next one follows directly.</summary>
    private readonly bool IsRepeat(int node, int parent, int property)
    {
        while (_arena[node].Parent != parent)
            node = _arena[node].Parent;
        return _arena[node].Property == property;
    }

    private void ReadValue(int node, int parent)
    {
        var kind = _model.Types[_arena[node].Type].Primitive;
        var property = _arena[node].Property;
        var isExpected = _json.TokenType switch
        {
            JsonTokenType.String => kind != PrimitiveKind.Boolean && !kind.IsNumber(),
            JsonTokenType.Number => kind.IsNumber(),
            JsonTokenType.True or JsonTokenType.False => kind == PrimitiveKind.Boolean,
            _ => false,
        };
        if (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Refuse(IssueRules.JsonValueLeftOut, parent, property);
            return;
        }

        if (!isExpected)
            Report(IssueRules.JsonValueKind, parent, property);

        var start = _arena.ValueLength;
        if (!AppendValue())
        {
            _arena.TruncateValues(start);
            Report(IssueRules.JsonBadText, parent, property);
            return;
        }

        var limit = kind == PrimitiveKind.Base64Binary ? _options.MaxBase64Bytes : kind == PrimitiveKind.Xhtml ? _options.MaxNarrativeBytes : _options.MaxValueBytes;
        if (_arena.ValueLength - start > limit)
            throw Fatal(kind == PrimitiveKind.Xhtml ? IssueRules.NarrativeTooLarge : IssueRules.ValueTooLong);
        if (kind == PrimitiveKind.Xhtml && !CheckNarrative(start, parent))
            return;
        _arena.SetValue(node, start);
    }

    /// <summary>Appends the token's text to the value area; false when it holds what FHIR cannot carry.</summary>
    private readonly bool AppendValue()
    {
        var start = _arena.ValueLength;
        if (!_json.ValueIsEscaped)
        {
            _arena.AppendValue(_json.ValueSpan);
            return !_mayHoldNonCharacters || !HoldsNonCharacters(_arena.Values(start));
        }

        try
        {
            _arena.CommitValue(_json.CopyString(_arena.ReserveValue(_json.ValueSpan.Length)));
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return false;
        }

        return !HoldsNonCharacters(_arena.Values(start));
    }

    /// <summary>Characters that XML cannot represent, so that the document could not be carried in the other format.</summary>
    private static bool HoldsNonCharacters(ReadOnlySpan<byte> text) => XmlScanner.HoldsForbidden(text) || HoldsNonCharacterCodes(text);

    /// <summary>U+FFFE and U+FFFF.</summary>
    private static bool HoldsNonCharacterCodes(ReadOnlySpan<byte> text) =>
        text.IndexOf("\uFFFE"u8) >= 0 || text.IndexOf("\uFFFF"u8) >= 0;

    /// <summary>Keeps a narrative as it is where that will do; false when it is left out.</summary>
    private readonly bool CheckNarrative(int start, int parent)
    {
        if (XhtmlText.IsSelfContained(_arena.ValueMemory(start), _options))
            return true;

        var narrative = XhtmlText.Repair(_arena.Values(start), _options, out var problem);
        if (problem == IssueRules.NarrativeTooLarge)
            throw Fatal(problem);

        // HL7's own DSTU2 examples leave the namespace to be understood.
        if (problem is not null && !(problem == IssueRules.NarrativeUndeclared && _model.Version == FhirVersion.Dstu2))
            Report(problem, parent, null);
        _arena.TruncateValues(start);
        if (narrative is null)
            return false;

        _arena.AppendValue(narrative);
        return true;
    }
}
