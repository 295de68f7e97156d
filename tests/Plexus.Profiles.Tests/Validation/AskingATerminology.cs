using Plexus.Fhir;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>Codes of systems that the packs do not hold, answered by a source from outside.</summary>
public sealed class AskingATerminology
{
    private const string Set = "https://example.org/ValueSet/diagnoses";
    private const string Snomed = "{'resourceType':'ValueSet','url':'" + Set + "','status':'active','compose':{'include':[{'system':'http://snomed.info/sct'}]}}";
    private const string Bound = "{'path':'Condition.code','binding':{'strength':'required','valueSet':'" + Set + "'}},{'path':'Condition.bodySite','binding':{'strength':'required','valueSet':'" + Set + "'}}";

    [Fact]
    public void All_codes_of_a_document_are_asked_in_one_call_each_once()
    {
        var source = new Source(TerminologyAnswer.In);

        Validate(source, Condition("73211009", "22298006", "73211009")).ShouldBeEmpty();

        source.Calls.ShouldHaveSingleItem().ShouldBe([new(FhirVersion.R4, Set, "http://snomed.info/sct", "73211009"), new(FhirVersion.R4, Set, "http://snomed.info/sct", "22298006")]);
    }

    [Fact]
    public void What_has_been_answered_is_not_asked_again()
    {
        var source = new Source(TerminologyAnswer.In);
        var validator = Validator(source);

        Validate(validator, Condition("73211009"));
        Validate(validator, Condition("73211009", "22298006"));

        source.Calls.Select(call => call.Count).ShouldBe([1, 1]);
    }

    [Fact]
    public void Answers_are_kept_only_up_to_a_number()
    {
        var source = new Source(TerminologyAnswer.In);
        var validator = Validator(source, new ProfileValidatorOptions { Terminology = source, MaxTerminologyAnswers = 2 });

        foreach (var code in new[] { "73211009", "22298006", "38341003", "73211009" })
            Validate(validator, Condition(code));

        source.Calls.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(TerminologyAnswer.NotIn, "FHIR-CODE-011 Condition.code")]
    [InlineData(TerminologyAnswer.Unknown, "")]
    [InlineData(TerminologyAnswer.In, "")]
    public void An_answer_decides_only_when_it_is_one(TerminologyAnswer answer, string expected) =>
        string.Join(' ', Validate(new Source(answer), Condition("73211009")).Select(issue => $"{issue.Id} {issue.Path}")).ShouldBe(expected);

    [Fact]
    public void One_coding_in_the_set_is_enough_for_a_concept()
    {
        var source = new Source(TerminologyAnswer.NotIn) { Known = { "22298006" } };
        const string both = "{'resourceType':'Condition','subject':{'display':'x'},'code':{'coding':[{'system':'http://snomed.info/sct','code':'73211009'},{'system':'http://snomed.info/sct','code':'22298006'}]}}";

        Validate(source, both).ShouldBeEmpty();
    }

    [Fact]
    public void A_value_set_that_nobody_holds_is_asked_for_too()
    {
        const string unheld = "{'path':'Condition.code','binding':{'strength':'required','valueSet':'urn:nowhere'}}";
        var resource = InventedProfile.Parse(Condition("73211009"), FhirVersion.R4);

        new ProfileValidator([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", unheld))], new() { Terminology = new Source(TerminologyAnswer.NotIn) })
            .Validate(resource, InventedProfile.Url).ShouldHaveSingleItem().Id.ShouldBe("FHIR-CODE-011");
        new ProfileValidator([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", unheld))], new() { Terminology = new Source(TerminologyAnswer.Unknown) })
            .Validate(resource, InventedProfile.Url).ShouldHaveSingleItem().Id.ShouldBe("FHIR-CODE-013");
    }

    [Theory]
    [InlineData(TerminologyAnswer.In, "")]
    [InlineData(TerminologyAnswer.NotIn, "FHIR-INV-x-1")]
    [InlineData(TerminologyAnswer.Unknown, "FHIR-INV-000")]
    public void A_rule_that_asks_for_membership_is_answered_at_once(TerminologyAnswer answer, string expected)
    {
        const string rule = "{'path':'Condition.code','constraint':[{'key':'x-1','severity':'error','human':'x','expression':'memberOf(\\\"" + Set + "\\\")'}]}";
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", rule.Replace("\\\"", "\\u0027", StringComparison.Ordinal)), Snomed);
        var validator = new ProfileValidator([pack], new() { Terminology = new Source(answer) });

        string.Join(' ', Validate(validator, Condition("73211009")).Select(issue => issue.Id)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("'code':{'text':'Diabetes'}", "required", "Error FHIR-CODE-011")]
    [InlineData("'code':{'text':'Diabetes'}", "extensible", "Warning FHIR-CODE-012")]
    [InlineData("'code':{'text':'Diabetes'}", "preferred", "")]
    [InlineData("'code':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'unknown'}]}", "required", "")]
    public void A_concept_of_text_alone_has_no_code_of_the_set(string code, string strength, string expected)
    {
        var pack = InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", Bound.Replace("required", strength, StringComparison.Ordinal)), Snomed);

        var issues = Validate(new ProfileValidator([pack, Hl7Definitions.R4]), "{'resourceType':'Condition','subject':{'display':'x'}," + code + "}");

        string.Join(' ', issues.Select(issue => $"{issue.Severity} {issue.Id}")).ShouldBe(expected);
    }

    private static string Condition(string code, params string[] sites) =>
        "{'resourceType':'Condition','subject':{'display':'x'},'code':" + Concept(code)
        + (sites.Length == 0 ? "" : ",'bodySite':[" + string.Join(',', sites.Select(Concept)) + "]") + "}";

    private static string Concept(string code) => "{'coding':[{'system':'http://snomed.info/sct','code':'" + code + "'}]}";

    private static IEnumerable<FhirIssue> Validate(Source source, string resource) => Validate(Validator(source), resource);

    private static IEnumerable<FhirIssue> Validate(ProfileValidator validator, string resource) =>
        validator.Validate(InventedProfile.Parse(resource, FhirVersion.R4), InventedProfile.Url).Where(issue => issue.Severity < FhirSeverity.Information && issue.Id != "FHIR-INV-con-3");

    private static ProfileValidator Validator(Source source, ProfileValidatorOptions? options = null) =>
        new([InventedProfile.Pack(FhirVersion.R4, InventedProfile.Definition(InventedProfile.Url, "Condition", Bound), Snomed)], options ?? new() { Terminology = source });

    private sealed class Source(TerminologyAnswer answer) : ITerminologySource
    {
        public List<List<TerminologyQuestion>> Calls { get; } = [];

        public HashSet<string> Known { get; } = [];

        public IReadOnlyList<TerminologyAnswer> Answer(IReadOnlyList<TerminologyQuestion> questions)
        {
            Calls.Add([.. questions]);
            return [.. questions.Select(question => Known.Contains(question.Code) ? TerminologyAnswer.In : answer)];
        }
    }
}
