namespace Plexus.Primitives;

/// <summary>A value that travels as text: a parser that refuses anything else, and one written form.</summary>
/// <remarks><c>ToString()</c> is for people and logs and may be masked; <see cref="ToWire"/> is what a message or a column carries.</remarks>
public interface ITextValue<TSelf> : ISpanParsable<TSelf>
    where TSelf : struct, ITextValue<TSelf>
{
    /// <summary>What a valid text looks like, to complete the sentence "Not …". Never an input.</summary>
    static abstract string Rule { get; }

    /// <summary>The exact text of messages, columns and JSON.</summary>
    /// <exception cref="InvalidOperationException">The value was never set (<c>default</c>).</exception>
    string ToWire();
}
