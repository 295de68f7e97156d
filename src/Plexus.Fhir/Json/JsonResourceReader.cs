using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Json;

/// <summary>Reads JSON over the model's tables into nodes, in one pass; a second orders them when the input was not in order.</summary>
internal ref partial struct JsonResourceReader
{
    // An element that repeats is an object in an array; what is not known and skipped may go as deep as this at least.
    private const int LeastJsonDepth = 256;
    private const int LongestName = 128;

    private readonly FhirModel _model;
    private readonly FhirReaderOptions _options;
    private readonly ArenaWriter _arena;
    private readonly IssueList _issues;
    private readonly PropertySlots _slots = new();
    private readonly bool _mayHoldNonCharacters;
    private LineCounter _lines;
    private Utf8JsonReader _json;
    private int _levels;
    private int _resourceLevels;
    private bool _needsOrdering;

    private JsonResourceReader(ReadOnlySpan<byte> input, FhirModel model, FhirReaderOptions options, ArenaWriter arena, IssueList issues)
    {
        _model = model;
        _options = options;
        _arena = arena;
        _issues = issues;
        _lines = new LineCounter(input);
        _json = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = (int)Math.Clamp(2L * options.MaxDepth + 2, LeastJsonDepth, int.MaxValue) });
        _mayHoldNonCharacters = HoldsNonCharacterCodes(input);
    }

    internal static FhirReadResult Read(ReadOnlySpan<byte> input, FhirModel model, FhirReaderOptions options)
    {
        var issues = new IssueList(options.MaxIssues);
        if (input.StartsWith("\uFEFF"u8))
            input = input[3..];

        try
        {
            if (input.Length > options.MaxDocumentBytes)
                throw new FatalIssueException(IssueRules.TooLarge, 0, 0);
            if (!Utf8.IsValid(input))
                throw NotUtf8(input);

            using var arena = new ArenaWriter(input.Length);
            var reader = new JsonResourceReader(input, model, options, arena, issues);
            return new FhirReadResult(reader.Run(), issues.ToResult());
        }
        catch (JsonException exception)
        {
            issues.Add(FhirSeverity.Fatal, IssueRules.JsonMalformed, "", (int)(exception.LineNumber ?? -1) + 1, (int)(exception.BytePositionInLine ?? -1) + 1);
        }
        catch (FatalIssueException exception)
        {
            issues.Add(FhirSeverity.Fatal, exception.Rule, "", exception.Line, exception.Column, exception.Name);
        }

        return new FhirReadResult(null, issues.ToResult());
    }

    /// <summary>Says where the first byte stands that is of no character.</summary>
    private static FatalIssueException NotUtf8(ReadOnlySpan<byte> input)
    {
        Span<char> characters = stackalloc char[512];
        var valid = 0;
        OperationStatus status;
        do
        {
            status = Utf8.ToUtf16(input[valid..], characters, out var read, out _, replaceInvalidSequences: false);
            valid += read;
        }
        while (status == OperationStatus.DestinationTooSmall);

        var lines = new LineCounter(input);
        lines.MoveTo(valid);
        return new FatalIssueException(IssueRules.JsonUtf8, lines.Line, lines.Column);
    }

    private FhirDocument Run()
    {
        _json.Read();
        Locate();
        if (_json.TokenType != JsonTokenType.StartObject)
            throw Fatal(IssueRules.JsonNoObject);

        var type = FindResourceType(out var name);
        if (type < 0)
            throw Fatal(name is null ? IssueRules.JsonNoResourceType : IssueRules.UnknownResource, name);
        if (!_model.IsConcreteResource(type))
            throw Fatal(_model.Types[type].Kind == TypeKind.Resource ? IssueRules.AbstractResource : IssueRules.UnknownResource, name);

        ReadResource(-1, -1, type);
        _json.Read();
        return NodeOrder.ToDocument(_arena, _model, _options, _issues, _needsOrdering);
    }

    /// <summary>Looks ahead in the object at hand for its type, which is usually the first property but may come anywhere.</summary>
    private readonly int FindResourceType(out string? name)
    {
        name = null;
        var ahead = _json;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isType = ahead.ValueTextEquals("resourceType"u8);
            ahead.Read();
            if (!isType)
            {
                ahead.Skip();
                continue;
            }

            if (ahead.TokenType != JsonTokenType.String)
                return -1;
            var type = ahead.ValueIsEscaped ? -1 : _model.FindType(ahead.ValueSpan);
            name = type < 0 ? TextOf(ahead) : _model.TypeName(type);
            return name is null ? -1 : _model.FindType(name);
        }

        return -1;
    }

    private static string? TextOf(in Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return null;
        }
    }

    private void ReadResource(int property, int parent, int type)
    {
        if (++_resourceLevels > _options.MaxResourceDepth)
            throw Fatal(IssueRules.ResourcesTooDeep);

        var node = Append(property, parent, type);
        _arena[node].Flags |= NodeFlags.Resource;
        ReadObject(node, type);
        _resourceLevels--;
    }

    /// <summary>Reads the properties of the object at whose start the reader stands into children of a node, and closes the node.</summary>
    private void ReadObject(int node, int type)
    {
        if (++_levels > _options.MaxDepth)
            throw Fatal(IssueRules.TooDeep);

        var scope = new ObjectScope { Node = node, Type = type, Mark = _slots.Open(), LastRank = int.MinValue, LastProperty = _model.Types[type].FirstProperty };
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
            ReadProperty(ref scope);

        _slots.Close(scope.Mark);
        _arena.Close(node);
        _levels--;
    }

    /// <summary>An object being read.</summary>
    private struct ObjectScope
    {
        internal int Node;
        internal int Type;
        internal int Mark;
        internal int LastRank;
        internal int LastProperty;
        internal ulong Seen;
        internal bool HasResourceType;
    }

    /// <summary>A name written with escapes; nothing when it is longer than any, or no text.</summary>
    private readonly ReadOnlySpan<byte> Unescaped()
    {
        if (_json.ValueSpan.Length > LongestName)
            return default;

        try
        {
            var name = new byte[LongestName];
            return name.AsSpan(0, _json.CopyString(name));
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return default;
        }
    }

    private void ReadProperty(ref ObjectScope scope)
    {
        var name = _json.ValueIsEscaped ? Unescaped() : _json.ValueSpan;

        var isMeta = name.StartsWith("_"u8);
        var property = FindProperty(scope, isMeta ? name[1..] : name);
        Locate();
        if (property < 0)
        {
            ReadUnknown(ref scope, name);
            return;
        }

        scope.LastProperty = property;
        var rank = NodeOrder.Rank(_model.Properties[property]);
        _needsOrdering |= rank < scope.LastRank;
        scope.LastRank = rank;

        var slot = _slots.Find(scope.Mark, property, ref scope.Seen);
        ref var state = ref _slots[slot];
        var isRepeated = isMeta ? state.HasMeta : state.HasValues;
        if (isMeta)
            state.HasMeta = true;
        else
            state.HasValues = true;

        _json.Read();
        var isPrimitive = _model.Types[_model.Properties[property].Type].Kind == TypeKind.Primitive;
        if (isRepeated)
            Refuse(IssueRules.JsonDuplicate, scope.Node, property);
        else if (isMeta && !(isPrimitive && _model.Properties[property].MayHaveContent))
            Refuse(IssueRules.JsonMetaOnComplex, scope.Node, property);
        else if (isMeta)
            ReadMeta(scope.Node, property, slot);
        else if (isPrimitive)
            ReadPrimitives(scope.Node, property, slot);
        else
            ReadComplex(scope.Node, property);
    }

    private void ReadUnknown(ref ObjectScope scope, scoped ReadOnlySpan<byte> name)
    {
        if (_arena[scope.Node].IsResource && name.SequenceEqual("resourceType"u8))
        {
            if (scope.HasResourceType)
                Report(IssueRules.JsonDuplicate, scope.Node, "resourceType");
            scope.HasResourceType = true;
        }
        else if (_model.Version != FhirVersion.Dstu2 || !name.SequenceEqual("fhir_comments"u8))
        {
            Report(IssueRules.JsonUnknownProperty, scope.Node, System.Text.Encoding.UTF8.GetString(name));
        }

        _json.Read();
        _json.Skip();
    }

    private readonly int FindProperty(in ObjectScope scope, scoped ReadOnlySpan<byte> name)
    {
        const int lookAhead = 4;
        var properties = _model.Properties;
        ref var type = ref _model.Types[scope.Type];
        var last = Math.Min(scope.LastProperty + lookAhead, type.FirstProperty + type.PropertyCount);
        for (var property = scope.LastProperty; property < last; property++)
        {
            if (name.SequenceEqual(_model.Names.Utf8(properties[property].NameId)))
                return property;
        }

        var id = _model.Names.Find(name);
        return id < 0 ? -1 : _model.FindProperty(scope.Type, id);
    }

    private void ReadComplex(int parent, int property)
    {
        ref var definition = ref _model.Properties[property];
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            if (definition.IsArray)
                Report(IssueRules.JsonNotArray, parent, property);
            ReadItem(parent, property);
            return;
        }

        if (!definition.IsArray)
            Report(IssueRules.JsonArray, parent, property);
        var count = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            ReadItem(parent, property);
            count++;
        }

        if (count == 0)
            Report(IssueRules.JsonEmptyArray, parent, property);
    }

    private void ReadItem(int parent, int property)
    {
        Locate();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            Refuse(_json.TokenType == JsonTokenType.Null ? IssueRules.JsonNull : IssueRules.JsonValueLeftOut, parent, property);
            return;
        }

        int type = _model.Properties[property].Type;
        if (type != _model.ResourceType)
        {
            ReadObject(Append(property, parent, type), type);
            return;
        }

        type = FindResourceType(out var name);
        if (type >= 0 && _model.IsConcreteResource(type))
        {
            ReadResource(property, parent, type);
            return;
        }

        Report(name is null ? IssueRules.JsonNoResourceType : IssueRules.UnknownResource, parent, name);
        _json.Skip();
    }

    private int Append(int property, int parent, int type)
    {
        if (_arena.Count >= _options.MaxNodes)
            throw Fatal(IssueRules.TooManyNodes);
        return _arena.Append(property, parent, type, _lines.Line, _lines.Column);
    }

    private void Locate() => _lines.MoveTo((int)_json.TokenStartIndex);

    /// <summary>Reports, and leaves out the value at hand.</summary>
    private void Refuse(IssueRule rule, int parent, int property)
    {
        Report(rule, parent, property);
        _json.Skip();
    }

    private readonly void Report(IssueRule rule, int node, int property) => Report(rule, node, _model.Names[_model.Properties[property].NameId]);

    private readonly void Report(IssueRule rule, int node, string? name)
    {
        if (_issues.IsFull)
            return;

        // Two readers may choose differently between duplicates, and text that is left out is lost: never mere warnings.
        var isWarning = _options.Mode == FhirReadMode.Lenient && rule != IssueRules.JsonDuplicate && rule != IssueRules.JsonBadText;
        _issues.Add(isWarning ? FhirSeverity.Warning : FhirSeverity.Error, rule, ElementPath.Of(_model, _arena.Nodes, node), _lines.Line, _lines.Column, name);
    }

    private readonly FatalIssueException Fatal(IssueRule rule, string? name = null) => new(rule, _lines.Line, _lines.Column, name);
}
