namespace Plexus.Fhir.Tests.Paths;

public sealed class Language
{
    private static string Evaluate(string expression) => string.Join(", ", Patients.R4.Give(expression));

    [Theory]
    [InlineData("and", "true false empty false false false empty false empty")]
    [InlineData("or", "true true true true false empty true empty empty")]
    [InlineData("xor", "false true empty true false empty empty empty empty")]
    [InlineData("implies", "true false empty true true true true empty empty")]
    public void Logic_has_three_values(string operation, string expected)
    {
        string[] operands = ["true", "false", "{}"];

        var table = from left in operands
                    from right in operands
                    select Evaluate($"{left} {operation} {right}") is { Length: > 0 } value ? value : "empty";

        string.Join(' ', table).ShouldBe(expected);
    }

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("-1 + 2", "1")]
    [InlineData("(1 | 2) = (1 | 2) and 3 > 2", "true")]
    [InlineData("1 | 2 > 0 | 5", null)]
    [InlineData("1 + 1 in 2 | 3", "true")]
    [InlineData("true or false and false", "true")]
    [InlineData("false implies true implies false", "false")]
    [InlineData("2 'kg' is Quantity", "true")]
    [InlineData("'a' & 'b' + 'c'", "abc")]
    [InlineData("-5.abs()", "-5")]
    [InlineData("(-5).abs()", "5")]
    [InlineData("1 / 4", "0.25")]
    [InlineData("7 div 2 + 7 mod 2", "4")]
    public void Operators_bind_by_their_precedence(string expression, string? expected)
    {
        if (expected is null)
            Should.Throw<FhirPathException>(() => Evaluate(expression)).Error.Kind.ShouldBe(FhirPathErrorKind.NotSingle);
        else
            Evaluate(expression).ShouldBe(expected);
    }

    [Theory]
    [InlineData("name.", "The end of the expression is not expected here.")]
    [InlineData("name 'x'", "A string is not expected here.")]
    [InlineData("name )", "')' is not expected here.")]
    public void What_is_not_expected_is_told_in_a_sentence(string expression, string text) =>
        Should.Throw<FhirPathException>(() => Evaluate(expression)).Error.Text.ShouldBe(text);

    [Theory]
    [InlineData("2147483647 + 1", "")]
    [InlineData("9223372036854775807L + 1L", "")]
    [InlineData("79228162514264337593543950335.0 * 10", "")]
    [InlineData("1 / 0", "")]
    [InlineData("1.0 mod 0", "")]
    [InlineData("-2147483648 div -1", "")]
    [InlineData("(0).ln()", "")]
    [InlineData("(-1).sqrt()", "")]
    [InlineData("10.power(100)", "")]
    public void What_cannot_be_computed_is_empty(string expression, string expected) => Evaluate(expression).ShouldBe(expected);

    [Theory]
    [InlineData("'\\u0041\\t\\'\\`\\\\'", "A\t'`\\")]
    [InlineData("name[0].`family` // comment", "Meadow")]
    [InlineData("/* comment */ name.first().given.last()", "Jane")]
    [InlineData("@2015-02", "2015-02")]
    [InlineData("@2015T", "2015")]
    [InlineData("@T14:30:00.5", "14:30:00.5")]
    [InlineData("@2020-02-29T10:00:00.123+01:00", "2020-02-29T10:00:00.123+01:00")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("1.10", "1.10")]
    [InlineData("{}", "")]
    public void Literals_and_names_are_read(string expression, string expected) => Evaluate(expression).ShouldBe(expected);

    [Theory]
    [InlineData("name.", 1, 6)]
    [InlineData("name\n  .where(", 2, 10)]
    [InlineData("'open", 1, 1)]
    [InlineData("/* open", 1, 1)]
    [InlineData("1 +", 1, 4)]
    [InlineData("(1", 1, 3)]
    [InlineData("name name", 1, 6)]
    [InlineData("@2015-13", 1, 1)]
    [InlineData("@2015-02-30", 1, 1)]
    [InlineData("a # b", 1, 3)]
    [InlineData("'\\u12'", 1, 2)]
    [InlineData("", 1, 1)]
    [InlineData("$that", 1, 1)]
    [InlineData("\"family\"", 1, 1)]
    public void A_fault_of_syntax_is_a_result_with_its_place(string expression, int line, int column)
    {
        FhirPath.TryCompile(expression, FhirVersion.R4, out var compiled, out var error).ShouldBeFalse();

        compiled.ShouldBeNull();
        error.Kind.ShouldBe(FhirPathErrorKind.Syntax);
        (error.Line, error.Column).ShouldBe((line, column));
    }

    [Theory]
    [InlineData("name.nonsense()", FhirPathErrorKind.UnknownFunction)]
    [InlineData("name.where()", FhirPathErrorKind.Arguments)]
    [InlineData("name.count(1)", FhirPathErrorKind.Arguments)]
    [InlineData("name is Nonsense", FhirPathErrorKind.UnknownType)]
    [InlineData("name.ofType(System.Nonsense)", FhirPathErrorKind.UnknownType)]
    [InlineData("name.ofType(1)", FhirPathErrorKind.Arguments)]
    public void What_does_not_exist_is_found_when_compiling(string expression, FhirPathErrorKind kind)
    {
        FhirPath.TryCompile(expression, FhirVersion.R4, out _, out var error).ShouldBeFalse();

        error!.Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("name.single()", FhirPathErrorKind.NotSingle)]
    [InlineData("name.given and true", FhirPathErrorKind.NotSingle)]
    [InlineData("name.given > 'a'", FhirPathErrorKind.NotSingle)]
    [InlineData("1 > 'a'", FhirPathErrorKind.TypeMismatch)]
    [InlineData("1 + 'a'", FhirPathErrorKind.TypeMismatch)]
    [InlineData("birthDate + 1 'kg'", FhirPathErrorKind.TypeMismatch)]
    [InlineData("1.upper()", FhirPathErrorKind.TypeMismatch)]
    [InlineData("%nothing", FhirPathErrorKind.UnknownVariable)]
    [InlineData("'a'.matches('(')", FhirPathErrorKind.Pattern)]
    [InlineData("gender.memberOf('http://example.org/vs')", FhirPathErrorKind.ServiceUnavailable)]
    [InlineData("conformsTo('http://example.org/profile')", FhirPathErrorKind.ServiceUnavailable)]
    [InlineData("text.htmlChecks() or name.htmlChecks()", FhirPathErrorKind.NotSingle)]
    [InlineData("('a' | 1).sort()", FhirPathErrorKind.TypeMismatch)]
    public void Errors_of_evaluation_say_their_kind(string expression, FhirPathErrorKind kind)
    {
        var compiled = FhirPath.Compile(expression, FhirVersion.R4);

        compiled.TryEvaluate(Patients.R4, null, out var result, out var error).ShouldBeFalse();

        result.ShouldBeEmpty();
        error!.Kind.ShouldBe(kind);
        error.Text.ShouldNotContain("Meadow");
    }

    [Theory]
    [InlineData("name.givn", "No element 'givn' exists here.")]
    [InlineData("Observation.status", "The focus is never of type Observation.")]
    [InlineData("deceasedBoolean", "'deceasedBoolean' is the name of a choice with its type; FHIRPath uses the name without.")]
    [InlineData("name.where(usage = 'official')", "No element 'usage' exists here.")]
    [InlineData("descendants().first()", "The order of these items is not defined.")]
    public void Names_that_cannot_be_meant_are_warned_of(string expression, string warning) =>
        FhirPath.Compile(expression, FhirVersion.R4, "Patient").Warnings.ShouldHaveSingleItem().Text.ShouldBe(warning);

    [Theory]
    [InlineData("name.given.first() | contact.name.family")]
    [InlineData("contained.name.anything")]
    [InlineData("extension.value.coding.code")]
    [InlineData("deceased.exists() implies (deceased as dateTime) > birthDate")]
    [InlineData("link.other.resolve().anything")]
    public void Names_that_can_be_right_are_not(string expression) =>
        FhirPath.Compile(expression, FhirVersion.R4, "Patient").Warnings.ShouldBeEmpty();

    [Fact]
    public void The_same_text_is_compiled_once()
    {
        var first = FhirPath.Compile("name.given.count() + 1", FhirVersion.Stu3);

        FhirPath.Compile("name.given.count() + 1", FhirVersion.Stu3).ShouldBeSameAs(first);
        FhirPath.Compile("name.given.count() + 1", FhirVersion.R4).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void An_element_of_another_version_is_refused() =>
        Should.Throw<ArgumentException>(() => FhirPath.Compile("name", FhirVersion.R4).Evaluate(Patients.Stu3));
}
