using System.Net;
using System.Net.Http.Json;
using Plexus.Web.Styleguide.Gateway;

namespace Plexus.Web.Tests.Api;

public sealed class LookingAtMessages(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_message_is_found_by_its_patient_and_shown_with_what_became_of_it()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("found-by-patient"));
        await gateway.Installation.SettledAsync();

        var found = await gateway.PostAsync("/api/exchanges/search", new { patient = "9990000018", direction = "in" });
        var detail = await gateway.GetAsync($"/api/exchanges/{received.Id}");

        found.GetProperty("items").EnumerateArray().ShouldContain(e => e.GetProperty("id").GetString() == received.Id.ToString());
        detail.GetProperty("exchange").GetProperty("outcome").GetString().ShouldBe("accepted");
        detail.GetProperty("timeline").GetArrayLength().ShouldBeGreaterThan(1);
        detail.GetProperty("related").EnumerateArray().Select(e => e.GetProperty("label").GetString()).ShouldBe(["20013", "30001"], ignoreOrder: true);
        detail.GetProperty("tasks").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repetition()
    {
        for (var i = 0; i < 5; i++)
            await gateway.Installation.ReceivesAsync(new Letter($"paged-{i}"));

        var all = new List<string>();
        string? before = null;
        do
        {
            var page = await gateway.PostAsync("/api/exchanges/search", new { direction = "in", limit = 2, before });
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
            before = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (before is not null);

        all.Count.ShouldBeGreaterThanOrEqualTo(5);
        all.ShouldBeUnique();
        all.ShouldBe(all.OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_letter_is_given_with_its_people_sections_and_attachments()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("rendered"));

        var letter = await gateway.GetAsync($"/api/exchanges/{received.Id}/document");

        letter.GetProperty("title").GetString().ShouldBe("Clinic letter");
        letter.GetProperty("author").GetString()!.ShouldContain("Okafor");
        letter.GetProperty("senderName").GetString().ShouldBe("Harbour Clinic");
        letter.GetProperty("patient").GetProperty("nhsNumber").GetString().ShouldBe("9990000018");
        letter.GetProperty("sections").EnumerateArray().ShouldContain(s => s.GetProperty("html").GetString()!.Contains("<td>Peak flow</td>"));
        letter.GetProperty("attachments").EnumerateArray().Select(a => a.GetProperty("contentType").GetString()).ShouldBe(["application/pdf", "text/plain"]);
    }

    [Fact]
    public async Task An_attachment_is_saved_under_a_name_of_ours_and_never_shown()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("attached") { Attachments = [("application/pdf", Letter.Pdf), ("text/html", "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="), ("image/svg+xml", "PHN2Zy8+")] });

        var types = new List<string>();
        for (var number = 1; number <= 3; number++)
        {
            using var file = await gateway.Api.GetAsync($"/api/exchanges/{received.Id}/attachments/{number}");
            types.Add(file.Content.Headers.ContentType!.MediaType!);
            file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            file.Content.Headers.ContentDisposition.FileName.ShouldStartWith("attachment-");
            file.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            file.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
            file.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }

        types.ShouldBe(["application/pdf", "application/octet-stream", "application/octet-stream"]);
        using var pdf = await gateway.Api.GetAsync($"/api/exchanges/{received.Id}/attachments/1");
        Convert.ToBase64String(await pdf.Content.ReadAsByteArrayAsync()).ShouldBe(Letter.Pdf);
    }

    [Fact]
    public async Task The_payload_comes_back_byte_for_byte()
    {
        var letter = new Letter("raw");
        var received = await gateway.Installation.ReceivesAsync(letter);

        using var payload = await gateway.Api.GetAsync($"/api/exchanges/{received.Id}/payload");

        (await payload.Content.ReadAsStringAsync()).ShouldBe(letter.Text());
        payload.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        payload.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
    }

    [Fact]
    public async Task The_tree_is_given_a_page_at_a_time_in_document_order()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("tree"));

        var whole = await gateway.GetAsync($"/api/exchanges/{received.Id}/tree?limit=2000");
        var nodes = new List<string>();
        int? after = 0;
        while (after is { } at)
        {
            var page = await gateway.GetAsync($"/api/exchanges/{received.Id}/tree?limit=25&after={at}");
            nodes.AddRange(page.GetProperty("items").EnumerateArray().Select(n => n.ToString()));
            after = page.TryGetProperty("next", out var next) ? next.GetInt32() : null;
        }

        nodes.ShouldBe(whole.GetProperty("items").EnumerateArray().Select(n => n.ToString()));
        whole.GetProperty("items")[0].GetProperty("type").GetString().ShouldBe("Bundle");
        nodes.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task What_was_looked_at_is_in_the_audit()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("audited"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/exchanges/{received.Id}/document");
        request.Headers.Add("X-Plexus-User", "dr.patel@riverside");

        await gateway.Api.SendAsync(request);

        var rows = gateway.Installation.Database.Read(session => session.Query(
            new Storage.Sql("SELECT actor FROM audit WHERE subject = $1 AND action = 'document read'"), row => row.GetString(0), $"exchange/{received.Id}"));
        rows.ShouldBe(["dr.patel@riverside"]);
    }

    [Theory]
    [InlineData("GET", "/api/exchanges/00000000000000000000000000000000", null, 404, "not-found")]
    [InlineData("GET", "/api/exchanges/no-id", null, 400, "invalid-request")]
    [InlineData("POST", "/api/exchanges/search", "{\"state\":\"nonsense\"}", 400, "invalid-request")]
    [InlineData("POST", "/api/exchanges/search", "{\"patient\":\"9990000010\"}", 400, "invalid-request")]
    [InlineData("POST", "/api/exchanges/search", "{\"before\":\"' OR 1=1\"}", 400, "invalid-request")]
    [InlineData("POST", "/api/exchanges/search", "{\"surname\":\"Holloway\"}", 400, "invalid-request")]
    [InlineData("POST", "/api/exchanges/search", "{", 400, "invalid-request")]
    [InlineData("POST", "/api/exchanges/00000000000000000000000000000000/replay", null, 404, "not-found")]
    public async Task What_cannot_be_answered_is_a_problem_with_a_stable_code(string method, string address, string? body, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await gateway.Api.SendAsync(request);
        var problem = await GatewayFixture.ProblemAsync(response);

        (problem.Status, problem.Code).ShouldBe((status, code));
        problem.Body.ToString().ShouldNotContain("9990000010");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_above_the_limit_is_refused_as_too_large()
    {
        using var response = await gateway.Api.PostAsJsonAsync("/api/exchanges/search", new { state = new string('a', 2_000_000) });

        (await GatewayFixture.ProblemAsync(response)).Code.ShouldBe("too-large");
    }

    [Fact]
    public async Task A_parked_message_is_discarded_once_whatever_is_repeated_under_one_key()
    {
        var parked = await gateway.Installation.ReceivesAsync("these bytes are no FHIR", "GPCONNECT_SEND_DOCUMENT");
        parked.State.ShouldBe("parked");

        (await DiscardAsync(parked.Id.ToString(), "key-1", "Sent by mistake")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await DiscardAsync(parked.Id.ToString(), "key-1", "Sent by mistake")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await GatewayFixture.ProblemAsync(await DiscardAsync(parked.Id.ToString(), "key-1", "Another reason"))).Code.ShouldBe("idempotency-key-reused");
        (await GatewayFixture.ProblemAsync(await DiscardAsync(parked.Id.ToString(), "key-2", "Sent by mistake"))).Code.ShouldBe("wrong-state");
        (await GatewayFixture.ProblemAsync(await DiscardAsync(parked.Id.ToString(), "key-3", ""))).Code.ShouldBe("reason-required");
    }

    private async Task<HttpResponseMessage> DiscardAsync(string id, string key, string reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/exchanges/{id}/discard") { Content = JsonContent.Create(new { reason }) };
        request.Headers.Add("Idempotency-Key", key);
        return await gateway.Api.SendAsync(request);
    }
}
