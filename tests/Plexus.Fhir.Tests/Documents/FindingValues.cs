using System.Text;

namespace Plexus.Fhir.Tests.Documents;

public sealed class FindingValues
{
    private static readonly FhirElement Bundle = FhirJson.Read(Encoding.UTF8.GetBytes("""
        {"resourceType":"Bundle","type":"collection","entry":[
          {"resource":{"resourceType":"Patient","identifier":[{"system":"urn:a","value":"1"},{"system":"urn:b","value":"2"},{"system":"urn:b","value":"3"}],"birthDate":"1970-02-28"}},
          {"resource":{"resourceType":"Observation","status":"final","effectiveDateTime":"2020-01-31T23:30:00-05:00","issued":"2020-02-30T00:00:00Z",
            "code":{"coding":[{"system":"urn:a","code":"x"},{"system":"urn:b","code":"y"}]},"valueQuantity":{"value":1}}},
          {"fullUrl":"urn:uuid:1"}]}
        """), FhirVersion.Stu3).Document!.Root;

    private static FhirElement Patient => Bundle.Resources("Patient").Single();

    private static FhirElement Observation => Bundle.Resources("Observation").Single();

    [Fact]
    public void Resources_of_a_Bundle_come_in_order_and_by_type()
    {
        Bundle.Resources().Select(resource => resource.TypeName).ShouldBe(["Patient", "Observation"]);
        Bundle.Resources("Encounter").ShouldBeEmpty();
        Patient.Resources().ShouldBeEmpty();
        default(FhirElement).Resources().ShouldBeEmpty();
    }

    [Fact]
    public void The_locations_of_many_are_those_of_each_in_any_order()
    {
        var locations = new FhirLocations(Bundle.Document!);
        var elements = Enumerable.Range(0, Bundle.Document!.Nodes.Length).Select(node => new FhirElement(Bundle.Document, node)).ToArray();

        foreach (var element in elements.Concat(elements.Reverse()))
            locations.Of(element).ShouldBe(element.Path);
        new FhirLocations(ResourceBuilder.Create(FhirVersion.Stu3, "Patient").Build()).Of(Patient).ShouldBe("Bundle.entry[0].resource");
    }

    [Fact]
    public void The_locations_of_many_repeats_are_found_without_counting_all_for_each()
    {
        const int Entries = 80_000;
        var entry = """{"resource":{"resourceType":"Patient","active":true}}""";
        var bundle = FhirJson.Read(Encoding.UTF8.GetBytes($$"""{"resourceType":"Bundle","type":"collection","entry":[{{string.Join(',', Enumerable.Repeat(entry, Entries))}}]}"""), FhirVersion.R4).Document!;
        var locations = new FhirLocations(bundle);

        var started = ProcessorTime.OfThread();
        var last = bundle.Root.Resources().Select(locations.Of).Last();
        var used = ProcessorTime.OfThread() - started;

        last.ShouldBe($"Bundle.entry[{Entries - 1}].resource");
        used.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Codings_and_identifiers_are_found_by_their_system()
    {
        Patient.Identifier("urn:b").ShouldBe("2");
        Patient.Identifier("urn:c").ShouldBeNull();
        Observation["code"].Coding("urn:b")["code"].Value.ShouldBe("y");
        Observation["code"]["coding"].Coding("urn:a")["code"].Value.ShouldBe("x");
        Observation["code"].Coding("urn:c").Exists.ShouldBeFalse();
    }

    [Fact]
    public void A_day_is_that_of_the_text_and_only_when_it_exists()
    {
        Patient["birthDate"].DateValue.ShouldBe(new DateOnly(1970, 2, 28));
        Observation["effective"].DateValue.ShouldBe(new DateOnly(2020, 1, 31));
        Observation["issued"].DateValue.ShouldBeNull();
        Observation["status"].DateValue.ShouldBeNull();
    }

    [Fact]
    public void A_child_that_the_definitions_do_not_know_is_a_fault_of_the_program()
    {
        Patient.Child("birthDate").Value.ShouldBe("1970-02-28");
        Observation.Child("value").Name.ShouldBe("valueQuantity");
        Patient.Child("deceased").Exists.ShouldBeFalse();
        Patient.Child("contact").Child("anything").Exists.ShouldBeFalse();

        Should.Throw<ArgumentException>(() => Patient.Child("birthdate"));
        Should.Throw<ArgumentException>(() => Observation.Child("valueInteger"));
    }
}
