using System.Net;
using System.Net.Http.Json;

namespace Plexus.Web.Tests.Api;

public sealed class WhoMayAsk(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("gateway.example", false)]
    [InlineData("localhost.example", false)]
    [InlineData("10.0.0.1", false)]
    public async Task Only_this_machines_own_names_are_answered(string host, bool answered)
    {
        foreach (var address in new[] { "/api/overview", "/health/live", "/" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Host = host;

            using var response = await gateway.Api.SendAsync(request);

            response.StatusCode.ShouldBe(answered ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, address);
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "https://attacker.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "http://localhost:1", false)]
    public async Task A_change_that_another_sites_page_asks_for_is_refused(string header, string value, bool answered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/exchanges/search") { Content = JsonContent.Create(new { }) };
        request.Headers.Add(header, value);

        using var response = await gateway.Api.SendAsync(request);

        if (answered)
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        else
            (await GatewayFixture.ProblemAsync(response)).Code.ShouldBe("cross-site");
    }

    [Fact]
    public async Task A_change_from_our_own_origin_is_taken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/exchanges/search") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("Origin", gateway.Address.ToString().TrimEnd('/'));

        (await gateway.Api.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_user_name_that_is_none_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/exchanges/00000000000000000000000000000000/replay");
        request.Headers.Add("X-Plexus-User", "somebody <script>");

        (await GatewayFixture.ProblemAsync(await gateway.Api.SendAsync(request))).Code.ShouldBe("invalid-request");
    }

    [Theory]
    [InlineData("/api/exchanges/search", "not-json", "Send application/json.")]
    [InlineData("/api/send-document", "not-json", "Send application/json or multipart/form-data.")]
    [InlineData("/api/patients/import", "not-csv", "Send the file as text/csv.")]
    public async Task A_request_of_the_wrong_type_is_told_the_right_one(string address, string code, string title)
    {
        using var response = await gateway.Api.PostAsync(address, new StringContent("{}", System.Text.Encoding.UTF8, "text/plain"));

        var problem = await GatewayFixture.ProblemAsync(response);
        (problem.Status, problem.Code, problem.Body.GetProperty("title").GetString()).ShouldBe((415, code, title));
    }

    [Fact]
    public async Task A_form_that_names_no_boundary_is_the_senders_fault()
    {
        using var content = new StringContent("request={}");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data");

        var problem = await GatewayFixture.ProblemAsync(await gateway.Api.PostAsync("/api/send-document", content));

        (problem.Status, problem.Code).ShouldBe((400, "invalid-request"));
    }

    [Fact]
    public async Task The_description_of_the_api_names_every_operation_and_no_patient_in_an_address()
    {
        var description = await gateway.GetAsync("/api/openapi.json");

        var paths = description.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToList();
        paths.ShouldContain("/api/exchanges/search");
        paths.ShouldContain("/api/send-document");
        paths.ShouldContain("/api/patients/import");
        foreach (var operation in description.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith("/api/", StringComparison.Ordinal)).SelectMany(p => p.Value.EnumerateObject()))
        {
            operation.Value.ToString().ShouldNotContain("*/*");
            operation.Value.TryGetProperty("summary", out var summary).ShouldBeTrue(operation.Name);
            summary.GetString().ShouldNotBeNullOrEmpty();
            if (operation.Value.TryGetProperty("parameters", out var parameters))
                parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldNotContain(name => name == "nhsNumber" || name == "surname" || name == "patient");
        }
    }
}
