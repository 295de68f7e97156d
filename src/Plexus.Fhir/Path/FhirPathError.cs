namespace Plexus.Fhir;

/// <summary>What kind of fault an expression has, or met.</summary>
public enum FhirPathErrorKind
{
    /// <summary>The text is not a FHIRPath expression.</summary>
    Syntax,

    /// <summary>No function of that name exists.</summary>
    UnknownFunction,

    /// <summary>A function was given too few or too many arguments, or one it cannot take.</summary>
    Arguments,

    /// <summary>No type of that name exists in this FHIR version.</summary>
    UnknownType,

    /// <summary>An environment variable that nobody set.</summary>
    UnknownVariable,

    /// <summary>Several items where at most one is allowed.</summary>
    NotSingle,

    /// <summary>An operator or function met a value of a type that it does not work on.</summary>
    TypeMismatch,

    /// <summary>A regular expression that is not one, or took too long.</summary>
    Pattern,

    /// <summary>The terminology, profile or narrative check that the expression needs was not given, or knows no answer.</summary>
    ServiceUnavailable,

    /// <summary>A limit of <see cref="FhirPathLimits"/> was reached.</summary>
    Limit,
}

/// <summary>A fault in an expression or in its evaluation. The text never holds a value from a document.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Text">What is wrong, in words.</param>
/// <param name="Position">Characters of the expression before the fault.</param>
/// <param name="Line">Line of the expression, from 1.</param>
/// <param name="Column">Column of the expression, from 1.</param>
public sealed record FhirPathError(FhirPathErrorKind Kind, string Text, int Position, int Line, int Column)
{
    internal static FhirPathError At(string expression, FhirPathErrorKind kind, string text, int position)
    {
        var before = expression.AsSpan(0, Math.Clamp(position, 0, expression.Length));
        return new FhirPathError(kind, text, position, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    public override string ToString() => $"{Text} (line {Line}, column {Column})";
}

/// <summary>An expression that cannot be compiled or evaluated; <see cref="Error"/> says why and where.</summary>
public sealed class FhirPathException : Exception
{
    public FhirPathException(FhirPathError error)
        : base(error?.ToString()) => Error = error!;

    public FhirPathError Error { get; }
}

/// <summary>Leaves the parser or the evaluator; caught at their border, where the expression's text is known.</summary>
internal sealed class PathFault(FhirPathErrorKind kind, string text, int position) : Exception(text)
{
    internal FhirPathErrorKind Kind { get; } = kind;

    internal int Position { get; } = position;

    internal FhirPathError ToError(string expression) => FhirPathError.At(expression, Kind, Message, Position);
}
