namespace Plexus.Fhir.Tests.Paths;

public sealed class OnResources
{
    [Theory]
    [InlineData("Patient.name.given", "Ada, Jane, Addie")]
    [InlineData("DomainResource.id", "p1")]
    [InlineData("Observation.id", "")]
    [InlineData("name.where(use = 'official').family", "Meadow")]
    [InlineData("name.where('official' = use).family", "Meadow")]
    [InlineData("name.where(given = 'Ada').count()", "0")]
    [InlineData("name.where(given.first() = 'Ada').count()", "1")]
    [InlineData("name.where(use = 'Official').count()", "0")]
    [InlineData("name.exists(use = 'nickname')", "true")]
    [InlineData("name.all(given.exists())", "true")]
    [InlineData("name.given.exists() and name.prefix.empty()", "true")]
    [InlineData("name.select(given.first() & ' ' & family)", "Ada Meadow, Addie ")]
    [InlineData("name.given.where($index = 1)", "Jane")]
    [InlineData("name.given.aggregate($total & $this.substring(0, 1), '')", "AJA")]
    [InlineData("address.postalCode.exists()", "true")]
    [InlineData("address.postalCode.hasValue()", "false")]
    [InlineData("address.postalCode = 'x'", "")]
    [InlineData("address.where(postalCode = 'x').exists()", "false")]
    [InlineData("address.id", "home")]
    [InlineData("extension('http://example.org/eye-colour').value", "green")]
    [InlineData("extension('http://example.org/' + 'eye-colour').value", "green")]
    [InlineData("extension.valueCode", "green")]
    [InlineData("generalPractitioner.resolve().name.family", "Harbour")]
    [InlineData("'#gp'.resolve().name.family", "Harbour")]
    [InlineData("'#nobody'.resolve()", "")]
    [InlineData("contained.select(%resource.id)", "p1")]
    [InlineData("descendants().where($this is Extension).count()", "2")]
    [InlineData("descendants().count() = repeatAll(children()).count()", "true")]
    [InlineData("repeat(children()).count() < descendants().count()", "true")]
    [InlineData("children().ofType(HumanName).count()", "2")]
    [InlineData("birthDate + 1 day", "1990-03-01")]
    [InlineData("birthDate < @1990-03", "true")]
    [InlineData("birthDate = @1990-02", "")]
    [InlineData("active", "true")]
    [InlineData("active.not()", "false")]
    [InlineData("iif(active, gender, birthDate)", "female")]
    [InlineData("gender.length()", "6")]
    [InlineData("type().name", "Patient")]
    [InlineData("%vs-administrative-gender", "http://hl7.org/fhir/ValueSet/administrative-gender")]
    [InlineData("%`ext-data-absent-reason`", "http://hl7.org/fhir/StructureDefinition/data-absent-reason")]
    [InlineData("%loinc", "http://loinc.org")]
    public void An_expression_gives_the_same_in_STU3_and_R4(string expression, string expected)
    {
        string.Join(", ", Patients.Stu3.Give(expression)).ShouldBe(expected);
        string.Join(", ", Patients.R4.Give(expression)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("'Meadow Lane'.matches('Lane')", "false", "true")]
    [InlineData("name.as(HumanName).count()", "2", "NotSingle")]
    [InlineData("\"name\".family", "Meadow", "Syntax")]
    [InlineData("id is System.String", "false", "true")]
    [InlineData("id is id", "true", "true")]
    [InlineData("1.contains('1')", "true", "TypeMismatch")]
    public void Where_the_ages_differ_each_keeps_its_own(string expression, string stu3, string r4)
    {
        Outcome(Patients.Stu3, expression).ShouldBe(stu3);
        Outcome(Patients.R4, expression).ShouldBe(r4);
    }

    [Fact]
    public void The_resource_of_a_contained_element_is_the_contained_one()
    {
        var practitioner = Patients.R4["contained"]["name"];

        practitioner.Give("%resource.id").ShouldBe(["gp"]);
        practitioner.Give("%rootResource.id").ShouldBe(["p1"]);
        practitioner.Give("%context.family").ShouldBe(["Harbour"]);
        practitioner.Give("%context.use", new FhirPathOptions { Context = Patients.R4["name"] }).ShouldBe(["official"]);
    }

    [Fact]
    public void Inside_a_bundle_the_resource_is_the_one_of_the_entry()
    {
        var bundle = Patients.Parse(FhirVersion.Stu3, """
            <Bundle xmlns="http://hl7.org/fhir">
              <type value="collection"/>
              <entry>
                <fullUrl value="urn:uuid:0b0e5cf8-4ec1-4b0c-9a44-9b8a9f6b5b01"/>
                <resource><Patient><id value="p1"/><generalPractitioner><reference value="urn:uuid:0b0e5cf8-4ec1-4b0c-9a44-9b8a9f6b5b02"/></generalPractitioner></Patient></resource>
              </entry>
              <entry>
                <fullUrl value="urn:uuid:0b0e5cf8-4ec1-4b0c-9a44-9b8a9f6b5b02"/>
                <resource><Practitioner><id value="gp"/></Practitioner></resource>
              </entry>
            </Bundle>
            """);

        bundle["entry"]["resource"]["generalPractitioner"].Give("%resource.id").ShouldBe(["p1"]);
        bundle.Give("entry.resource.ofType(Patient).generalPractitioner.resolve().id").ShouldBe(["gp"]);
        bundle.Give("entry.first().resource.generalPractitioner.reference.resolve().id").ShouldBe(["gp"]);
    }

    [Theory]
    [InlineData("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", true)]
    [InlineData("gender.memberOf('http://hl7.org/fhir/ValueSet/observation-status')", false)]
    [InlineData("gender.memberOf('http://example.org/unknown')", null)]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", true)]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/vitalsigns')", false)]
    public void A_validator_answers_for_value_sets_and_profiles(string expression, bool? answer)
    {
        var patient = FhirJson.Read("""{"resourceType":"Patient","gender":"female"}"""u8.ToArray(), FhirVersion.R4).Document!.Root;
        var options = new ProfileValidator([Hl7Definitions.R4]).PathOptions;

        var result = FhirPath.Compile(expression, FhirVersion.R4, "Patient").Evaluate(patient, options);

        result.Select(item => item.BooleanValue).ShouldBe(answer is { } known ? [known] : []);
        Should.Throw<FhirPathException>(() => FhirPath.Compile("conformsTo('http://example.org/unknown')", FhirVersion.R4).Evaluate(patient, options))
            .Error.Kind.ShouldBe(FhirPathErrorKind.ServiceUnavailable);
    }

    [Fact]
    public void Services_answer_for_value_sets_profiles_narratives_and_far_references()
    {
        var options = new FhirPathOptions
        {
            MemberOf = (code, valueSet) => valueSet == "http://example.org/known" ? code.Text == "female" : null,
            ConformsTo = (element, profile) => profile == "http://example.org/profile" ? element["name"].Exists : null,
            HtmlChecks = element => element.TypeName == "Patient",
            Resolve = reference => reference == "Patient/elsewhere" ? Patients.R4 : default,
        };

        Patients.R4.Give("gender.memberOf('http://example.org/known')", options).ShouldBe(["true"]);
        Patients.R4.Give("gender.memberOf('http://example.org/other')", options).ShouldBeEmpty();
        Patients.R4.Give("conformsTo('http://example.org/profile')", options).ShouldBe(["true"]);
        Patients.R4.Give("conformsTo('http://hl7.org/fhir/StructureDefinition/DomainResource')", options).ShouldBe(["true"]);
        Patients.R4.Give("conformsTo('http://hl7.org/fhir/StructureDefinition/Group')", options).ShouldBe(["false"]);
        Patients.R4.Give("htmlchecks()", options).ShouldBe(["true"]);
        Patients.R4.Give("'Patient/elsewhere'.resolve().id", options).ShouldBe(["p1"]);
    }

    [Theory]
    [InlineData("<p>Well.</p>", "true")]
    [InlineData("<p onclick='go()'>Well.</p>", "false")]
    [InlineData("<p> </p>", "false")]
    public void A_narrative_is_checked_without_a_service_too(string content, string expected)
    {
        var patient = Patients.Parse(FhirVersion.R4, $"""<Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">{content}</div></text></Patient>""");

        patient.Give("text.`div`.htmlChecks()").ShouldBe([expected]);
        patient.Give("text.status.htmlChecks()").ShouldBe(["false"]);
    }

    [Fact]
    public void Variables_of_the_caller_come_first()
    {
        var options = new FhirPathOptions
        {
            Variables = new Dictionary<string, IReadOnlyList<FhirPathValue>>
            {
                ["limit"] = [FhirPathValue.Of(2)],
                ["ucum"] = [FhirPathValue.Of("mine")],
                ["names"] = [FhirPathValue.Of(Patients.R4["name"])],
                ["foreign"] = [FhirPathValue.Of(Patients.Stu3["name"])],
            },
        };

        Patients.R4.Give("name.count() <= %limit", options).ShouldBe(["true"]);
        Patients.R4.Give("%ucum", options).ShouldBe(["mine"]);
        Patients.R4.Give("%names.family", options).ShouldBe(["Meadow"]);
        Should.Throw<FhirPathException>(() => Patients.R4.Give("%foreign.family", options));
    }

    [Fact]
    public void The_clock_is_the_callers_and_stands_still_during_an_evaluation()
    {
        var clock = new SteppingClock(new DateTimeOffset(2026, 3, 1, 9, 30, 15, 250, TimeSpan.Zero));
        var options = new FhirPathOptions { Time = clock };

        Patients.R4.Give("now()", options).ShouldBe(["2026-03-01T09:30:15.250Z"]);
        Patients.R4.Give("today() | timeOfDay()", options).Length.ShouldBe(2);
        Patients.R4.Give("now() = now()", options).ShouldBe(["true"]);
        clock.Readings.ShouldBe(3);
    }

    [Fact]
    public void Trace_shows_its_input_and_passes_it_on()
    {
        var seen = new List<string>();
        var options = new FhirPathOptions { Trace = (name, items) => seen.Add($"{name}: {string.Join(' ', items.Select(item => item.Text))}") };

        Patients.R4.Give("name.given.trace('given').first().trace('length', length())", options).ShouldBe(["Ada"]);

        seen.ShouldBe(["given: Ada Jane Addie", "length: 3"]);
    }

    [Fact]
    public void A_predicate_holds_only_for_true()
    {
        bool Holds(string expression) => FhirPath.Compile(expression, FhirVersion.R4).Predicate(Patients.R4);

        Holds("name.exists()").ShouldBeTrue();
        Holds("name.empty()").ShouldBeFalse();
        Holds("{}").ShouldBeFalse();
        Holds("gender").ShouldBeTrue();
        FhirPath.Compile("{}", FhirVersion.R4).Test(Patients.R4).ShouldBeNull();
    }

    [Fact]
    public void Nothing_of_a_value_shows_when_it_is_printed()
    {
        var family = FhirPath.Compile("name.family", FhirVersion.R4).Evaluate(Patients.R4)[0];

        family.ToString().ShouldBe("Patient.name[0].family");
        FhirPath.Compile("name.family & ''", FhirVersion.R4).Evaluate(Patients.R4["name"].Parent)[0].ToString().ShouldBe("System.String");
    }

    private static string Outcome(FhirElement element, string expression)
    {
        if (!FhirPath.TryCompile(expression, element.Document!.Version, out var compiled, out var error) || !compiled.TryEvaluate(element, null, out var result, out error))
            return error!.Kind.ToString();
        return string.Join(", ", result.Select(item => item.Text));
    }

    /// <summary>Moves on by a second at each reading.</summary>
    private sealed class SteppingClock(DateTimeOffset start) : TimeProvider
    {
        internal int Readings { get; private set; }

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => start.AddSeconds(Readings++);
    }
}
