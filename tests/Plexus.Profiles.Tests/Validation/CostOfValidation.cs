using System.Text;
using Plexus.Fhir;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>What validation costs, counted in bytes allocated: those are the same on every machine.</summary>
public sealed class CostOfValidation
{
    // The list of a run and what one enumerates with; no part of it may depend on the message.
    private const long NearNothing = 4096;

    private static readonly ProfileValidator Validator = new(NationalProfiles.For);

    [Fact]
    public void A_valid_message_is_validated_without_allocating_whatever_its_size()
    {
        var (small, large) = (Bundle(10), Bundle(2_000));

        Validator.Validate(small.Root).ShouldBeEmpty();
        Validator.Validate(large.Root).ShouldBeEmpty();

        Allocated(() => Validator.Validate(small.Root)).ShouldBeLessThan(NearNothing);
        Allocated(() => Validator.Validate(large.Root)).ShouldBeLessThan(NearNothing);
    }

    [Fact]
    public void Asking_where_an_extension_may_stand_allocates_nothing()
    {
        const string url = "https://example.org/StructureDefinition/Own";
        var definition = InventedProfile.Definition(url, "Extension", "{'path':'Extension.url','fixedUri':'" + url + "'}")
            .Replace("'type':'Extension'", "'type':'Extension','contextType':'resource','context':['Practitioner','Patient.contact','Patient.contact.name:own','HumanName']", StringComparison.Ordinal);
        var validator = new ProfileValidator([InventedProfile.Pack(FhirVersion.Stu3, definition)]);
        var names = string.Join(',', Enumerable.Repeat("{'family':'A','extension':[{'url':'" + url + "','valueString':'x'}]}", 1_000));
        var patient = InventedProfile.Parse("{'resourceType':'Patient','name':[" + names + "]}", FhirVersion.Stu3);

        validator.Validate(patient).ShouldBeEmpty();

        Allocated(() => validator.Validate(patient)).ShouldBeLessThan(NearNothing);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reading_allocates_at_most_three_times_the_input(bool isXml)
    {
        var document = Bundle(200);
        var bytes = isXml ? FhirXml.ToBytes(document.Root) : FhirJson.ToBytes(document.Root);

        Allocated(() => isXml ? FhirXml.Read(bytes, FhirVersion.Stu3) : FhirJson.Read(bytes, FhirVersion.Stu3)).ShouldBeLessThan(3 * bytes.Length);
    }

    [Theory]
    [InlineData("Observation/o1", "final")]
    [InlineData("Observation/missing", "final")]
    [InlineData("Patient/p", "no such code")]
    public void Reading_resolving_and_validating_grow_with_the_bundle(string target, string status)
    {
        var (small, large) = (Json(1_000, target, status), Json(8_000, target, status));

        var one = Allocated(() => Validator.Validate(FhirJson.Read(small, FhirVersion.Stu3).Document!.Root));
        var eight = Allocated(() => Validator.Validate(FhirJson.Read(large, FhirVersion.Stu3).Document!.Root));

        ((double)eight / one).ShouldBeLessThan(10);
    }

    [Fact]
    public void The_same_fault_many_times_is_reported_up_to_the_cap_and_the_issues_up_to_theirs()
    {
        var document = FhirJson.Read(Json(300, "Observation/o1", "no such code"), FhirVersion.Stu3).Document!;

        var capped = new ProfileValidator(NationalProfiles.For, new ProfileValidatorOptions { Base = new FhirValidatorOptions { MaxIssues = 20 } }).Validate(document.Root);
        var few = new ProfileValidator(NationalProfiles.For, new ProfileValidatorOptions { Base = new FhirValidatorOptions { MaxAlike = 3 } })
            .Validate(FhirJson.Read(Json(300, "Observation/o1", "final", code: "75367003"), FhirVersion.Stu3).Document!.Root);

        capped.Count.ShouldBe(21);
        capped.ShouldContain(issue => issue.Id == "FHIR-LIMIT-007");
        few.Count(issue => issue.Id == "FHIR-CODE-014").ShouldBe(3);
    }

    private static FhirDocument Bundle(int observations) => FhirJson.Read(Json(observations, "Observation/o1", "final"), FhirVersion.Stu3).Document!;

    private static byte[] Json(int observations, string target, string status, string code = "75367002") => Encoding.UTF8.GetBytes(
        """{"resourceType":"Bundle","type":"collection","entry":["""
        + """{"fullUrl":"https://example.org/fhir/Patient/p","resource":{"resourceType":"Patient","id":"p","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Invented &amp; small</p></div>"},"name":[{"use":"official","family":"Holloway","given":["Amira"],"period":{"start":"2020-01-01","end":"2026-01-01"}}],"birthDate":"1961-03-04"}},"""
        + string.Join(',', Enumerable.Range(1, observations).Select(number => $$$"""
            {"fullUrl":"https://example.org/fhir/Observation/o{{{number}}}","resource":{"resourceType":"Observation","id":"o{{{number}}}",
            "meta":{"profile":["https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1"]},"status":"{{{status}}}",
            "code":{"coding":[{"system":"http://snomed.info/sct","code":"{{{code}}}","display":"Blood pressure"}]},"subject":{"reference":"Patient/p"},
            "related":[{"type":"derived-from","target":{"reference":"{{{target}}}"}}],
            "valueQuantity":{"value":120.50,"unit":"mm[Hg]","system":"http://unitsofmeasure.org","code":"mm[Hg]"}
            }}
            """))
        + "]}");

    /// <summary>In the steady state: the third time, on this thread alone.</summary>
    private static long Allocated(Func<object> work)
    {
        work();
        work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
