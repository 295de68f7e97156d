using Plexus.Storage;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Console.Pages;

namespace Plexus.Web.Tests.Api;

public sealed class MatchingByHand(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Whoever_is_asked_whose_a_letter_is_sees_the_patients_it_might_mean()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("candidates") { Surname = "Hollaway" });
        var task = await TaskOfAsync(received.Id.ToString());
        task.GetProperty("kind").GetString().ShouldBe("match");
        var address = $"/api/tasks/{task.GetProperty("id").GetString()}";

        var candidate = (await gateway.GetAsync($"{address}/candidates")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();

        candidate.GetProperty("patient").GetProperty("localId").GetString().ShouldBe("P-1");
        candidate.GetProperty("holdsNumber").GetBoolean().ShouldBeTrue();
        candidate.GetProperty("likeness").GetInt32().ShouldBe(3, "date of birth, given name and gender agree");
        await gateway.PostAsync($"{address}/decision", new { decision = "matched" });
        (await gateway.GetAsync($"{address}/candidates")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_is_asked_about_a_letter_that_is_gone_is_asked_all_the_same()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("gone") { Surname = "Hollaway" });
        var task = $"tasks/{(await TaskOfAsync(received.Id.ToString())).GetProperty("id").GetString()}";
        await gateway.Installation.Database.Writes.RunAsync(session => session.Execute(new Sql("DELETE FROM payload WHERE exchange = $1"), received.Id.ToString()));

        (await gateway.GetAsync($"/api/{task}/candidates")).GetProperty("items").GetArrayLength().ShouldBe(0);

        using var browser = new PlainBrowser(gateway.Address);
        (await browser.OpenAsync($"/{task}")).Text.ShouldContain("Your decision is sent to the sender");
        using var payload = await gateway.Api.GetAsync($"/api/exchanges/{received.Id}/payload");
        var problem = await GatewayFixture.ProblemAsync(payload);
        (problem.Status, problem.Code).ShouldBe((404, "not-found"), "the sample system takes this for good");
    }

    [Fact]
    public async Task No_other_task_has_candidates()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("no-candidates"));
        var task = await TaskOfAsync(received.Id.ToString());
        task.GetProperty("kind").GetString().ShouldBe("document");

        (await gateway.GetAsync($"/api/tasks/{task.GetProperty("id").GetString()}/candidates")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    private async Task<System.Text.Json.JsonElement> TaskOfAsync(string exchange) =>
        (await gateway.GetAsync($"/api/exchanges/{exchange}")).GetProperty("tasks").EnumerateArray().ShouldHaveSingleItem();
}
