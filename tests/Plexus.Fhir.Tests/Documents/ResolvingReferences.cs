namespace Plexus.Fhir.Tests.Documents;

public sealed class ResolvingReferences
{
    [Theory]
    [InlineData("http://example.org/fhir/Patient/1", "http://example.org/fhir/Observation/9", "Patient/1", ReferenceOutcome.Resolved)]
    [InlineData("http://example.org/fhir/Patient/1", "http://example.org/fhir/Observation/9", "http://example.org/fhir/Patient/1", ReferenceOutcome.Resolved)]
    [InlineData("http://example.org/fhir/Patient/1", "http://other.org/Observation/9", "Patient/1", ReferenceOutcome.NotFound)]
    [InlineData("http://example.org/fhir/Person/1", "http://example.org/fhir/Observation/9", "Person/1", ReferenceOutcome.NotFound)]
    [InlineData("urn:uuid:a", "urn:uuid:b", "urn:uuid:a", ReferenceOutcome.Resolved)]
    [InlineData("urn:uuid:a", "urn:uuid:b", "Patient/1", ReferenceOutcome.NotFound)]
    [InlineData("urn:uuid:a", "urn:uuid:b", "urn:uuid:c", ReferenceOutcome.NotFound)]
    [InlineData("http://example.org/fhir/Patient/1", "http://example.org/fhir/Observation/9", "Patient/1/_history/7", ReferenceOutcome.Resolved)]
    [InlineData("http://example.org/fhir/Patient/1", "http://example.org/fhir/Observation/9", "Patient/1/_history/8", ReferenceOutcome.NotFound)]
    public void By_the_specification(string target, string own, string reference, ReferenceOutcome expected)
    {
        var subject = Subject(Bundle(target, own, reference));

        var found = subject.Resolve(ReferencePolicy.Strict, out var outcome);

        outcome.ShouldBe(expected);
        found.Exists.ShouldBe(expected == ReferenceOutcome.Resolved);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("urn:uuid:a", "urn:uuid:b")]
    public void By_type_and_id_where_fullUrls_do_not_help_and_leniency_is_asked_for(string? target, string? own)
    {
        var subject = Subject(Bundle(target, own, "Patient/1"));

        subject.Resolve()["id"].Value.ShouldBe("1");
        subject.Resolve(ReferencePolicy.NhsLenient, out var lenient).Exists.ShouldBeTrue();
        lenient.ShouldBe(ReferenceOutcome.ResolvedLeniently);
        subject.Resolve(ReferencePolicy.Strict, out _).Exists.ShouldBeFalse();
    }

    [Fact]
    public void Not_at_all_when_two_resources_fit()
    {
        var bundle = ResourceBuilder.From(Bundle(null, null, "Patient/1").Root)
            .Add("entry", entry => entry.SetResource("resource", ResourceBuilder.Create(FhirVersion.Stu3, "Patient").Set("id", "1")))
            .Build();

        Subject(bundle).Resolve(ReferencePolicy.NhsLenient, out var outcome).Exists.ShouldBeFalse();
        outcome.ShouldBe(ReferenceOutcome.Ambiguous);
    }

    [Fact]
    public void An_inner_Bundle_is_its_own_scope_except_for_URNs_by_policy()
    {
        var inner = ResourceBuilder.From(Bundle("urn:uuid:inner", "urn:uuid:own", "urn:uuid:outer").Root);
        var outer = ResourceBuilder.Create(FhirVersion.Stu3, "Bundle")
            .Add("entry", entry => entry.Set("fullUrl", "urn:uuid:outer").SetResource("resource", ResourceBuilder.Create(FhirVersion.Stu3, "Patient").Set("id", "outer")))
            .Add("entry", entry => entry.Set("fullUrl", "urn:uuid:document").SetResource("resource", inner))
            .Build();
        var subject = outer.Root.Elements("entry").Last()["resource"].Elements("entry").Last()["resource"]["subject"];

        subject.Resolve(ReferencePolicy.Strict, out _).Exists.ShouldBeFalse();
        subject.Resolve(ReferencePolicy.NhsLenient, out _)["id"].Value.ShouldBe("outer");
    }

    [Fact]
    public void A_contained_resource_sees_its_siblings_and_its_container()
    {
        var patient = ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
            .Set("id", "container")
            .AddResource("contained", ResourceBuilder.Create(FhirVersion.Stu3, "Organization").Set("id", "o").Set("partOf", part => part.Set("reference", "#p")))
            .AddResource("contained", ResourceBuilder.Create(FhirVersion.Stu3, "Organization").Set("id", "p").Set("partOf", part => part.Set("reference", "#")))
            .Build().Root;

        var parent = patient["contained"]["partOf"].Resolve();

        parent["id"].Value.ShouldBe("p");
        parent["partOf"].Resolve()["id"].Value.ShouldBe("container");
        patient["contained"]["name"].Resolve().Exists.ShouldBeFalse();
    }

    [Fact]
    public void A_contained_resource_is_not_found_where_two_have_its_id()
    {
        var patient = ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
            .AddResource("contained", ResourceBuilder.Create(FhirVersion.Stu3, "Organization").Set("id", "o").Set("name", "One"))
            .AddResource("contained", ResourceBuilder.Create(FhirVersion.Stu3, "Organization").Set("id", "o").Set("name", "Two"))
            .Set("managingOrganization", organisation => organisation.Set("reference", "#o"))
            .Build().Root;

        patient["managingOrganization"].Resolve(ReferencePolicy.NhsLenient, out var outcome).Exists.ShouldBeFalse();
        outcome.ShouldBe(ReferenceOutcome.Ambiguous);
    }

    [Fact]
    public void A_bundle_of_many_entries_takes_time_in_proportion()
    {
        var bundle = ResourceBuilder.Create(FhirVersion.Stu3, "Bundle");
        for (var i = 0; i < 20_000; i++)
        {
            var id = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            bundle.Add("entry", entry => entry.Set("fullUrl", "urn:uuid:" + id).SetResource("resource", ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
                .Set("id", id).Add("link", link => link.Set("other", other => other.Set("reference", "urn:uuid:" + id)))));
        }

        var document = bundle.Build();

        // Every entry is resolved; a scan per reference would be four hundred million steps.
        foreach (var entry in document.Root.Elements("entry"))
            entry["resource"]["link"]["other"].Resolve().Index.ShouldBe(entry["resource"].Index);
    }

    private static FhirElement Subject(FhirDocument bundle) => bundle.Root.Elements("entry").ElementAt(1)["resource"]["subject"];

    private static FhirDocument Bundle(string? target, string? own, string reference) =>
        ResourceBuilder.Create(FhirVersion.Stu3, "Bundle")
            .Add("entry", entry => entry.SetOptional("fullUrl", target).SetResource("resource", ResourceBuilder.Create(FhirVersion.Stu3, "Patient")
                .Set("id", "1").Set("meta", meta => meta.Set("versionId", "7"))))
            .Add("entry", entry => entry.SetOptional("fullUrl", own).SetResource("resource", ResourceBuilder.Create(FhirVersion.Stu3, "Observation")
                .Set("id", "9").Set("subject", subject => subject.Set("reference", reference))))
            .Build();
}
