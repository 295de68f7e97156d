using System.Text;

namespace Plexus.Fhir.Tests.Conversion;

public sealed class ConvertingResources
{
    [Theory]

    // Renamed, split and gathered.
    [InlineData(
        """{"resourceType":"Observation","status":"final","code":{"text":"c"},"context":{"reference":"Encounter/1"},"comment":"fasting","related":[{"type":"has-member","target":{"reference":"Observation/2"}},{"type":"derived-from","target":{"reference":"Observation/3"}}]}""",
        """{"resourceType":"Observation","status":"final","code":{"text":"c"},"encounter":{"reference":"Encounter/1"},"note":[{"text":"fasting"}],"hasMember":[{"reference":"Observation/2"}],"derivedFrom":[{"reference":"Observation/3"}]}""")]
    [InlineData(
        """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"},"requester":{"agent":{"reference":"Practitioner/1"}},"dosageInstruction":[{"doseQuantity":{"value":1.50},"rateRatio":{"numerator":{"value":1},"denominator":{"value":2}}}],"substitution":{"allowed":true}}""",
        """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"},"requester":{"reference":"Practitioner/1"},"dosageInstruction":[{"doseAndRate":[{"doseQuantity":{"value":1.50},"rateRatio":{"numerator":{"value":1},"denominator":{"value":2}}}]}],"substitution":{"allowedBoolean":true}}""")]

    // A flag and a status.
    [InlineData(
        """{"resourceType":"Immunization","status":"completed","notGiven":false,"vaccineCode":{"text":"v"},"patient":{"reference":"Patient/1"},"date":"2020-01-01","primarySource":true,"practitioner":[{"role":{"text":"AP"},"actor":{"reference":"Practitioner/1"}}],"explanation":{"reason":[{"text":"r"},{"text":"s"}]}}""",
        """{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"v"},"patient":{"reference":"Patient/1"},"occurrenceDateTime":"2020-01-01","primarySource":true,"performer":[{"function":{"text":"AP"},"actor":{"reference":"Practitioner/1"}}],"reasonCode":[{"text":"r"},{"text":"s"}]}""")]
    [InlineData(
        """{"resourceType":"Immunization","status":"completed","notGiven":true,"vaccineCode":{"text":"v"},"patient":{"reference":"Patient/1"},"date":"2020","primarySource":true,"explanation":{"reasonNotGiven":[{"text":"refused"}]}}""",
        """{"resourceType":"Immunization","status":"not-done","statusReason":{"text":"refused"},"vaccineCode":{"text":"v"},"patient":{"reference":"Patient/1"},"occurrenceDateTime":"2020","primarySource":true}""")]
    [InlineData(
        """{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"},"taken":"y"}""",
        """{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"}}""")]
    [InlineData(
        """{"resourceType":"MedicationStatement","status":"completed","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"},"taken":"n","reasonNotTaken":[{"text":"forgot"}]}""",
        """{"resourceType":"MedicationStatement","status":"not-taken","statusReason":[{"text":"forgot"}],"medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"}}""")]

    // A code and a concept; code systems under their other address.
    [InlineData(
        """{"resourceType":"Condition","clinicalStatus":"active","verificationStatus":"confirmed","category":[{"coding":[{"system":"http://hl7.org/fhir/condition-category","code":"problem-list-item"}]}],"subject":{"reference":"Patient/1"},"assertedDate":"2020-01"}""",
        """{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item"}]}],"subject":{"reference":"Patient/1"},"recordedDate":"2020-01"}""")]
    [InlineData(
        """{"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://hl7.org/fhir/v3/MaritalStatus","code":"M"}]},"extension":[{"url":"u","valueMoney":{"value":1.20,"system":"urn:iso:std:iso:4217","code":"GBP"}}],"_birthDate":{"extension":[{"url":"u","valueUri":"x"}]}}""",
        """{"resourceType":"Patient","extension":[{"url":"u","valueMoney":{"value":1.20,"currency":"GBP"}}],"_birthDate":{"extension":[{"url":"u","valueUri":"x"}]},"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]}}""")]

    [InlineData(
        """{"resourceType":"Observation","status":"final","code":{"text":"c"},"interpretation":{"coding":[{"system":"http://hl7.org/fhir/v2/0078","code":"HH"},{"system":"http://example.org/own","code":"N"}]},"component":[{"code":{"text":"p"},"interpretation":{"coding":[{"system":"http://hl7.org/fhir/v2/0078","code":"<"}]}}]}""",
        """{"resourceType":"Observation","status":"final","code":{"text":"c"},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"HH"},{"system":"http://example.org/own","code":"N"}]}],"component":[{"code":{"text":"p"},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"<"}]}]}]}""")]
    [InlineData(
        """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://hl7.org/fhir/v2/0078","code":"N"}]},"interpretation":{"coding":[{"system":"http://hl7.org/fhir/v2/0078","code":"null"},{"system":"http://hl7.org/fhir/v3/ObservationInterpretation","code":"EXP"}]}}""",
        """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0078","code":"N"}]},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0078","code":"null"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"EXP"}]}]}""")]

    // One and many.
    [InlineData(
        """{"resourceType":"Appointment","status":"booked","serviceCategory":{"text":"c"},"reason":[{"text":"r"}],"participant":[{"status":"accepted"}]}""",
        """{"resourceType":"Appointment","status":"booked","serviceCategory":[{"text":"c"}],"reasonCode":[{"text":"r"}],"participant":[{"status":"accepted"}]}""")]
    [InlineData(
        """{"resourceType":"DocumentReference","status":"current","type":{"text":"t"},"class":{"text":"c"},"indexed":"2020-01-01T00:00:00Z","content":[{"attachment":{"url":"http://example.org/a"}}],"context":{"related":[{"ref":{"reference":"Patient/1"}},{"ref":{"reference":"Patient/2"}}]}}""",
        """{"resourceType":"DocumentReference","status":"current","type":{"text":"t"},"category":[{"text":"c"}],"date":"2020-01-01T00:00:00Z","content":[{"attachment":{"url":"http://example.org/a"}}],"context":{"related":[{"reference":"Patient/1"},{"reference":"Patient/2"}]}}""")]

    // A reference and an address, with what is said about them.
    [InlineData(
        """{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":{"reference":"http://example.org/q","_reference":{"id":"i","extension":[{"url":"u","valueString":"x"}]}}}""",
        """{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://example.org/q","_questionnaire":{"id":"i","extension":[{"url":"u","valueString":"x"}]}}""")]
    public void What_both_versions_can_say_goes_there_and_back(string stu3, string r4)
    {
        var there = FhirConverter.Convert(Read(stu3, FhirVersion.Stu3), FhirVersion.R4);
        var back = FhirConverter.Convert(Read(r4, FhirVersion.R4), FhirVersion.Stu3);

        there.Issues.ShouldBeEmpty();
        Json(there).ShouldBe(Json(Read(r4, FhirVersion.R4)));
        back.Issues.ShouldBeEmpty();
        Json(back).ShouldBe(Json(Read(stu3, FhirVersion.Stu3)));
    }

    [Theory]
    [InlineData(
        """[{"identifier":{"value":"x"},"ref":{"reference":"Patient/3"}},{"identifier":{"value":"y"}}]""",
        """[{"reference":"Patient/3","identifier":{"value":"x"}},{"identifier":{"value":"y"}}]""")]
    [InlineData(
        """[{"identifier":{"value":"y"}},{"identifier":{"value":"x"},"ref":{"reference":"Patient/3"}}]""",
        """[{"identifier":{"value":"y"}},{"reference":"Patient/3","identifier":{"value":"x"}}]""")]
    [InlineData(
        """[{"ref":{"reference":"Patient/3"}},{"identifier":{"value":"y"}}]""",
        """[{"reference":"Patient/3"},{"identifier":{"value":"y"}}]""")]
    [InlineData(
        """[{"identifier":{"value":"x"}},{"ref":{"reference":"Patient/3"}}]""",
        """[{"identifier":{"value":"x"}},{"reference":"Patient/3"}]""")]
    [InlineData(
        """[{"identifier":{"value":"x"}},{"identifier":{"value":"y"}}]""",
        """[{"identifier":{"value":"x"}},{"identifier":{"value":"y"}}]""")]
    [InlineData(
        """[{"identifier":{"value":"x"},"ref":{"reference":"Patient/3"}},{"identifier":{"value":"y"},"ref":{"reference":"Patient/4"}}]""",
        """[{"reference":"Patient/3","identifier":{"value":"x"}},{"reference":"Patient/4","identifier":{"value":"y"}}]""")]
    public void A_document_has_its_own_identifier_and_address_and_no_others(string related, string moved)
    {
        string Document(string date, string documents) =>
            $$$"""{"resourceType":"DocumentReference","status":"current","type":{"text":"t"},"{{{date}}}":"2020-01-01T00:00:00Z","content":[{"attachment":{"url":"http://example.org/a"}}],"context":{"related":{{{documents}}}}}""";

        What_both_versions_can_say_goes_there_and_back(Document("indexed", related), Document("date", moved));
    }

    [Theory]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Patient","animal":{"species":{"text":"dog"}}}""", "Error FHIR-CONV-002 Patient.animal")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Observation","status":"final","code":{"text":"c"},"valueAttachment":{"title":"t"}}""", "Warning FHIR-CONV-001 Observation.value")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Observation","status":"final","code":{"text":"c"},"related":[{"type":"replaces","target":{"reference":"Observation/2"}}]}""", "Warning FHIR-CONV-001 Observation.related[0].type", "Warning FHIR-CONV-001 Observation.related[0].target")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Condition","verificationStatus":"unknown","subject":{"reference":"Patient/1"}}""", "Warning FHIR-CONV-004 Condition.verificationStatus")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Condition","verificationStatus":"confirmed","subject":{"reference":"Patient/1"},"context":{"reference":"EpisodeOfCare/1"}}""", "Warning FHIR-CONV-001 Condition.context")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Encounter","status":"finished"}""", "Information FHIR-CONV-007 Encounter")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Organization","meta":{"profile":["https://example.org/p"]},"name":"n"}""", "Information FHIR-CONV-010 Organization.meta.profile[0]")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"ReferralRequest","status":"active","intent":"order","subject":{"reference":"Patient/1"}}""", "Error FHIR-CONV-009 ReferralRequest")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"},"taken":"n"}""", "Warning FHIR-CONV-005 MedicationStatement.status")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":{"id":"i","extension":[{"url":"u","valueString":"x"}],"reference":"http://example.org/q","display":"d"}}""", "Warning FHIR-CONV-001 QuestionnaireResponse.questionnaire.id", "Warning FHIR-CONV-001 QuestionnaireResponse.questionnaire.extension[0]", "Warning FHIR-CONV-001 QuestionnaireResponse.questionnaire.display")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Condition","_clinicalStatus":{"id":"i","extension":[{"url":"u","valueString":"x"}]},"clinicalStatus":"active","verificationStatus":"confirmed","subject":{"reference":"Patient/1"}}""", "Warning FHIR-CONV-001 Condition.clinicalStatus.id", "Warning FHIR-CONV-001 Condition.clinicalStatus.extension[0]")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","_system":{"id":"s"},"code":"active","_code":{"id":"c"}}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"subject":{"reference":"Patient/1"}}""", "Warning FHIR-CONV-001 Condition.clinicalStatus.coding[0].system.id", "Warning FHIR-CONV-001 Condition.clinicalStatus.coding[0].code.id")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Observation","status":"final","code":{"text":"c"},"related":[{"type":"has-member","_type":{"id":"i"},"target":{"reference":"Observation/2"}}]}""", "Warning FHIR-CONV-001 Observation.related[0].type.id")]
    [InlineData(FhirVersion.Stu3, """{"resourceType":"Patient","extension":[{"url":"u","valueMoney":{"value":1.20,"system":"urn:iso:std:iso:4217","_system":{"id":"i"},"code":"GBP"}}]}""", "Warning FHIR-CONV-001 Patient.extension[0].value.system.id")]
    [InlineData(FhirVersion.R4, """{"resourceType":"MedicationRequest","status":"active","intent":"order","doNotPerform":true,"medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"}}""", "Error FHIR-CONV-002 MedicationRequest.doNotPerform")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Appointment","status":"checked-in","participant":[{"status":"accepted"}]}""", "Warning FHIR-CONV-005 Appointment.status")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Organization","name":"n","address":[{"use":"billing","city":"Leeds"}]}""", "Error FHIR-CONV-002 Organization.address[0].use")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Slot","serviceCategory":[{"text":"a"},{"text":"b"}],"schedule":{"reference":"Schedule/1"},"status":"free","start":"2020-01-01T00:00:00Z","end":"2020-01-01T00:10:00Z"}""", "Warning FHIR-CONV-003 Slot.serviceCategory[1]")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"v"},"patient":{"reference":"Patient/1"},"occurrenceString":"as a child"}""", "Warning FHIR-CONV-006 Immunization.occurrence", "Error FHIR-CONV-008 Immunization")]
    [InlineData(FhirVersion.R4, """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"},"dispenseRequest":{"numberOfRepeatsAllowed":0}}""", "Warning FHIR-CONV-006 MedicationRequest.dispenseRequest.numberOfRepeatsAllowed")]
    [InlineData(FhirVersion.R4, """{"resourceType":"MedicationStatement","status":"active","statusReason":[{"text":"r"}],"medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"}}""", "Warning FHIR-CONV-001 MedicationStatement.statusReason[0]")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Condition","verificationStatus":{"text":"refuted"},"subject":{"reference":"Patient/1"}}""", "Error FHIR-CONV-002 Condition.verificationStatus")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Condition","verificationStatus":{"coding":[{"system":"http://snomed.info/sct","code":"410594000"}]},"subject":{"reference":"Patient/1"}}""", "Error FHIR-CONV-002 Condition.verificationStatus")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Condition","clinicalStatus":{"text":"over"},"subject":{"reference":"Patient/1"}}""", "Error FHIR-CONV-002 Condition.clinicalStatus")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"other"}]},"subject":{"reference":"Patient/1"}}""", "Error FHIR-CONV-002 Condition.clinicalStatus")]
    [InlineData(FhirVersion.R4, """{"resourceType":"MedicationDispense","status":"other","medicationCodeableConcept":{"text":"m"}}""", "Error FHIR-CONV-002 MedicationDispense.status")]
    [InlineData(FhirVersion.R4, """{"resourceType":"MedicationDispense","status":"unknown","medicationCodeableConcept":{"text":"m"}}""", "Warning FHIR-CONV-004 MedicationDispense.status")]
    [InlineData(FhirVersion.R4, """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"m"},"subject":{"reference":"Patient/1"},"dosageInstruction":[{"doseAndRate":[{"doseQuantity":{"value":1}},{"rateQuantity":{"value":2}},{"doseQuantity":{"value":3}}]}]}""", "Warning FHIR-CONV-003 MedicationRequest.dosageInstruction[0].doseAndRate[1]", "Warning FHIR-CONV-003 MedicationRequest.dosageInstruction[0].doseAndRate[2]")]
    [InlineData(FhirVersion.R4, """{"resourceType":"Observation","status":"final","code":{"text":"c"},"note":[{"text":"a"},{"text":"b","time":"2020"}]}""", "Warning FHIR-CONV-003 Observation.note[1]")]
    public void What_the_other_version_cannot_say_is_told(FhirVersion from, string json, params string[] told)
    {
        var conversion = FhirConverter.Convert(Read(json, from), from == FhirVersion.R4 ? FhirVersion.Stu3 : FhirVersion.R4);

        conversion.Issues.Select(issue => $"{issue.Severity} {issue.Id} {issue.Path}").ShouldBe(told);
        conversion.IsLossless.ShouldBe(told.All(issue => issue.StartsWith("Information", StringComparison.Ordinal)));
    }

    [Fact]
    public void Doses_and_rates_of_several_are_not_made_one()
    {
        var dosage = """{"resourceType":"MedicationRequest","dosageInstruction":[{"doseAndRate":[{"doseQuantity":{"value":1}},{"rateQuantity":{"value":2}}]},{"doseAndRate":[{"rateQuantity":{"value":3}}]}]}""";

        var conversion = FhirConverter.Convert(Read(dosage, FhirVersion.R4), FhirVersion.Stu3);

        Json(conversion).ShouldContain("""[{"doseQuantity":{"value":1}},{"rateQuantity":{"value":3}}]""");
    }

    [Fact]
    public void A_profile_that_many_claim_is_told_once_unless_something_stands_on_the_claim()
    {
        const string Slot = """{"resource":{"resourceType":"Slot","meta":{"profile":["https://example.org/slot"]},"schedule":{"reference":"Schedule/1"},"status":"free","start":"2020-01-01T00:00:00Z","end":"2020-01-01T00:10:00Z"}}""";
        var withId = Slot.Replace("""["https://example.org/slot"]""", """["https://example.org/slot"],"_profile":[{"id":"i"}]""", StringComparison.Ordinal);
        var other = Slot.Replace("org/slot", "org/other", StringComparison.Ordinal);
        var bundle = Read($$"""{"resourceType":"Bundle","type":"collection","entry":[{{Slot}},{{Slot}},{{other}},{{withId}}]}""", FhirVersion.Stu3);

        var conversion = FhirConverter.Convert(bundle, FhirVersion.R4);

        conversion.Issues.ShouldAllBe(issue => issue.Id == "FHIR-CONV-010");
        conversion.Issues.Select(issue => issue.Path).ShouldBe(["Bundle.entry[0].resource.meta.profile[0]", "Bundle.entry[2].resource.meta.profile[0]", "Bundle.entry[3].resource.meta.profile[0]"]);
        conversion.IsLossless.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", true, false)]
    [InlineData(""","animal":{"species":{"text":"dog"}}""", false, true)]
    public void Beyond_the_cap_issues_are_counted_and_still_say_what_the_result_is_worth(string last, bool isLossless, bool hasErrors)
    {
        // Each patient claims a profile of its own, so that what is listed is harmless.
        var entries = Enumerable.Range(0, 1_500).Select(i => $$$"""{"resource":{"resourceType":"Patient","meta":{"profile":["https://example.org/{{{i}}}"]}{{{(i == 1_499 ? last : "")}}}}}""");
        var bundle = Read($$"""{"resourceType":"Bundle","type":"collection","entry":[{{string.Join(',', entries)}}]}""", FhirVersion.Stu3);

        var capped = FhirConverter.Convert(bundle, FhirVersion.R4);
        var few = FhirConverter.Convert(bundle, FhirVersion.R4, new FhirConversionOptions { MaxIssues = 3 });
        var all = FhirConverter.Convert(bundle, FhirVersion.R4, new FhirConversionOptions { MaxIssues = int.MaxValue });

        var count = hasErrors ? 1_501 : 1_500;
        (capped.Issues.Count, capped.IssueCount).ShouldBe((1_001, count));
        (few.Issues.Count, few.IssueCount).ShouldBe((4, count));
        (all.Issues.Count, all.IssueCount).ShouldBe((count, count));
        capped.Issues[^1].Id.ShouldBe("FHIR-LIMIT-007");
        foreach (var conversion in new[] { capped, few, all })
            (conversion.IsLossless, conversion.HasErrors).ShouldBe((isLossless, hasErrors));
    }

    [Fact]
    public void Issues_of_many_entries_say_their_places_without_counting_all_entries_for_each()
    {
        const int Entries = 80_000;
        var entry = """{"resource":{"resourceType":"Patient","animal":{"species":{"text":"dog"}}}}""";
        var bundle = Read($$"""{"resourceType":"Bundle","type":"collection","entry":[{{string.Join(',', Enumerable.Repeat(entry, Entries))}}]}""", FhirVersion.Stu3);

        var started = ProcessorTime.OfThread();
        var conversion = FhirConverter.Convert(bundle, FhirVersion.R4, new FhirConversionOptions { MaxIssues = int.MaxValue });
        var used = ProcessorTime.OfThread() - started;

        conversion.Issues.Count.ShouldBe(Entries);
        conversion.Issues[^1].Path.ShouldBe($"Bundle.entry[{Entries - 1}].resource.animal");

        // Three thousand million entries would be passed over, were each path counted from the first.
        used.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_was_not_dispensed_is_declined_also_when_it_had_no_status()
    {
        var conversion = FhirConverter.Convert(Read("""{"resourceType":"MedicationDispense","notDone":true,"medicationCodeableConcept":{"text":"m"}}""", FhirVersion.Stu3), FhirVersion.R4);

        conversion.Issues.ShouldBeEmpty();
        Json(conversion).ShouldContain("\"status\":\"declined\"");
    }

    [Theory]
    [InlineData("1e3", "1000")]
    [InlineData("1.50E2", "150")]
    [InlineData("-1.5e-3", "-0.0015")]
    [InlineData("0.00e1", "0.0")]
    [InlineData("12.345e1", "123.45")]
    [InlineData("1.50", "1.50")]
    public void An_exponent_is_written_out_for_STU3(string r4, string stu3)
    {
        var observation = Read("""{"resourceType":"Observation","status":"final","code":{"text":"c"},"valueQuantity":{"value":N}}""".Replace("N}", r4 + "}", StringComparison.Ordinal), FhirVersion.R4);

        FhirConverter.Convert(observation, FhirVersion.Stu3).Document!.Root["value"]["value"].Value.ShouldBe(stu3);
    }

    [Fact]
    public void Resources_within_a_resource_are_converted_too()
    {
        var bundle = Read("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Slot","contained":[{"resourceType":"Location","id":"l","type":{"text":"t"}}],"schedule":{"reference":"#l"},"serviceCategory":{"text":"c"},"status":"free","start":"2020-01-01T00:00:00Z","end":"2020-01-01T00:10:00Z"}}]}""", FhirVersion.Stu3);

        var slot = FhirConverter.Convert(bundle, FhirVersion.R4).Document!.Root["entry"]["resource"];

        slot.Document!.Version.ShouldBe(FhirVersion.R4);
        slot["serviceCategory"].Path.ShouldBe("Bundle.entry[0].resource.serviceCategory[0]");
        slot["contained"]["type"].Path.ShouldBe("Bundle.entry[0].resource.contained[0].type[0]");
    }

    [Fact]
    public void DSTU2_is_not_converted()
    {
        var patient = ResourceBuilder.Create(FhirVersion.Dstu2, "Patient").Build().Root;

        Should.Throw<ArgumentException>(() => FhirConverter.Convert(patient, FhirVersion.R4));
    }

    private static FhirElement Read(string json, FhirVersion version) => FhirJson.Read(Encoding.UTF8.GetBytes(json), version).Document!.Root;

    private static string Json(FhirConversion conversion) => Json(conversion.Document!.Root);

    private static string Json(FhirElement resource) => Encoding.UTF8.GetString(FhirJson.ToBytes(resource));
}
