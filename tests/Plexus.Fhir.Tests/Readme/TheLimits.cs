using System.Globalization;
using System.Reflection;

namespace Plexus.Fhir.Tests.Readme;

public sealed class TheLimits
{
    private static readonly object[] Options =
        [FhirReaderOptions.Default, FhirValidatorOptions.Default, FhirConversionOptions.Default, ProfileValidatorOptions.Default, FhirPathLimits.Default, DefinitionLimits.Default];

    [Fact]
    public void Are_all_in_the_readme_with_their_defaults()
    {
        var limits =
            from options in Options
            from property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.PropertyType == typeof(int) || property.PropertyType == typeof(TimeSpan)
            select $"{options.GetType().Name}.{property.Name} {Number(property.GetValue(options)!)}";

        var readme = File.ReadAllLines(Path.Combine(Specifications.Repository, "src", "Plexus.Fhir", "README.md"));
        var shown =
            from line in readme
            let cells = line.Split('|', StringSplitOptions.TrimEntries)
            where cells is [_, _, ['`', .., '`'], _, _]
            select $"{cells[2].Trim('`')} {cells[3].Split(' ')[0]}";

        shown.ShouldBe(limits, ignoreOrder: true);
    }

    [Fact]
    public void Of_issues_hold_for_the_base_validator_too()
    {
        var extensions = string.Join(',', Enumerable.Repeat("""{"url":"u"}""", 30));
        var patient = FhirJson.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","extension":[{{extensions}}]}"""), FhirVersion.Stu3).Document!.Root;

        new BaseValidator(new FhirValidatorOptions { MaxAlike = 100 }).Validate(patient).Count.ShouldBe(30);
        var cut = new BaseValidator(new FhirValidatorOptions { MaxIssues = 10 }).Validate(patient);
        (cut.Count, cut[^1].Id).ShouldBe((11, "FHIR-LIMIT-007"));
    }

    [Fact]
    public void Of_issues_that_are_alike_hold_for_the_base_validator_too()
    {
        var links = string.Join(',', Enumerable.Repeat("""{"other":{"reference":"#"},"type":"zz"},{"other":{"reference":"#"}}""", 30));
        var patient = FhirJson.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","gender":"zz","link":[{{links}}]}"""), FhirVersion.Stu3).Document!.Root;

        var issues = new BaseValidator(new FhirValidatorOptions { MaxAlike = 3 }).Validate(patient);

        issues.Select(issue => (issue.Id, issue.Path)).ShouldBe(
        [
            ("FHIR-CARD-001", "Patient.link[1]"),
            ("FHIR-CARD-001", "Patient.link[3]"),
            ("FHIR-CARD-001", "Patient.link[5]"),
            ("FHIR-CODE-001", "Patient.gender"),
            ("FHIR-CODE-001", "Patient.link[0].type"),
            ("FHIR-CODE-001", "Patient.link[2].type"),
            ("FHIR-CODE-001", "Patient.link[4].type"),
        ], ignoreOrder: true);
        new BaseValidator().Validate(patient).Count.ShouldBe(25 + 25 + 1);
    }

    private static string Number(object value) => value switch
    {
        TimeSpan time => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        _ => ((int)value).ToString("N0", CultureInfo.InvariantCulture),
    };
}
