using Plexus.Contracts;
using Plexus.Engine.Tests.Events;
using Plexus.Primitives;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Configuration;

public sealed class WatchingForChanges
{
    private static readonly OdsCode Practice = OdsCode.Parse("A20047");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_running_node_sees_what_another_one_applied(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        var (_, directory, _) = stage.Node(stage.Test.Open(stage.Time));
        var changed = new TaskCompletionSource();
        directory.Changed += changed.SetResult;
        using var stop = new CancellationTokenSource();
        var running = directory.RunAsync(stop.Token);

        await stage.ConfigureAsync(("Dale Surgery", "Dale Medical Centre"));
        directory.Current.Fact(Practice)!.Name.ShouldBe("Dale Surgery");
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));

        directory.Current.Fact(Practice)!.Name.ShouldBe("Dale Medical Centre");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task The_engine_is_given_capabilities_with_every_option_endpoints_with_secrets_and_subscriptions()
    {
        await using var stage = await EventStage.SetAsync();

        var directory = stage.Directory.Current;

        var capability = directory.Capability(Practice, "Echo", "receiver").ShouldNotBeNull();
        capability.Options.ShouldBe(
            new Dictionary<string, string> { ["loud"] = "true", ["times"] = "2", ["wait"] = "PT1H", ["tone"] = "kind", ["match"] = "manual", ["max-size"] = "2000000" }, ignoreOrder: true);
        capability.AckAfter.ShouldBe(AckAfter.DeliveredToSupplier);
        var endpoint = directory.Endpoint("mesh", "X26ABC1").ShouldNotBeNull();
        (endpoint.Organisation, endpoint.PollEvery, endpoint.MaxSize, endpoint.Paused).ShouldBe((Practice, TimeSpan.FromMinutes(1), 1_500_000, false));
        endpoint.Credentials["password"].Reveal().ShouldBe("password-one");
        endpoint.Credentials["shared-key"].Reveal().ShouldBe("TestKey");
        directory.Fact(Practice)!.Sites.ShouldBe([Practice, OdsCode.Parse("A20047001")]);
        var subscription = directory.Organisation(Practice)!.Subscriptions.ShouldHaveSingleItem();
        subscription.Id.ShouldBe("northfield-hook");
        subscription.Wants("Echo", "uk.plexus.echo.v1").ShouldBeTrue();
        subscription.Wants("Echo", "com.other").ShouldBeFalse();
    }

    [Fact]
    public async Task A_closed_organisation_works_on_nothing()
    {
        await using var stage = await EventStage.SetAsync();

        await stage.ConfigureAsync(("\"name\": \"Dale Surgery\"", "\"name\": \"Dale Surgery\", \"status\": \"closed\""));

        stage.Directory.Current.Capability(Practice, "Echo", "receiver").ShouldBeNull();
    }
}
