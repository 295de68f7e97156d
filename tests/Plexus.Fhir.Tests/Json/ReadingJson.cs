using System.Text;

namespace Plexus.Fhir.Tests.Json;

public sealed class ReadingJson
{
    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"a","active":true,"birthDate":"1970"}""")]
    [InlineData("""{"id":"a","birthDate":"1970","active":true,"resourceType":"Patient"}""")]
    [InlineData("""{"contact":[],"id":"a","resourceType":"Patient","birthDate":"1970","active":true}""")]
    public void The_type_and_the_properties_may_come_in_any_order(string json)
    {
        var patient = Read(json).Document!.Root;

        patient.Children().Select(child => child.Name).ShouldBe(["id", "active", "birthDate"]);
        Xml(patient).ShouldBe("""<Patient xmlns="http://hl7.org/fhir"><id value="a"/><active value="true"/><birthDate value="1970"/></Patient>""");
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970","_birthDate":{"id":"b"}}""")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"b"},"birthDate":"1970"}""")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"b"},"active":true,"birthDate":"1970"}""")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970","active":true,"_birthDate":{"id":"b"}}""")]
    public void A_primitive_and_its_underscore_property_come_in_either_order(string json)
    {
        var patient = Read(json).Document!.Root;

        patient["birthDate"].Value.ShouldBe("1970");
        patient["birthDate"]["id"].Value.ShouldBe("b");
        patient.Elements("birthDate").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["A",null,"C"],"_given":[{"id":"1"},{"id":"2"},null]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"_given":[{"id":"1"},{"id":"2"},null],"given":["A",null,"C"]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["A",null,"C"],"family":"F","_given":[{"id":"1"},{"id":"2"},null]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"_given":[{"id":"1"},{"id":"2"},null],"family":"F","given":["A",null,"C"]}]}""")]
    public void Parallel_arrays_are_joined_whatever_comes_first(string json)
    {
        var result = Read(json);
        var given = result.Document!.Root["name"].Elements("given").ToArray();

        result.Issues.ShouldBeEmpty();
        given.Select(item => item.Value).ShouldBe(["A", null, "C"]);
        given.Select(item => item["id"].Value).ShouldBe(["1", "2", null]);
        Encoding.UTF8.GetString(FhirJson.ToBytes(result.Document.Root)).ShouldContain("\"given\":[\"A\",null,\"C\"],\"_given\":[{\"id\":\"1\"},{\"id\":\"2\"},null]");
    }

    [Fact]
    public void Arrays_of_different_lengths_are_an_error_and_padded()
    {
        var result = Read("""{"resourceType":"Patient","name":[{"_given":[{"id":"1"}],"family":"F","given":["A","B"]}]}""");

        result.Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-JSON-013");
        result.Document!.Root["name"].Elements("given").Select(item => item.Value).ShouldBe(["A", "B"]);
    }

    [Theory]
    [InlineData("1.00")]
    [InlineData("0.10")]
    [InlineData("-0")]
    [InlineData("123456789012345678901234567890.123456789")]
    public void A_decimal_keeps_every_digit(string number)
    {
        var json = "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":" + number + "}}";

        var observation = Read(json).Document!.Root;

        observation["value"]["value"].Value.ShouldBe(number);
        Encoding.UTF8.GetString(FhirJson.ToBytes(observation)).ShouldBe(json);
    }

    [Fact]
    public void Text_is_escaped_only_where_it_must_be()
    {
        var patient = Read("""{"resourceType":"Patient","name":[{"text":"a\/b \u00e9 \ud83d\ude00 \" \\ \n\t<&"}]}""").Document!.Root;

        patient["name"]["text"].Value.ShouldBe("a/b é 😀 \" \\ \n\t<&");
        Encoding.UTF8.GetString(FhirJson.ToBytes(patient)).ShouldContain("""{"text":"a/b é 😀 \" \\ \n\t<&"}""");
        Xml(patient).ShouldContain("""text value="a/b é 😀 &quot; \ &#xA;&#x9;&lt;&amp;"/>""");
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","nickname":"x"}""", "FHIR-JSON-005")]
    [InlineData("""{"resourceType":"Patient","gender":null}""", "FHIR-JSON-007")]
    [InlineData("""{"resourceType":"Patient","name":[null]}""", "FHIR-JSON-007")]
    [InlineData("""{"resourceType":"Patient","name":[]}""", "FHIR-JSON-008")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":[]}]}""", "FHIR-JSON-008")]
    [InlineData("""{"resourceType":"Patient","name":{"family":"F"}}""", "FHIR-JSON-009")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":"A"}]}""", "FHIR-JSON-009")]
    [InlineData("""{"resourceType":"Patient","gender":["male"]}""", "FHIR-JSON-010")]
    [InlineData("""{"resourceType":"Patient","maritalStatus":[{"text":"x"}]}""", "FHIR-JSON-010")]
    [InlineData("""{"resourceType":"Patient","multipleBirthInteger":"2"}""", "FHIR-JSON-011")]
    [InlineData("""{"resourceType":"Patient","active":"true"}""", "FHIR-JSON-011")]
    [InlineData("""{"resourceType":"Patient","birthDate":1970}""", "FHIR-JSON-011")]
    [InlineData("""{"resourceType":"Patient","name":["Example"]}""", "FHIR-JSON-011")]
    [InlineData("""{"resourceType":"Patient","_name":[{"id":"x"}]}""", "FHIR-JSON-012")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"u","_url":{"id":"x"},"valueCode":"c"}]}""", "FHIR-JSON-012")]
    [InlineData("""{"resourceType":"Patient","name":[{"id":"n","_id":{"extension":[{"url":"u","valueCode":"c"}]}}]}""", "FHIR-JSON-012")]
    [InlineData("""{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>","_div":{"id":"x"}}}""", "FHIR-JSON-012")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970","_birthDate":{}}""", "FHIR-JSON-015")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"value":"x"}}""", "FHIR-JSON-005")]
    [InlineData("""{"resourceType":"Patient","contained":[{"id":"x"}]}""", "FHIR-JSON-004")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Nothing"}]}""", "FHIR-TYPE-001")]
    [InlineData("""{"resourceType":"Patient","text":{"status":"empty","div":"<div>x</div>"}}""", "FHIR-DIV-004")]
    public void Bad_structure_is_an_error_when_strict_and_a_warning_when_lenient(string json, string id)
    {
        var strict = Read(json);
        var lenient = FhirJson.Read(Encoding.UTF8.GetBytes(json), FhirVersion.Stu3, FhirReaderOptions.Lenient);

        strict.Issues.ShouldHaveSingleItem().Id.ShouldBe(id);
        strict.HasErrors.ShouldBeTrue();
        strict.Document.ShouldNotBeNull();
        lenient.Issues.ShouldHaveSingleItem().Id.ShouldBe(id);
        lenient.HasErrors.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","active":"true"}""", true)]
    [InlineData("""{"resourceType":"Patient","name":{"family":"F"}}""", true)]
    [InlineData("""{"resourceType":"Patient","gender":["male"]}""", true)]
    [InlineData("""{"resourceType":"Patient","gender":null}""", true)]
    [InlineData("""{"resourceType":"Patient","gender":{"text":"male"}}""", false)]
    [InlineData("""{"resourceType":"Patient","gender":[["male"]]}""", false)]
    [InlineData("""{"resourceType":"Patient","name":["Example"]}""", false)]
    [InlineData("""{"resourceType":"Patient","nickname":"x"}""", false)]
    [InlineData("""{"resourceType":"Patient","gender":"male","gender":"female"}""", false)]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Nothing"}]}""", false)]
    [InlineData("""{"resourceType":"Patient",""", false)]
    public void A_document_that_is_not_valid_is_complete_unless_something_was_left_out(string json, bool isComplete)
    {
        var result = Read(json);

        result.HasErrors.ShouldBeTrue();
        result.IsComplete.ShouldBe(isComplete);
    }

    [Fact]
    public void What_XML_writes_as_an_attribute_is_read_once()
    {
        var result = Read("""{"resourceType":"Patient","extension":[{"url":["a","b"],"valueCode":"c"}]}""");

        result.Issues.Select(issue => issue.Id).ShouldBe(["FHIR-JSON-010", "FHIR-JSON-006"]);
        result.Document!.Root["extension"].Elements("url").Select(url => url.Value).ShouldBe(["a"]);
        FhirXml.Read(FhirXml.ToBytes(result.Document.Root), FhirVersion.Stu3).IsFatal.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","gender":"male","gender":"female"}""", "FHIR-JSON-006")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"1"},"_birthDate":{"id":"2"}}""", "FHIR-JSON-006")]
    [InlineData("""{"resourceType":"Patient","resourceType":"Patient"}""", "FHIR-JSON-006")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"\u0001"}]}""", "FHIR-JSON-014")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"\ud83d"}]}""", "FHIR-JSON-014")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"\uffff"}]}""", "FHIR-JSON-014")]
    public void What_two_readers_could_read_differently_is_always_an_error(string json, string id)
    {
        var lenient = FhirJson.Read(Encoding.UTF8.GetBytes(json), FhirVersion.Stu3, FhirReaderOptions.Lenient);

        lenient.HasErrors.ShouldBeTrue();
        lenient.Issues.ShouldContain(issue => issue.Id == id);
    }

    [Theory]
    [InlineData("", "FHIR-JSON-001")]
    [InlineData("{", "FHIR-JSON-001")]
    [InlineData("{\"resourceType\":\"Patient\",}", "FHIR-JSON-001")]
    [InlineData("{\"resourceType\":\"Patient\"} x", "FHIR-JSON-001")]
    [InlineData("{\"resourceType\":\"Patient\" /* no */}", "FHIR-JSON-001")]
    [InlineData("[]", "FHIR-JSON-003")]
    [InlineData("\"Patient\"", "FHIR-JSON-003")]
    [InlineData("{\"id\":\"x\"}", "FHIR-JSON-004")]
    [InlineData("{\"resourceType\":1}", "FHIR-JSON-004")]
    [InlineData("{\"resourceType\":\"Nothing\"}", "FHIR-TYPE-001")]
    [InlineData("{\"resourceType\":\"HumanName\"}", "FHIR-TYPE-001")]
    [InlineData("{\"resourceType\":\"Resource\"}", "FHIR-TYPE-002")]
    public void Input_that_is_no_resource_is_fatal(string json, string id)
    {
        var result = Read(json);

        result.IsFatal.ShouldBeTrue();
        result.Issues.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public void Invalid_UTF_8_is_fatal() =>
        FhirJson.Read(Encoding.Latin1.GetBytes("{\"resourceType\":\"Patient\",\"language\":\"é\"}"), FhirVersion.Stu3)
            .Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-JSON-002");

    [Fact]
    public void A_byte_order_mark_is_accepted() =>
        FhirJson.Read(Encoding.UTF8.GetPreamble().Concat("{\"resourceType\":\"Patient\"}"u8.ToArray()).ToArray(), FhirVersion.Stu3).Issues.ShouldBeEmpty();

    [Fact]
    public void An_issue_says_line_column_and_path()
    {
        var issue = Read("{\n \"resourceType\": \"Patient\",\n \"name\": [{}, {\n  \"nickname\": 1 } ]\n}").Issues.ShouldHaveSingleItem();

        (issue.Path, issue.Line, issue.Column).ShouldBe(("Patient.name[1]", 4, 3));
    }

    [Fact]
    public void Comments_of_DSTU2_are_ignored()
    {
        var result = FhirJson.Read("""{"resourceType":"Patient","fhir_comments":["x"],"birthDate":"1970","_birthDate":{"fhir_comments":["y"]}}"""u8.ToArray(), FhirVersion.Dstu2);

        result.Issues.ShouldBeEmpty();
        Encoding.UTF8.GetString(FhirJson.ToBytes(result.Document!.Root)).ShouldBe("""{"resourceType":"Patient","birthDate":"1970"}""");
    }

    [Fact]
    public void Named_entities_in_a_narrative_are_read_when_lenient()
    {
        const string json = """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'>a&nbsp;b &amp; c</div>"}}""";

        var strict = Read(json);
        var lenient = FhirJson.Read(Encoding.UTF8.GetBytes(json), FhirVersion.Stu3, FhirReaderOptions.Lenient);

        strict.Document!.Root["text"]["div"].Value.ShouldBeNull();
        strict.Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-DIV-001");
        lenient.Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-DIV-002");
        lenient.Document!.Root["text"]["div"].Value.ShouldBe("<div xmlns=\"http://www.w3.org/1999/xhtml\">a\u00A0b &amp; c</div>");
    }

    private static FhirReadResult Read(string json) => FhirJson.Read(Encoding.UTF8.GetBytes(json), FhirVersion.Stu3);

    private static string Xml(FhirElement element) =>
        Encoding.UTF8.GetString(FhirXml.ToBytes(element, new FhirWriterOptions { XmlDeclaration = false }));
}
