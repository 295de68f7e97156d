namespace Plexus.Fhir.Tests.Paths;

public sealed class LimitsOfPaths
{
    private static FhirPathError? Refusal(string expression, FhirPathLimits limits)
    {
        if (!FhirPath.TryCompile(expression, FhirVersion.R4, out var compiled, out var error, limits: limits))
            return error;

        compiled.TryEvaluate(Patients.R4, new FhirPathOptions { Limits = limits }, out _, out error);
        return error;
    }

    private static void ShouldBeRefused(string expression, FhirPathLimits limits, string word)
    {
        Refusal(expression, FhirPathLimits.Default).ShouldBeNull();
        var error = Refusal(expression, limits).ShouldNotBeNull();
        error.Kind.ShouldBe(FhirPathErrorKind.Limit);
        error.Text.ShouldContain(word);
    }

    [Fact]
    public void Length_of_an_expression() =>
        ShouldBeRefused("name.given.exists()", new FhirPathLimits { MaxExpressionLength = 10 }, "longer");

    [Theory]
    [InlineData("((((((1))))))")]
    [InlineData("name.given.first().first().first().first()")]
    [InlineData("1 + (2 + (3 + (4 + 5)))")]
    [InlineData("-(-(-(-1)))")]
    [InlineData("iif(true, iif(true, iif(true, 1)))")]
    public void Depth_of_an_expression(string expression) =>
        ShouldBeRefused(expression, new FhirPathLimits { MaxDepth = 3 }, "deeper");

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("not(", ")")]
    [InlineData("a[", "]")]
    public void Nesting_without_end_is_refused_without_harm(string open, string close)
    {
        var hostile = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));

        Refusal(hostile, FhirPathLimits.Default)!.Kind.ShouldBe(FhirPathErrorKind.Limit);
    }

    [Fact]
    public void A_chain_without_end_is_refused_without_harm() =>
        Refusal("a" + string.Concat(Enumerable.Repeat(".a", 30_000)), FhirPathLimits.Default)!.Kind.ShouldBe(FhirPathErrorKind.Limit);

    [Theory]
    [InlineData("descendants().count()")]
    [InlineData("name.given.exists() and name.given.exists() and name.given.exists()")]
    [InlineData("descendants().where(descendants().exists()).count()")]
    [InlineData("(1 | 2 | 3 | 4 | 5 | 6).isDistinct()")]
    [InlineData("'abcdefghijklmnopqrstuvwxyz'.toChars().count()")]
    public void Steps_of_an_evaluation(string expression) =>
        ShouldBeRefused(expression, new FhirPathLimits { MaxSteps = 12 }, "steps");

    [Fact]
    public void Repetition_without_end_is_refused() =>
        Refusal("repeatAll($this)", FhirPathLimits.Default with { MaxSteps = 100_000 })!.Kind.ShouldBe(FhirPathErrorKind.Limit);

    [Theory]
    [InlineData("descendants()")]
    [InlineData("children()")]
    [InlineData("name.given.combine(name.given).combine(name.given)")]
    [InlineData("name.select(given | given.select($this + 'a') | given.select($this + 'b'))")]
    [InlineData("'abcdefgh'.toChars()")]
    [InlineData("'a,b,c,d,e,f,g'.split(',')")]
    public void Items_of_a_collection(string expression) =>
        ShouldBeRefused(expression, new FhirPathLimits { MaxResults = 5 }, "items");

    [Theory]
    [InlineData("'12345' + '67890' + '12345'")]
    [InlineData("'12345' & '67890' & '12345'")]
    [InlineData("('12345678' | '87654321').join(',')")]
    [InlineData("'aaaa'.replace('a', '12345')")]
    [InlineData("'aaaa'.replaceMatches('a', '12345')")]
    [InlineData("'aaaaaaaaa'.encode('hex')")]
    public void Length_of_a_string(string expression) =>
        ShouldBeRefused(expression, new FhirPathLimits { MaxStringLength = 12 }, "string");

    [Fact]
    public void Strings_that_double_are_stopped() =>
        Refusal("(" + string.Join('|', Enumerable.Range(0, 60)) + ").aggregate($total & $total, 'aaaa')", FhirPathLimits.Default)!.Kind.ShouldBe(FhirPathErrorKind.Limit);

    [Fact]
    public void A_pattern_that_backtracks_is_linear_or_timed()
    {
        var victim = new string('a', 5_000) + "b";

        Patients.R4.Give($"'{victim}'.matches('^(a+)+$')").ShouldBe(["false"]);
        Refusal($"'{victim}'.matches('^(?=(a+)+$)c')", new FhirPathLimits { PatternTimeout = TimeSpan.FromMilliseconds(20) })!.Kind.ShouldBe(FhirPathErrorKind.Pattern);
    }

    [Fact]
    public void Powers_and_units_of_any_size_end()
    {
        Patients.R4.Give("2.power(1000000)").ShouldBeEmpty();
        Patients.R4.Give("1 'Ym30.Ym30.Ym30.Ym30' = 2 'm120'").ShouldBeEmpty();
        Patients.R4.Give("@9999-12-31 + 100000000 years").ShouldBeEmpty();
        Patients.R4.Give("@0001-01-01 - 1 day").ShouldBeEmpty();
    }
}
