namespace Plexus.Fhir.Paths;

internal enum TokenKind : byte
{
    End,
    Identifier,
    DelimitedIdentifier,
    String,
    Integer,
    Long,
    Decimal,
    Date,
    DateTime,
    Time,
    Variable,
    Special,
    Symbol,
}

/// <summary>One lexical unit; for strings, names and variables the text is unescaped.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    internal bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    internal bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;

    internal string Description => Kind switch
    {
        TokenKind.End => "the end of the expression",
        TokenKind.String => "a string",
        TokenKind.Symbol or TokenKind.Identifier => $"'{Text}'",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
