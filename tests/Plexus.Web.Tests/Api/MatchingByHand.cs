using Plexus.Web.Styleguide.Gateway;

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
