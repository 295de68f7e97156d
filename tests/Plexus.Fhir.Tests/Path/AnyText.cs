using FsCheck;
using FsCheck.Fluent;

namespace Plexus.Fhir.Tests.Paths;

public sealed class AnyText
{
    private static readonly string[] Pieces =
    [
        "name", "given", "Patient", ".", ".", "(", ")", "[", "]", "0", "1", "2.5", "3L", "'Ada'", "'", "`a`", "@2015", "@2015-02-04T14:34:28Z", "@T14:30", "%ucum", "%", "$this", "$index", "$total",
        "+", "-", "*", "/", "div", "mod", "&", "|", "=", "!=", "~", "!~", "<", ">", "<=", ">=", "and", "or", "xor", "implies", "in", "contains", "is", "as", "Quantity", "{}", "{", "true", ",",
        "where(", "select(", "exists()", "all(", "repeat(children())", "descendants()", "first()", "count()", "toQuantity()", "4 'mg'", "1 year", "day", "iif(", "matches('a*')", "lowBoundary()", "sort()", "type()", "ofType(string)",
        "birthDate", "address", "aggregate($total + 1, 0)", " ", "\n", "//", "/*", "*/", "\"", "\\",
    ];

    [Fact]
    public void Gives_a_result_or_an_error_and_never_anything_else()
    {
        var expressions = Gen.ArrayOf(Gen.Elements(Pieces)).Select(pieces => string.Join(' ', pieces));

        Prop.ForAll(expressions.ToArbitrary(), Ends).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithReplay(7, 11));
    }

    [Fact]
    public void Characters_at_random_give_an_error_or_a_result() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => text is null || Ends(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithReplay(13, 17));

    private static bool Ends(string expression)
    {
        foreach (var patient in new[] { Patients.Stu3, Patients.R4 })
        {
            if (!FhirPath.TryCompile(expression, patient.Document!.Version, out var compiled, out var error))
            {
                error.Position.ShouldBeInRange(0, expression.Length);
                continue;
            }

            compiled.TryEvaluate(patient, new FhirPathOptions { Limits = new FhirPathLimits { MaxSteps = 20_000 } }, out _, out _);
        }

        return true;
    }
}
