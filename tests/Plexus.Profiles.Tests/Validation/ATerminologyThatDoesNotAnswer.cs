using Plexus.Fhir;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>A terminology source that fails, or says too little: its codes are accepted with a warning, and asked about again.</summary>
public sealed class ATerminologyThatDoesNotAnswer
{
    private const string Set = "https://example.org/ValueSet/diagnoses";
    private const string Snomed = "{'resourceType':'ValueSet','url':'" + Set + "','status':'active','compose':{'include':[{'system':'http://snomed.info/sct'}]}}";
    private const string Bound = "{'path':'Condition.code','binding':{'strength':'required','valueSet':'" + Set + "'}},{'path':'Condition.bodySite','binding':{'strength':'required','valueSet':'" + Set + "'}}";

    public static TheoryData<string> Ways => ["throws", "times out", "nothing", "too few", "too many"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Is_a_warning_and_what_it_said_is_neither_believed_nor_kept(string way)
    {
        var source = new Source { Way = way };
        var validator = Validator(source);

        // A first answer out of too few may belong to the second question.
        var issue = Validate(validator, Condition("73211009", "22298006")).ShouldHaveSingleItem();
        source.Way = "answers";
        var again = Validate(validator, Condition("73211009", "22298006"));

        (issue.Severity, issue.Id, issue.Path).ShouldBe((FhirSeverity.Warning, "FHIR-CODE-019", "Condition"));
        issue.Text.ShouldNotContain("a secret");
        again.Select(other => (other.Severity, other.Id)).ShouldBe([(FhirSeverity.Error, "FHIR-CODE-011"), (FhirSeverity.Error, "FHIR-CODE-011")]);
        source.Calls.Select(call => call.Count).ShouldBe([2, 2]);
    }

    [Fact]
    public void That_is_cancelled_ends_the_validation_and_the_next_one_is_whole()
    {
        var source = new Source { Way = "is cancelled" };
        var validator = Validator(source);

        Should.Throw<OperationCanceledException>(() => Validate(validator, Condition("73211009")));
        source.Way = "answers";

        Validate(validator, Condition("73211009")).ShouldHaveSingleItem().Id.ShouldBe("FHIR-CODE-011");
    }

    [Theory]
    [InlineData("throws", "FHIR-CODE-019 FHIR-INV-000")]
    [InlineData("answers", "FHIR-INV-x-1")]
    public void Leaves_a_rule_that_depends_on_it_undecided(string way, string expected)
    {
        const string rule = "{'path':'Condition.code','constraint':[{'key':'x-1','severity':'error','human':'x','expression':'memberOf(\\u0027" + Set + "\\u0027)'}]}";
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", rule), Snomed)], new() { Terminology = new Source { Way = way } });

        string.Join(' ', Validate(validator, Condition("73211009")).Select(issue => issue.Id).Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public void Is_told_of_where_a_slice_depends_on_it_too()
    {
        const string sliced = "{'path':'Condition.bodySite','slicing':{'discriminator':[{'type':'value','path':'$this'}],'rules':'open'}},{'id':'Condition.bodySite:x','path':'Condition.bodySite','sliceName':'x','max':'1','binding':{'strength':'required','valueSet':'" + Set + "'}}";
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", sliced), Snomed)], new() { Terminology = new Source { Way = "throws" } });

        Validate(validator, Condition("73211009", "22298006")).ShouldHaveSingleItem().Id.ShouldBe("FHIR-CODE-019");
    }

    [Theory]
    [InlineData("http://snomed.info/sct", 257)]
    [InlineData("http://snomed.info/sct?", 256)]
    public void Is_not_asked_about_what_is_too_long(string system, int length)
    {
        var source = new Source { Way = "answers" };
        var expression = "73211009:" + new string('1', length - 9);
        var resource = "{'resourceType':'Condition','subject':{'display':'x'},'code':{'coding':[{'system':'" + system.Replace("?", "?" + new string('x', 256), StringComparison.Ordinal) + "','code':'" + expression + "'}]}}";
        var open = Snomed.Replace("http://snomed.info/sct", system.Replace("?", "?" + new string('x', 256), StringComparison.Ordinal), StringComparison.Ordinal);
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", Bound), open)], new() { Terminology = source });

        Validate(validator, resource).ShouldHaveSingleItem().Id.ShouldBe("FHIR-CODE-019");
        source.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void Is_asked_about_what_is_just_short_enough()
    {
        var source = new Source { Way = "answers" };

        Validate(Validator(source), Condition("73211009:" + new string('1', 247))).ShouldHaveSingleItem().Id.ShouldBe("FHIR-CODE-011");
        source.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_source_is_told_the_version_of_the_resource()
    {
        var source = new Source { Way = "answers" };
        string[] definitions = [InventedProfile.Definition(InventedProfile.Url, "Condition", Bound.Replace("'valueSet':'", "'valueSetUri':'", StringComparison.Ordinal)), Snomed];
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.Stu3, definitions), InventedProfile.Pack(FhirVersion.R4, [InventedProfile.Definition(InventedProfile.Url, "Condition", Bound), Snomed])], new() { Terminology = source });

        foreach (var version in new[] { FhirVersion.Stu3, FhirVersion.R4, FhirVersion.Stu3 })
            validator.Validate(InventedProfile.Parse(Condition("73211009"), version), InventedProfile.Url);

        source.Calls.Select(call => call.ShouldHaveSingleItem().Version).ShouldBe([FhirVersion.Stu3, FhirVersion.R4]);
    }

    private static string Condition(string code, params string[] sites) =>
        "{'resourceType':'Condition','subject':{'display':'x'},'code':" + Concept(code)
        + (sites.Length == 0 ? "" : ",'bodySite':[" + string.Join(',', sites.Select(Concept)) + "]") + "}";

    private static string Concept(string code) => "{'coding':[{'system':'http://snomed.info/sct','code':'" + code + "'}]}";

    private static FhirIssue[] Validate(ProfileValidator validator, string resource) =>
        [.. validator.Validate(InventedProfile.Parse(resource, FhirVersion.R4), InventedProfile.Url).Where(issue => issue.Severity < FhirSeverity.Information && issue.Id != "FHIR-INV-con-3")];

    private static ProfileValidator Validator(Source source) =>
        new([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", Bound), Snomed)], new() { Terminology = source });

    private sealed class Source : ITerminologySource
    {
        public required string Way { get; set; }

        public List<List<TerminologyQuestion>> Calls { get; } = [];

        public IReadOnlyList<TerminologyAnswer> Answer(IReadOnlyList<TerminologyQuestion> questions)
        {
            Calls.Add([.. questions]);
            return Way switch
            {
                "throws" => throw new InvalidOperationException("a secret"),
                "times out" => throw new TaskCanceledException("a secret", new TimeoutException()),
                "is cancelled" => throw new OperationCanceledException(),
                "nothing" => null!,
                "too few" => [TerminologyAnswer.NotIn],
                "too many" => [.. questions.Select(_ => TerminologyAnswer.NotIn), TerminologyAnswer.NotIn],
                _ => [.. questions.Select(_ => TerminologyAnswer.NotIn)],
            };
        }
    }
}
