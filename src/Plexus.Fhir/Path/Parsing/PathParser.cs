using System.Globalization;

namespace Plexus.Fhir.Paths;

/// <summary>Precedence parser of the FHIRPath 2.0 grammar; <c>-1.abs()</c> is <c>-(1.abs())</c> there.</summary>
/// <remarks>http://hl7.org/fhirpath/N1/grammar.html</remarks>
internal sealed class PathParser
{
    private readonly Lexer _lexer;
    private readonly int _maxDepth;
    private Token _token;
    private Token _following;
    private int _nesting;

    private PathParser(string text, FhirVersion version, int maxDepth)
    {
        _lexer = new Lexer(text, version);
        _maxDepth = maxDepth;
        _token = _lexer.Next();
        _following = _lexer.Next();
    }

    /// <exception cref="PathFault">The text is not an expression, or is longer or deeper than allowed.</exception>
    internal static PathSyntax Parse(string text, FhirVersion version, FhirPathLimits limits)
    {
        if (text.Length > limits.MaxExpressionLength)
            throw new PathFault(FhirPathErrorKind.Limit, "The expression is longer than the limit.", 0);

        var parser = new PathParser(text, version, limits.MaxDepth);
        var expression = parser.Expression(0);
        return parser._token.Kind == TokenKind.End ? expression : throw parser.Unexpected();
    }

    private PathFault Unexpected() =>
        new(FhirPathErrorKind.Syntax, $"{char.ToUpperInvariant(_token.Description[0])}{_token.Description.AsSpan(1)} is not expected here.", _token.Position);

    private Token Take()
    {
        var token = _token;
        _token = _following;
        _following = _token.Kind == TokenKind.End ? _token : _lexer.Next();
        return token;
    }

    private void Expect(string symbol)
    {
        if (!_token.IsSymbol(symbol))
            throw new PathFault(FhirPathErrorKind.Syntax, $"'{symbol}' is expected before {_token.Description}.", _token.Position);
        Take();
    }

    private T Checked<T>(T syntax)
        where T : PathSyntax =>
        syntax.Depth <= _maxDepth ? syntax : throw TooDeep(syntax.Position);

    private static PathFault TooDeep(int position) =>
        new(FhirPathErrorKind.Limit, "The expression is nested deeper than the limit.", position);

    private PathSyntax Expression(int minimum)
    {
        // Parentheses and prefixes nest before any syntax exists whose depth could be counted.
        if (++_nesting > _maxDepth)
            throw TooDeep(_token.Position);

        var left = Prefix();
        while (BinaryPrecedence(_token) is var precedence and > 0 && precedence > minimum)
        {
            var operation = Take();
            left = operation.Text is "is" or "as"
                ? Checked(new TypeSyntax(operation.Text == "as", left, TypeSpecifier(), operation.Position))
                : Checked(new BinarySyntax(operation.Text, left, Expression(precedence), operation.Position));
        }

        _nesting--;
        return left;
    }

    private static int BinaryPrecedence(in Token token) => token.Kind is not (TokenKind.Symbol or TokenKind.Identifier) ? 0 : token.Text switch
    {
        "implies" => 1,
        "or" or "xor" => 2,
        "and" => 3,
        "in" or "contains" => 4,
        "=" or "~" or "!=" or "!~" => 5,
        "<" or ">" or "<=" or ">=" => 6,
        "|" => 7,
        "is" or "as" => 8,
        "+" or "-" or "&" => 9,
        "*" or "/" or "div" or "mod" => 10,
        _ => 0,
    };

    private PathSyntax Prefix()
    {
        if (!_token.IsSymbol("-") && !_token.IsSymbol("+"))
            return Chain(Term());

        var sign = Take();
        return Checked(new UnarySyntax(sign.Text == "-", Expression(10), sign.Position));
    }

    private PathSyntax Chain(PathSyntax source)
    {
        while (true)
        {
            if (_token.IsSymbol("."))
            {
                Take();
                source = Invocation(source);
            }
            else if (_token.IsSymbol("["))
            {
                var bracket = Take();
                var index = Expression(0);
                Expect("]");
                source = Checked(new IndexerSyntax(source, index, bracket.Position));
            }
            else
            {
                return source;
            }
        }
    }

    private PathSyntax Term()
    {
        switch (_token.Kind)
        {
            case TokenKind.String:
                return Literal(FhirPathValue.Of(_token.Text));
            case TokenKind.Integer or TokenKind.Long or TokenKind.Decimal:
                return Number();
            case TokenKind.Date or TokenKind.DateTime or TokenKind.Time:
                return Literal(Moment(_token));
            case TokenKind.Variable:
                var variable = Take();
                return new VariableSyntax(variable.Text, variable.Position);
            case TokenKind.Special:
            case TokenKind.DelimitedIdentifier:
                return Invocation(null);
            case TokenKind.Identifier:
                return Word();
        }

        if (_token.IsSymbol("("))
        {
            Take();
            var inner = Expression(0);
            Expect(")");
            return inner;
        }

        if (_token.IsSymbol("{"))
        {
            var brace = Take();
            Expect("}");
            return new EmptySyntax(brace.Position);
        }

        throw Unexpected();
    }

    /// <summary>At the start of a term most operator words are no names, and <c>true</c> and <c>false</c> are literals.</summary>
    private PathSyntax Word()
    {
        if (_token.Text is "true" or "false")
            return Literal(FhirPathValue.Of(_token.Text == "true"));
        if (_token.Text is "and" or "or" or "xor" or "implies" or "div" or "mod")
            throw Unexpected();
        return Invocation(null);
    }

    private PathSyntax Invocation(PathSyntax? source)
    {
        if (_token.Kind == TokenKind.Special)
        {
            if (_token.Text is not ("$this" or "$index" or "$total") || (source is not null && _token.Text != "$this"))
                throw Unexpected();

            var special = Take();
            return new SpecialSyntax(special.Text, special.Position);
        }

        if (_token.Kind is not (TokenKind.Identifier or TokenKind.DelimitedIdentifier))
            throw Unexpected();

        var name = Take();
        return _token.IsSymbol("(")
            ? Checked(new CallSyntax(source, name.Text, Arguments(), name.Position))
            : Checked(new MemberSyntax(source, name.Text, name.Position));
    }

    private List<PathSyntax> Arguments()
    {
        Expect("(");
        var arguments = new List<PathSyntax>();
        if (!_token.IsSymbol(")"))
        {
            arguments.Add(Expression(0));
            while (_token.IsSymbol(","))
            {
                Take();
                arguments.Add(Expression(0));
            }
        }

        Expect(")");
        return arguments;
    }

    private TypeName TypeSpecifier()
    {
        var first = TypeWord();
        if (!_token.IsSymbol(".") || _following.Kind is not (TokenKind.Identifier or TokenKind.DelimitedIdentifier) || first.Text is not ("FHIR" or "System"))
            return new TypeName(null, first.Text, first.Position);

        Take();
        return new TypeName(first.Text, TypeWord().Text, first.Position);
    }

    private Token TypeWord() =>
        _token.Kind is TokenKind.Identifier or TokenKind.DelimitedIdentifier ? Take() : throw Unexpected();

    private LiteralSyntax Literal(FhirPathValue value) => new(value, Take().Position);

    private LiteralSyntax Number()
    {
        var number = Take();
        if (_token.Kind == TokenKind.String)
            return new LiteralSyntax(FhirPathValue.Of(new Quantity(DecimalOf(number), _token.Text, UnitKind.Ucum)), Take().Position);
        if (_token.Kind == TokenKind.Identifier && CalendarUnits.IsWord(_token.Text))
            return new LiteralSyntax(FhirPathValue.Of(new Quantity(DecimalOf(number), _token.Text, UnitKind.Calendar)), Take().Position);

        return new LiteralSyntax(NumberValue(number), number.Position);
    }

    private static FhirPathValue NumberValue(in Token number)
    {
        switch (number.Kind)
        {
            case TokenKind.Integer when int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var integer):
                return FhirPathValue.Of(integer);
            case TokenKind.Long when long.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var large):
                return FhirPathValue.Of(large);
            default:
                return FhirPathValue.Of(DecimalOf(number));
        }
    }

    private static decimal DecimalOf(in Token number) =>
        decimal.TryParse(number.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new PathFault(FhirPathErrorKind.Syntax, "The number is too large.", number.Position);

    private static FhirPathValue Moment(in Token token)
    {
        var kind = token.Kind switch
        {
            TokenKind.Date => TemporalKind.Date,
            TokenKind.DateTime => TemporalKind.DateTime,
            _ => TemporalKind.Time,
        };
        return Temporal.TryParse(token.Text, kind) is { } moment
            ? FhirPathValue.Of(moment)
            : throw new PathFault(FhirPathErrorKind.Syntax, "A date or time that is not one.", token.Position);
    }
}
