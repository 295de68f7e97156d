using System.Text;
using Plexus.Fhir.Validation.Profiles;

namespace Plexus.Fhir.Tests.Validation;

/// <summary>obs-7: an observation's own code is not also the code of one of its components.</summary>
public sealed class CodesOfComponents
{
    // Texts of the rule that profiles of STU3 still carry, and the one of its base definition.
    private const string Older = "value.empty() or code!=component.code";

    private static readonly ProfileValidator Validator = new([]);

    public static TheoryData<string, string, bool> Pairs => new()
    {
        { """{"system":"urn:s","code":"c"}""", """{"system":"urn:s","code":"c"}""", true },
        { """{"system":"urn:s","code":"c","display":"Weight"}""", """{"system":"urn:s","code":"c","display":"Body weight"}""", true },
        { """{"system":"urn:s","code":"c","userSelected":true}""", """{"system":"urn:s","code":"c"}""", true },
        { """{"system":"urn:s","code":"c"},{"system":"urn:t","code":"d"}""", """{"system":"urn:u","code":"e"},{"system":"urn:t","code":"d"}""", true },
        { """{"system":"urn:s","code":"c"}""", """{"system":"urn:t","code":"c"}""", false },
        { """{"system":"urn:s","code":"c"}""", """{"system":"urn:s","code":"d"}""", false },

        // Each half is there, but in two codings.
        { """{"system":"urn:s","code":"c"},{"system":"urn:t","code":"d"}""", """{"system":"urn:s","code":"d"},{"system":"urn:t","code":"c"}""", false },
        { """{"code":"c"}""", """{"code":"c"}""", false },
        { """{"display":"Weight"}""", """{"display":"Weight"}""", false },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_component_of_the_observation_s_own_system_and_code_is_an_error_whatever_its_display(string own, string component, bool isSame)
    {
        foreach (var version in new[] { FhirVersion.Dstu2, FhirVersion.Stu3, FhirVersion.R4 })
        {
            var errors = Validator.Validate(Observation(own, component, version)).Where(issue => issue.Severity <= FhirSeverity.Error);

            errors.Select(issue => issue.Id).ShouldBe(isSame ? ["FHIR-INV-obs-7"] : [], $"{version} {own} {component}");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_older_text_of_profiles_is_read_the_same_way(string own, string component, bool isSame)
    {
        var rule = FhirPath.Compile(InvariantCorrections.Correct("obs-7", Older), FhirVersion.Stu3, "Observation");

        rule.Predicate(Observation(own, component, FhirVersion.Stu3)).ShouldBe(!isSame);
    }

    [Fact]
    public void Only_DSTU2_forbids_it_of_an_observation_without_a_value()
    {
        const string Json = """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"urn:s","code":"c"}]},"component":[{"code":{"coding":[{"system":"urn:s","code":"c"}]},"valueString":"v"}]}""";

        FhirVersion[] forbidding = [.. Enum.GetValues<FhirVersion>().Where(version => Validator.Validate(Read(Json, version)).Any(issue => issue.Id == "FHIR-INV-obs-7"))];

        forbidding.ShouldBe([FhirVersion.Dstu2]);
    }

    private static FhirElement Observation(string own, string component, FhirVersion version) =>
        Read($$"""{"resourceType":"Observation","status":"final","code":{"coding":[{{own}}]},"valueString":"v","component":[{"code":{"coding":[{{component}}]},"valueString":"w"}]}""", version);

    private static FhirElement Read(string json, FhirVersion version) => FhirJson.Read(Encoding.UTF8.GetBytes(json), version).Document!.Root;
}
