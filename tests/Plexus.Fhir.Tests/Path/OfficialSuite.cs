using Xunit.Abstractions;

namespace Plexus.Fhir.Tests.Paths;

public sealed class OfficialSuite(ITestOutputHelper output)
{
    private const string Suite = "fhirpath-tests/official-r4";

    private static IReadOnlyList<FhirPathSuiteTest> Tests
    {
        get
        {
            using var file = new MemoryStream(Specifications.Read($"{Suite}/tests-fhir-r4.xml"));
            return FhirPathSuiteTest.Read(file);
        }
    }

    [SpecificationFact]
    public void Every_shared_test_of_the_official_suite_passes()
    {
        var failures = Run(Tests).Where(outcome => !outcome.HasPassed).ToList();

        foreach (var failure in failures)
            output.WriteLine($"{failure.Test.Group}/{failure.Test.Name}: {failure.Test.Expression}: {failure.Failure}");
        Tests.Count.ShouldBe(489);
        failures.ShouldBeEmpty();
    }

    [SpecificationFact]
    public void A_test_whose_expected_values_are_spoilt_fails()
    {
        var spoilt = Tests
            .Where(test => test.Outputs.Count > 0 && test.Invalid is null)
            .Select(test => test with { Outputs = [.. test.Outputs.Select(expected => (expected.Type, expected.Value + "x"))] })
            .ToList();

        spoilt.Count.ShouldBeGreaterThan(400);
        Run(spoilt).ShouldAllBe(outcome => !outcome.HasPassed);
    }

    private static IEnumerable<FhirPathSuiteOutcome> Run(IEnumerable<FhirPathSuiteTest> tests) =>
        new FhirPathSuite(FhirVersion.R4, FhirPathSuite.Folder(Path.Combine(Specifications.Folder!, Suite, "input"), FhirVersion.R4)).Run(tests);
}
