using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>Chooses workflows: one exactly (<c>X</c>), or all that begin alike (<c>X*</c>; <c>*</c> alone is every workflow).</summary>
/// <remarks>The asterisk may only be last. Comparison is ordinal, as in <see cref="WorkflowId"/>.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<WorkflowPattern>))]
public readonly record struct WorkflowPattern : ITextValue<WorkflowPattern>
{
    /// <inheritdoc/>
    public static string Rule => "a workflow id, or the beginning of one followed by an asterisk";

    private readonly string? _text;

    private WorkflowPattern(string text) => _text = text;

    /// <summary>The pattern that matches this workflow and no other.</summary>
    public static WorkflowPattern Exactly(WorkflowId workflow) => new(workflow.ToWire());

    /// <summary>Whether the pattern names one workflow only.</summary>
    public bool IsExact => _text is { } text && !text.EndsWith('*');

    /// <summary>Whether the workflow is one of those chosen. An unset pattern or workflow matches nothing.</summary>
    public bool Matches(WorkflowId workflow)
    {
        var name = workflow.ToString();
        if (_text is not { } text || name.Length == 0)
            return false;
        return IsExact ? name == text : name.AsSpan().StartsWith(text.AsSpan(0, text.Length - 1), StringComparison.Ordinal);
    }

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static WorkflowPattern Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<WorkflowPattern>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static WorkflowPattern Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<WorkflowPattern>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out WorkflowPattern)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out WorkflowPattern result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out WorkflowPattern)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out WorkflowPattern result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts a workflow id with or without one trailing asterisk.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out WorkflowPattern result)
    {
        result = default;
        var name = s.EndsWith("*", StringComparison.Ordinal) ? s[..^1] : s;
        if (s.IsEmpty || (!name.IsEmpty && !WorkflowId.TryParse(name, out _)))
            return false;

        result = new WorkflowPattern(s.ToString());
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<WorkflowPattern>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
