using Plexus.Fhir;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>The least and the greatest value that a profile allows.</summary>
public sealed class LimitsOfValues
{
    private const string Kilograms = "'unit':'kg','system':'http://unitsofmeasure.org','code':'kg'";

    [Theory]
    [InlineData("'minValueInteger':1,'maxValueInteger':3", "'valueInteger':1", "")]
    [InlineData("'minValueInteger':1,'maxValueInteger':3", "'valueInteger':3", "")]
    [InlineData("'minValueInteger':1,'maxValueInteger':3", "'valueInteger':0", "FHIR-PROF-011")]
    [InlineData("'minValueInteger':1,'maxValueInteger':3", "'valueInteger':4", "FHIR-PROF-012")]
    [InlineData("'minValueInteger':1,'maxValueInteger':3", "'_valueInteger':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'unknown'}]}", "")]
    [InlineData("'minValueTime':'08:30:00','maxValueTime':'17:00:00'", "'valueTime':'08:29:59'", "FHIR-PROF-011")]
    [InlineData("'minValueTime':'08:30:00','maxValueTime':'17:00:00'", "'valueTime':'17:00:00.5'", "FHIR-PROF-012")]
    [InlineData("'minValueTime':'08:30:00','maxValueTime':'17:00:00'", "'valueTime':'12:00:00'", "")]
    [InlineData("'minValueDateTime':'2020-06-15'", "'valueDateTime':'2020-06-14'", "FHIR-PROF-011")]
    [InlineData("'minValueDateTime':'2020-06-15'", "'valueDateTime':'2019'", "FHIR-PROF-011")]
    [InlineData("'minValueDateTime':'2020-06-15'", "'valueDateTime':'2020-06-15T00:00:00Z'", "")]
    [InlineData("'minValueDateTime':'2020-06-15'", "'valueDateTime':'2020-06'", "")]
    [InlineData("'minValueDateTime':'2020-06-15'", "'valueDateTime':'2020'", "")]
    [InlineData("'maxValueDateTime':'2020-06-15T12:00:00Z'", "'valueDateTime':'2020-06-15T12:30:00+01:00'", "")]
    [InlineData("'maxValueDateTime':'2020-06-15T12:00:00Z'", "'valueDateTime':'2020-06-15T13:30:00+01:00'", "FHIR-PROF-012")]
    [InlineData("'minValueQuantity':{'value':1,'unit':'y','system':'http://unitsofmeasure.org','code':'a'}", "'valueDateTime':'1900'", "")]
    public void A_value_stays_within_the_limits_of_its_profile(string limits, string value, string expected) =>
        Ids(Observation(limits, value)).ShouldBe(expected);

    [Theory]
    [InlineData("'valueQuantity':{'value':2.5," + Kilograms + "}", "")]
    [InlineData("'valueQuantity':{'value':2.4," + Kilograms + "}", "FHIR-PROF-011")]
    [InlineData("'valueQuantity':{'value':2400,'unit':'g','system':'http://unitsofmeasure.org','code':'g'}", "FHIR-PROF-011")]
    [InlineData("'valueQuantity':{'value':2600,'unit':'g','system':'http://unitsofmeasure.org','code':'g'}", "")]
    [InlineData("'valueQuantity':{'value':1,'unit':'stone'}", "")]
    [InlineData("'valueQuantity':{'value':1,'unit':'m','system':'http://unitsofmeasure.org','code':'m'}", "")]
    [InlineData("'valueQuantity':{'value':1,'comparator':'<'," + Kilograms + "}", "")]
    [InlineData("'valueQuantity':{" + Kilograms + "}", "")]
    public void A_quantity_is_compared_only_where_the_units_allow_it(string value, string expected) =>
        Ids(Observation("'minValueQuantity':{'value':2.5," + Kilograms + "}", value)).ShouldBe(expected);

    [Theory]
    [InlineData("0.5", "")]
    [InlineData("0.50", "")]
    [InlineData("0.49", "FHIR-PROF-011")]
    [InlineData("1.01", "FHIR-PROF-012")]
    public void A_decimal_is_compared_by_its_value(string probability, string expected) =>
        Ids(InventedProfile.Validate(
            FhirVersion.R4,
            "RiskAssessment",
            "{'path':'RiskAssessment.prediction.probability[x]','minValueDecimal':0.5,'maxValueDecimal':1.0}",
            "{'resourceType':'RiskAssessment','status':'final','subject':{'display':'x'},'prediction':[{'outcome':{'text':'x'},'probabilityDecimal':" + probability + "}]}")).ShouldBe(expected);

    [Theory]
    [InlineData(FhirVersion.Dstu2)]
    [InlineData(FhirVersion.Stu3)]
    [InlineData(FhirVersion.R4)]
    public void An_issue_names_the_profile_the_place_and_the_limit_and_never_the_value(FhirVersion version)
    {
        var definition = InventedProfile.Definition(InventedProfile.Url, "Patient", "{'path':'Patient.birthDate','minValueDate':'1900-01-01'}");
        if (version == FhirVersion.Dstu2)
            definition = definition.Replace("'type':", "'constrainedType':", StringComparison.Ordinal).Replace("'baseDefinition':", "'base':", StringComparison.Ordinal);

        var issue = new ProfileValidator([InventedProfile.Pack(version, definition)])
            .Validate(InventedProfile.Parse("{'resourceType':'Patient','birthDate':'1899-12-31'}", version), InventedProfile.Url)
            .ShouldHaveSingleItem();

        (issue.Severity, issue.Id, issue.Profile, issue.Expected, issue.Found, issue.Path)
            .ShouldBe((FhirSeverity.Error, "FHIR-PROF-011", InventedProfile.Url, "at least 1900-01-01", "a lower value", "Patient.birthDate"));
        issue.Text.ShouldNotContain("1899");
    }

    [Theory]
    [InlineData("'minValueDateTime':'{not json'")]
    [InlineData("'minValueQuantity':{'unit':'kg'}")]
    [InlineData("'minValueQuantity':{'value':'many'}")]
    [InlineData("'minValueInteger':'some'")]
    public void A_limit_that_makes_no_sense_limits_nothing(string limit)
    {
        Ids(Observation(limit, "'valueDateTime':'2020'")).ShouldBe("");
        Ids(Observation(limit, "'valueQuantity':{'value':1," + Kilograms + "}")).ShouldBe("");
    }

    [Fact]
    public void A_derived_profile_keeps_the_limit_or_states_another()
    {
        const string parent = "https://example.org/StructureDefinition/Parent";
        var pack = InventedProfile.Pack(
            FhirVersion.R4,
            InventedProfile.Definition(parent, "Observation", "{'path':'Observation.value[x]','minValueInteger':10,'maxValueInteger':20}"),
            InventedProfile.Definition(InventedProfile.Url, "Observation", "{'path':'Observation.value[x]','maxValueInteger':15}", parent));
        string Judge(int value) => Ids(new ProfileValidator([pack]).Validate(InventedProfile.Parse(Resource("'valueInteger':" + value), FhirVersion.R4), InventedProfile.Url));

        Judge(9).ShouldBe("FHIR-PROF-011");
        Judge(15).ShouldBe("");
        Judge(16).ShouldBe("FHIR-PROF-012");
    }

    private static IReadOnlyList<FhirIssue> Observation(string limits, string value) =>
        InventedProfile.Validate(FhirVersion.R4, "Observation", "{'path':'Observation.value[x]'," + limits + "}", Resource(value));

    private static string Resource(string value) => "{'resourceType':'Observation','status':'final','code':{'text':'x'}," + value + "}";

    private static string Ids(IEnumerable<FhirIssue> issues) =>
        string.Join(' ', issues.Where(issue => issue.Severity < FhirSeverity.Information).Select(issue => issue.Id));
}
