using System.Text;

namespace Plexus.Fhir.Tests.Building;

public sealed class BuildingResources
{
    [Fact]
    public void Children_come_out_in_the_order_of_the_definition()
    {
        var patient = ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
            .Set("birthDate", "1970-01-01")
            .Add("name", name => name.Add("given", "Erin").Add("given", "Ann").Set("family", "Example").Set("id", "n1"))
            .Set("active", true)
            .Set("id", "erin")
            .Build();

        Encoding.UTF8.GetString(FhirXml.ToBytes(patient.Root, new FhirWriterOptions { XmlDeclaration = false })).ShouldBe(
            """<Patient xmlns="http://hl7.org/fhir"><id value="erin"/><active value="true"/><name id="n1"><family value="Example"/><given value="Erin"/><given value="Ann"/></name><birthDate value="1970-01-01"/></Patient>""");
    }

    [Fact]
    public void Resources_and_elements_of_other_documents_are_copied()
    {
        var organization = ResourceBuilder.Create(FhirVersion.Stu3, "Organization").Set("id", "o").Set("name", "Example Surgery").Build();

        var bundle = ResourceBuilder.Create(FhirVersion.Stu3, "Bundle")
            .Set("type", "collection")
            .Add("entry", entry => entry.Set("fullUrl", "urn:uuid:1").SetResource("resource", organization.Root))
            .Add("entry", entry => entry.SetResource("resource", ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
                .Add("generalPractitioner", gp => gp.Set("reference", "urn:uuid:1").Set("display", organization.Root["name"]))))
            .Build();

        var practitioner = bundle.Root.Elements("entry").Last()["resource"]["generalPractitioner"];
        practitioner.Path.ShouldBe("Bundle.entry[1].resource.generalPractitioner[0]");
        practitioner["display"].Value.ShouldBe("Example Surgery");
        practitioner.Resolve()["name"].Value.ShouldBe("Example Surgery");
    }

    [Fact]
    public void A_copy_can_be_changed_and_leaves_the_original_alone()
    {
        var original = ResourceBuilder.Create(FhirVersion.Stu3, "Organization").Set("id", "o").Set("name", "Before").Add("alias", "One").Build();

        var changed = ResourceBuilder.From(original.Root).Set("name", "After").Remove("alias").Build();

        changed.Root["name"].Value.ShouldBe("After");
        changed.Root["alias"].Exists.ShouldBeFalse();
        original.Root["name"].Value.ShouldBe("Before");
    }

    [Fact]
    public void An_extension_may_stand_on_a_primitive()
    {
        var patient = ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
            .Set("birthDate", "1970-01-01", date => date.AddExtension("https://example.org/time", time => time.Set("valueDateTime", "1970-01-01T01:00:00Z")))
            .Build();

        patient.Root["birthDate"].Extension("https://example.org/time")["value"].Value.ShouldBe("1970-01-01T01:00:00Z");
        patient.Root["birthDate"].Value.ShouldBe("1970-01-01");
    }

    [Fact]
    public void Codes_references_days_and_moments_take_one_call_each()
    {
        var encounter = ResourceBuilder.Create(FhirVersion.R4, "Encounter")
            .Set("meta", meta => meta.Set("lastUpdated", new DateTimeOffset(2026, 11, 28, 9, 30, 15, 250, TimeSpan.FromHours(1))))
            .SetCode("class", "urn:classes", "AMB")
            .AddCode("type", "urn:types", "a", "First").AddCode("type", "urn:types", "b")
            .SetReference("subject", "Patient/1", "Erin Example")
            .Set("period", period => period.Set("start", new DateOnly(2026, 11, 28)).Set("end", new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.Zero)))
            .Build();

        Encoding.UTF8.GetString(FhirJson.ToBytes(encounter.Root)).ShouldBe(
            """{"resourceType":"Encounter","meta":{"lastUpdated":"2026-11-28T09:30:15.250+01:00"},"class":{"system":"urn:classes","code":"AMB"},"type":[{"coding":[{"system":"urn:types","code":"a","display":"First"}]},{"coding":[{"system":"urn:types","code":"b"}]}],"subject":{"reference":"Patient/1","display":"Erin Example"},"period":{"start":"2026-11-28","end":"2026-11-28T09:30:00+00:00"}}""");
    }

    public static TheoryData<string, Action> Mistakes => new()
    {
        { "unknown resource", () => ResourceBuilder.Create(FhirVersion.Stu3, "ServiceRequest") },
        { "unknown element", () => Patient().Set("nickname", "x") },
        { "choice without type", () => Patient().Set("deceased", true) },
        { "wrong type of choice", () => Patient().Set("deceasedQuantity", quantity => quantity.Set("value", 1)) },
        { "text where a complex type stands", () => Patient().Set("name", "Example") },
        { "boolean where a date stands", () => Patient().Set("birthDate", true) },
        { "integer where a boolean stands", () => Patient().Set("active", 1) },
        { "second value of an element that does not repeat", () => Patient().Add("birthDate", "1970").Add("birthDate", "1971") },
        { "second variant of a choice", () => Patient().Add("deceasedBoolean", false).Add("deceasedDateTime", "1971") },
        { "empty text", () => Patient().Set("birthDate", "") },
        { "character that XML cannot carry", () => Patient().Set("language", "en\u0001") },
        { "narrative that is not XHTML", () => Patient().Set("text", text => text.Set("div", "plain")) },
        { "element where a resource stands", () => Patient().Add("contained", contained => contained.Set("id", "x")) },
        { "resource of another version", () => Patient().AddResource("contained", ResourceBuilder.Create(FhirVersion.R4, "Patient")) },
        { "copy of another type", () => Patient().Set("birthDate", Patient().Set("active", true).Build().Root["active"]) },
        { "code of what is neither concept nor coding", () => Patient().SetCode("birthDate", "s", "c") },
        { "reference of what is none", () => Patient().SetReference("name", "Patient/1") },
        { "moment where a day stands", () => Patient().Set("birthDate", DateTimeOffset.UnixEpoch) },
        { "day where a moment stands", () => Patient().Set("meta", meta => meta.Set("lastUpdated", new DateOnly(2020, 1, 1))) },
        { "extension on what is an attribute", () => Patient().Set("name", name => name.Set("id", "n", id => id.AddExtension("u", extension => extension.Set("valueCode", "c")))) },
        { "removal of an unknown element", () => Patient().Remove("nickname") },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_of_the_program_is_an_exception(string mistake, Action build) =>
        build.ShouldThrow<FhirBuildException>(mistake);

    private static ResourceBuilder Patient() => ResourceBuilder.Create(FhirVersion.Stu3, "Patient");
}
