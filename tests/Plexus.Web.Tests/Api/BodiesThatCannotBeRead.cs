using System.Net.Http.Headers;
using System.Text;

namespace Plexus.Web.Tests.Api;

public sealed class BodiesThatCannotBeRead(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private const string Form = "multipart/form-data; boundary=x";
    private const string Field = "--x\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n";

    [Theory]
    [InlineData("""{"organisation":"\ud800"}""", "A text in the request is not Unicode.")]
    [InlineData("""{"patient":{"surname":["\udc00"]}}""", "A text in the request is not Unicode.")]
    [InlineData("""{"\ud800":1}""", "A text in the request is not Unicode.")]
    [InlineData("{\"organisation\":\"\u00ff\"}", "A text in the request is not Unicode.")]
    [InlineData("{\"\u00ff\":1}", "A text in the request is not Unicode.")]
    [InlineData("""{"organisation":"A20047","organisation":"A20047"}""", "The request is not JSON, or has a property twice.")]
    [InlineData("""{"patient":{"surname":"A","surname":"B"}}""", "The request is not JSON, or has a property twice.")]
    [InlineData("""{"organisation":""", "The request is not JSON, or has a property twice.")]
    [InlineData("", "The request is not JSON, or has a property twice.")]
    [InlineData("[]", "The request is not a JSON object.")]
    [InlineData("null", "The request is not a JSON object.")]
    public async Task A_document_to_send_is_told_what_to_mend(string body, string text) => (await RefusedAsync("/api/send-document", "application/json", body)).ShouldBe(("", text));

    [Theory]
    [InlineData("""{"organisation":"\ud800"}""", "A text in the field is not Unicode.")]
    [InlineData("""{"organisation":1,"organisation":2}""", "The field is not JSON, or has a property twice.")]
    [InlineData("{", "The field is not JSON, or has a property twice.")]
    [InlineData("", "The field is not JSON, or has a property twice.")]
    [InlineData("[]", "The field is not a JSON object.")]
    public async Task So_is_one_in_a_field_of_a_form(string field, string text) => (await RefusedAsync("/api/send-document", Form, $"{Field}{field}\r\n--x--\r\n")).ShouldBe(("request", text));

    [Fact]
    public async Task So_is_an_empty_form() => (await RefusedAsync("/api/send-document", Form, "")).Field.ShouldBe("request");

    [Theory]
    [InlineData("no boundary at all")]
    [InlineData("--y\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{}\r\n--y--\r\n")]
    [InlineData(Field + "{}")]
    [InlineData("--x\r\nContent-Disposition: form-data; na")]
    [InlineData("--x\r\nnothing of a part")]
    public async Task A_form_that_breaks_off_is_no_fault_of_ours(string body) => (await RefusedAsync("/api/send-document", Form, body)).Field.ShouldBe("");

    [Theory]
    [InlineData("/api/exchanges/search", "patient")]
    [InlineData("/api/exchanges/00000000000000000000000000000000/discard", "reason")]
    [InlineData("/api/tasks/search", "patient")]
    [InlineData("/api/tasks/00000000000000000000000000000000/note", "note")]
    [InlineData("/api/tasks/00000000000000000000000000000000/decision", "decision")]
    [InlineData("/api/conversations/search", "patient")]
    [InlineData("/api/patients/search", "surname")]
    public async Task Every_other_request_is_told_so_too(string address, string property)
    {
        foreach (var text in new[] { "\"\\ud800\"", "\"\u00ff\"", "\"a\",\"" + property + "\":\"b\"", "\"a\",\"\\ud800\":1", "\"a\",\"\u00ff\":1", "\"" })
            await RefusedAsync(address, "application/json", $"{{\"{property}\":{text}}}");
    }

    [Theory]
    [InlineData("{\"plexus\":1,\"environment\":\"\\ud800\"}")]
    [InlineData("{\"plexus\":1,\"environment\":\"\u00ff\"}")]
    [InlineData("{\"plexus\":1,\"\\ud800\":1}")]
    [InlineData("{\"plexus\":1,\"plexus\":1,\"environment\":\"sandbox\"}")]
    [InlineData("")]
    public async Task A_configuration_is_refused_with_the_place(string body)
    {
        var problem = await PostAsync("/api/configuration?dryRun=true", "application/json", body);

        (problem.Status, problem.Code).ShouldBe((422, "invalid-configuration"));
    }

    /// <summary>Where the problem lies and what it is; both empty when only the status tells.</summary>
    private async Task<(string Field, string Text)> RefusedAsync(string address, string type, string body)
    {
        var problem = await PostAsync(address, type, body);

        (problem.Status, problem.Code).ShouldBe((400, "invalid-request"), body);
        return problem.Body.TryGetProperty("errors", out var errors) ? (errors[0].GetProperty("field").GetString()!, errors[0].GetProperty("text").GetString()!) : ("", "");
    }

    /// <param name="body">In Latin-1, where U+00FF is a byte that no UTF-8 has.</param>
    private async Task<(int Status, string Code, System.Text.Json.JsonElement Body)> PostAsync(string address, string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await gateway.Api.PostAsync(address, content);
        return await GatewayFixture.ProblemAsync(response);
    }
}
