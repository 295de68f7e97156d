using System.Text.Json.Serialization;

namespace Plexus.Primitives;

/// <summary>The name of a MESH workflow: what kind of business a message belongs to.</summary>
/// <remarks>MESH API 2.0.0, header Mex-WorkflowID: at most 300 characters. Control characters and URLs are refused by the service (TRANSFER 06), asterisks and a leading exclamation mark would be read as a filter; all are refused here. Case matters.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<WorkflowId>))]
public readonly record struct WorkflowId : ITextValue<WorkflowId>
{
    /// <inheritdoc/>
    public static string Rule => "a workflow id (1 to 300 printable characters, no asterisk, no URL)";

    /// <summary>The longest workflow id the service takes, in characters.</summary>
    public const int MaxLength = 300;

    private const string AckSuffix = "_ACK";

    private readonly string? _text;

    private WorkflowId(string text) => _text = text;

    /// <summary>Whether this is the workflow of business acknowledgements.</summary>
    public bool IsAck => _text?.EndsWith(AckSuffix, StringComparison.Ordinal) ?? false;

    /// <summary>The workflow that answers this one: <c>X</c> gives <c>X_ACK</c>. An acknowledgement is answered by nothing and gives itself.</summary>
    /// <exception cref="InvalidOperationException">The value was never set, or is too long to carry the suffix.</exception>
    public WorkflowId Ack
    {
        get
        {
            var text = ToWire();
            if (IsAck)
                return this;
            return text.Length + AckSuffix.Length <= MaxLength
                ? new WorkflowId(text + AckSuffix)
                : throw new InvalidOperationException("This workflow id is too long to have an acknowledgement workflow.");
        }
    }

    /// <exception cref="FormatException">The text breaks <see cref="Rule"/>; the message never repeats it.</exception>
    public static WorkflowId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => TextValue.Parse<WorkflowId>(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static WorkflowId Parse(string s, IFormatProvider? provider = null) => TextValue.Parse<WorkflowId>(s);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out WorkflowId)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out WorkflowId result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out WorkflowId)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out WorkflowId result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Accepts printable ASCII without an asterisk, a leading exclamation mark, outer spaces or a URL.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out WorkflowId result)
    {
        result = default;
        if (s.Length is < 1 or > MaxLength || s[0] is ' ' or '!' || s[^1] == ' ' || s.Contains("://", StringComparison.Ordinal))
            return false;
        foreach (var c in s)
            if (c is < ' ' or > '~' or '*')
                return false;

        result = new WorkflowId(s.ToString());
        return true;
    }

    /// <inheritdoc/>
    public string ToWire() => TextValue.Require<WorkflowId>(_text);

    /// <summary>The wire form; empty for an unset value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
