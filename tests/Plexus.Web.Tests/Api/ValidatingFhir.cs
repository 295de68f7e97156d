using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Plexus.Web.Tests.Api;

public sealed class ValidatingFhir(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private const string Valid = """{"resourceType":"Patient","gender":"female","birthDate":"1970-01-31"}""";
    private const string Wrong = """{"resourceType":"Patient","gender":"woman","birthDate":"1970-31-01"}""";

    [Fact]
    public async Task A_valid_resource_is_answered_with_an_outcome_that_holds_no_error()
    {
        var outcome = await ValidateAsync(Valid);

        outcome.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        Severities(outcome).ShouldBe(["information"]);
    }

    [Fact]
    public async Task Each_fault_is_an_issue_with_its_place_and_never_its_value()
    {
        var outcome = await ValidateAsync(Wrong);

        Severities(outcome).ShouldBe(["error", "error"]);
        outcome.GetProperty("issue").EnumerateArray().Select(i => i.GetProperty("expression")[0].GetString()).ShouldBe(["Patient.gender", "Patient.birthDate"], ignoreOrder: true);
        outcome.ToString().ShouldContain("at line 1, column");
        outcome.ToString().ShouldNotContain("woman");
        outcome.ToString().ShouldNotContain("1970");
    }

    [Theory]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><gender value='female'/></Patient>", "information")]
    [InlineData("<!DOCTYPE Patient [<!ENTITY e 'x'>]><Patient xmlns='http://hl7.org/fhir'><id value='&e;'/></Patient>", "fatal")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><gender value='female'/>", "fatal")]
    [InlineData("{\"resourceType\":\"Patient\",", "fatal")]
    [InlineData("neither of both", "fatal")]
    [InlineData("{\"resourceType\":\"Nonsense\"}", "fatal")]
    public async Task Text_of_any_kind_is_answered_with_an_outcome(string text, string severity) =>
        Severities(await ValidateAsync(text))[0].ShouldBe(severity);

    [Fact]
    public async Task Bytes_that_are_no_text_are_answered_with_an_outcome()
    {
        using var content = new ByteArrayContent([0x3C, 0x50, 0xC3, 0x28, 0x00, 0xFF]);
        using var response = await gateway.Api.PostAsync("/api/fhir/validate", content);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Severities(await ReadAsync(response))[0].ShouldBe("fatal");
    }

    [Fact]
    public async Task Nesting_without_end_stops_the_reader_and_not_the_gateway()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"extension\":[", 100_000));

        Severities(await ValidateAsync("""{"resourceType":"Patient","extension":[""" + deep))[0].ShouldBe("fatal");
        Severities(await ValidateAsync(Valid)).ShouldBe(["information"]);
    }

    [Theory]
    [InlineData("""{"resourceType":"Immunization","status":"completed","notGiven":false,"vaccineCode":{"text":"x"},"patient":{"display":"x"},"primarySource":true}""", "STU3")]
    [InlineData("""{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"x"},"patient":{"display":"x"},"occurrenceDateTime":"2020"}""", "R4")]
    [InlineData("""{"resourceType":"MedicationOrder","status":"active","medicationReference":{"display":"x"}}""", "DSTU2")]
    public async Task The_version_is_found_out_from_the_resource(string resource, string version)
    {
        var outcome = await ValidateAsync(resource);

        Severities(outcome).ShouldNotContain("error", $"read as another version than {version}: {outcome}");
        Severities(outcome).ShouldNotContain("fatal");
    }

    [Fact]
    public async Task A_version_that_is_named_is_taken()
    {
        var outcome = await ValidateAsync("""{"resourceType":"MedicationOrder","status":"active"}""", "?fhirVersion=r4");

        Severities(outcome)[0].ShouldBe("fatal");
    }

    [Fact]
    public async Task A_profile_that_is_named_is_demanded()
    {
        var outcome = await ValidateAsync(Valid, "?profile=https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1");

        outcome.ToString().ShouldContain("CareConnect-Organization-1");
        Severities(outcome).ShouldContain("error");
    }

    [Fact]
    public async Task The_answer_is_XML_for_who_prefers_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/fhir/validate") { Content = new StringContent(Wrong) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+xml"));
        using var response = await gateway.Api.SendAsync(request);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+xml");
        XElement.Parse(await response.Content.ReadAsStringAsync()).Name.ShouldBe(XName.Get("OperationOutcome", "http://hl7.org/fhir"));
    }

    [Theory]
    [InlineData("", "", 400, "invalid-request")]
    [InlineData(" \r\n", "", 400, "invalid-request")]
    [InlineData(Valid, "?fhirVersion=r9", 400, "invalid-request")]
    [InlineData(Valid, "?profile=not-an-address", 400, "invalid-request")]
    public async Task A_request_that_is_none_is_refused(string body, string query, int status, string code)
    {
        using var response = await gateway.Api.PostAsync("/api/fhir/validate" + query, new StringContent(body));

        var problem = await GatewayFixture.ProblemAsync(response);
        (problem.Status, problem.Code).ShouldBe((status, code));
    }

    [Fact]
    public async Task A_resource_above_the_limit_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/fhir/validate") { Content = new ByteArrayContent(new byte[17 * 1024 * 1024]) };
        request.Headers.ExpectContinue = true; // what is refused unread breaks off a body that is on its way
        using var response = await gateway.Api.SendAsync(request);

        var problem = await GatewayFixture.ProblemAsync(response);
        (problem.Status, problem.Code).ShouldBe((413, "too-large"));
    }

    [Fact]
    public async Task The_description_of_the_api_tells_what_goes_in_and_comes_out()
    {
        var operation = (await gateway.GetAsync("/api/openapi.json")).GetProperty("paths").GetProperty("/api/fhir/validate").GetProperty("post");

        operation.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/fhir+xml", out _).ShouldBeTrue();
        operation.GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("application/fhir+json", out _).ShouldBeTrue();
        operation.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldBe(["fhirVersion", "profile"], ignoreOrder: true);
    }

    private async Task<JsonElement> ValidateAsync(string resource, string query = "")
    {
        using var response = await gateway.Api.PostAsync("/api/fhir/validate" + query, new StringContent(resource, Encoding.UTF8, "application/octet-stream"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+json");
        return await ReadAsync(response);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private static List<string?> Severities(JsonElement outcome) =>
        [.. outcome.GetProperty("issue").EnumerateArray().Select(issue => issue.GetProperty("severity").GetString())];
}
