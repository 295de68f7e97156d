using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Console.Pages;

namespace Plexus.Web.Tests.Api;

/// <summary>The supplier's index knows the letter's number under another surname, and one more patient; it lists nobody.</summary>
public sealed class MatchingWhereTheSupplierKeepsThePatients : IAsyncLifetime, IDisposable
{
    private static readonly Dictionary<string, string> LocalIds = new() { ["9990000018"] = "17", ["9990000026"] = "18" };

    private readonly WebApplication _index = Index();
    private Installation _installation = null!;
    private StyleguideHost _host = null!;
    private HttpClient _api = null!;
    private volatile bool _away;

    public async Task InitializeAsync()
    {
        _index.MapPost("/patients", async (HttpRequest request) =>
        {
            var question = await request.ReadFromJsonAsync<JsonElement>();
            if (_away)
                return Results.StatusCode(503);
            return question.TryGetProperty("nhsNumber", out var number) && LocalIds.TryGetValue(number.GetString()!, out var id)
                ? Results.Json(new { standing = "registered", localId = id, demographicsAgree = false })
                : Results.NotFound();
        });
        await _index.StartAsync();
        _installation = await Installation.StartEmptyAsync();
        await _installation.ConfigureAsync(Installation.Configuration()
            .Replace("\"credentials\": [", """ "credentials": [ { "id": "signing-key", "kind": "signing-key", "current": { "value": "a-signing-key-of-good-length" } },""", StringComparison.Ordinal)
            .Replace("\"kind\": \"gp-practice\",", $$""" "kind": "gp-practice", "patientIndex": { "kind": "http", "url": "{{_index.Urls.First()}}/patients", "signingKey": "signing-key", "allowInsecure": true },""", StringComparison.Ordinal));
        _host = await StyleguideHost.StartAsync(everySection: false, installation: _installation);
        _api = new HttpClient { BaseAddress = _host.Address };
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _installation.DisposeAsync();
        await _index.DisposeAsync();
    }

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData(null, null, "17", "9990000018")]
    [InlineData("17", null, "17", "9990000018")]
    [InlineData(null, "9990000026", "18", "9990000026")]
    [InlineData("18", "9990000026", "18", "9990000026")]
    public async Task Their_index_says_who_it_is_by_the_letters_number_or_by_one_that_was_typed(string? patient, string? number, string localId, string told)
    {
        var (task, conversation) = await MatchAsync();

        using var response = await _api.PostAsJsonAsync($"/api/tasks/{task}/decision", new { decision = "matched", patient, nhsNumber = number });

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
        var data = await ToldAsync(conversation);
        (data.GetProperty("localId").GetString(), data.GetProperty("nhsNumber").GetString()).ShouldBe((localId, told));
    }

    [Theory]
    [InlineData("18", null)]
    [InlineData(null, "9990000034")]
    [InlineData("17", "9990000026")]
    public async Task Whom_their_index_does_not_know_is_refused(string? patient, string? number)
    {
        var (task, _) = await MatchAsync();

        using var response = await _api.PostAsJsonAsync($"/api/tasks/{task}/decision", new { decision = "matched", patient, nhsNumber = number });

        (await GatewayFixture.ProblemAsync(response)).Code.ShouldBe("unknown-patient");
    }

    [Fact]
    public async Task While_their_index_is_away_nobody_is_taken_and_the_answer_says_so()
    {
        var (task, _) = await MatchAsync();
        _away = true;

        using var response = await _api.PostAsJsonAsync($"/api/tasks/{task}/decision", new { decision = "matched" });

        var problem = await GatewayFixture.ProblemAsync(response);
        (problem.Status, problem.Code).ShouldBe((503, "patient-index-unavailable"));
        using var refusal = await _api.PostAsJsonAsync($"/api/tasks/{task}/decision", new { decision = "not-ours" });
        refusal.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_page_offers_the_letters_number_and_takes_another()
    {
        var (task, conversation) = await MatchAsync();
        using var browser = new PlainBrowser(_host.Address);
        var page = await browser.OpenAsync($"/tasks/{task}");
        page.Text.ShouldContain("Your own system keeps your patients");
        page.Document.GetElementById("nhsNumber")!.GetAttribute("value").ShouldBe("999 000 0018");

        var decided = await browser.SubmitAsync(page, "work", new() { ["nhsNumber"] = "9990000026" }, ("do", "decide:matched"));

        decided.Text.ShouldContain("Your decision was taken.");
        (await ToldAsync(conversation)).GetProperty("localId").GetString().ShouldBe("18");
    }

    private async Task<(string Task, string Conversation)> MatchAsync()
    {
        await _installation.ReceivesAsync(new Letter("elsewhere") { Surname = "Hollaway" });
        var task = await Installation.Until(OpenAsync, "a match task");
        return (task.Id, task.Conversation);
    }

    private async Task<OpenTask?> OpenAsync()
    {
        using var response = await _api.PostAsJsonAsync("/api/tasks/search", new { state = "open" });
        var tasks = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray().Where(t => t.GetProperty("kind").GetString() == "match").ToList();
        return tasks is [var task] ? new OpenTask(task.GetProperty("id").GetString()!, task.GetProperty("conversation").GetString()!) : null;
    }

    private async Task<JsonElement> ToldAsync(string conversation)
    {
        await _installation.SettledAsync();
        var events = (await _api.GetFromJsonAsync<JsonElement>($"/api/events?organisation={Installation.Practice.ToWire()}&cursor=0")).GetProperty("events").EnumerateArray();
        return events.Single(e => e.GetProperty("subject").GetString() == conversation).GetProperty("data");
    }

    private static WebApplication Index()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private sealed record OpenTask(string Id, string Conversation);
}
