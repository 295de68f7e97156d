using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plexus.Fhir.Definitions;

/// <summary>One filter of a value set, made ready once to judge every code of a code system.</summary>
internal sealed class CodeFilter
{
    private readonly CodeSystemContent _content;
    private readonly string _property;
    private readonly string? _operator;
    private readonly string _value;
    private readonly HashSet<string> _set;
    private readonly Regex? _pattern;

    internal CodeFilter(CodeSystemContent content, JsonElement filter)
    {
        _content = content;
        (_property, _operator, _value) = (filter.Text("property") ?? "", filter.Text("op"), filter.Text("value") ?? "");
        _set = _operator switch
        {
            "is-a" or "descendent-of" or "is-not-a" => content.DescendantsOf(_value),
            "generalizes" => content.AncestorsOf(_value),
            "in" or "not-in" => _value.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal),
            _ => [],
        };
        if (_operator == "regex")
            _pattern = Pattern();
    }

    /// <summary>Why the filter cannot be used at all; null when it can.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Null for a filter that is not understood, or that asks for what is not held.</summary>
    internal bool? Passes(string code)
    {
        if (Fault is not null)
            return null;
        if (_property is "concept" or "code")
            return PassesCode(code);
        if (!_content.HasProperties && _property is not ("parent" or "display"))
            return null;

        var found = _content.PropertyOf(code, _property);
        return _operator switch
        {
            "=" => found.Contains(_value),
            "in" => found.Any(_set.Contains),
            "not-in" => !found.Any(_set.Contains),
            "regex" => found.Any(_pattern!.IsMatch),
            "exists" => found.Any() == (_value == "true"),
            _ => null,
        };
    }

    private bool? PassesCode(string code) => _operator switch
    {
        "is-a" or "generalizes" or "in" => _set.Contains(code),
        "descendent-of" => code != _value && _set.Contains(code),
        "is-not-a" or "not-in" => !_set.Contains(code),
        "=" => code == _value,
        "regex" => _pattern!.IsMatch(code),
        _ => null,
    };

    private Regex? Pattern()
    {
        try
        {
            return new Regex($"^(?:{_value})$", RegexOptions.NonBacktracking);
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            Fault = $"the pattern of its filter on {_property} is wrong or not supported, so codes are not judged by it; write it without look-around and back-references";
            return null;
        }
    }
}
