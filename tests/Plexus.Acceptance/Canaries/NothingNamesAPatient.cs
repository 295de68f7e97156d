using Microsoft.Extensions.Logging;
using Plexus.Acceptance.Installing;
using Plexus.Gateway;
using Plexus.Sandbox;
using Plexus.Tour;
using Xunit.Abstractions;

namespace Plexus.Acceptance.Canaries;

/// <summary>Plays the tour and works a day at the gateway with people whose names occur nowhere else, and looks for them in whatever the process says about itself.</summary>
[Collection(HeavyTests.Name)]
public sealed class NothingNamesAPatient(ITestOutputHelper output)
{
    private static readonly string[] Kinds = ["log", "span", "metric", "exception", "address"];

    [Fact]
    public async Task In_the_tour()
    {
        var folder = Directory.CreateTempSubdirectory("plexus-canaries-");
        try
        {
            using var recording = new Recording();
            await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, DataDirectory = Path.Combine(folder.FullName, "sandbox") });
            CanaryPeople.Rename(sandbox.World.Population);
            await using var gateway = await GatewayHost.StartAsync(
                new GatewayOptions { DataFolder = Path.Combine(folder.FullName, "gateway"), Port = 0, FollowClock = sandbox.Url }, recording.Loggers, default);
            using var http = new HttpClient { BaseAddress = sandbox.Url };
            var desk = new SandboxDesk(http);
            await TourInstallation.SetUpAsync(gateway, sandbox, desk, default);

            var tour = await new TourPlayer(gateway, sandbox, desk).PlayAsync(_ => { }, default);

            tour.Messages.Where(m => !m.Ok).ShouldBeEmpty();
            Judge(recording, new Found(sandbox.World.Population));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task In_a_day_at_the_gateway()
    {
        var folder = Directory.CreateTempSubdirectory("plexus-canaries-");
        try
        {
            using var recording = new Recording();
            await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 });
            CanaryPeople.Rename(sandbox.World.Population);
            await using var gateway = await GatewayHost.StartAsync(
                new GatewayOptions { DataFolder = Path.Combine(folder.FullName, "gateway"), Port = 0, FollowClock = sandbox.Url }, recording.Loggers, default);

            await using (var day = await ADay.BeginAsync(gateway, sandbox, recording, folder.FullName))
            {
                await day.SearchesAsync();
                await day.MatchesAsync();
                await day.SendsAsync();
                await day.IsRefusedAsync();
                await day.FailsAsync();
                await day.LooksAtPagesAsync();
                await day.OperatesAsync();
            }

            Judge(recording, new Found(sandbox.World.Population), "answer", "page", "envelope", "alert", "timeline");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_canary_would_be_heard_wherever_it_sang()
    {
        using var recording = new Recording();
        using var source = new System.Diagnostics.ActivitySource("canary");
        using var meter = new System.Diagnostics.Metrics.Meter("canary");
        recording.Loggers.CreateLogger("canary").LogTrace("{Name}", CanaryPeople.Surname + "aaa");
        using (var span = source.StartActivity("span"))
            span!.SetTag("name", CanaryPeople.Given);
        meter.CreateCounter<long>("count").Add(1, new KeyValuePair<string, object?>("name", CanaryPeople.Street));
        Should.Throw<InvalidOperationException>(() => throw new InvalidOperationException("patient 999 000 0018"));
        recording.Add("answer", "born on 1961-03-04");

        var population = new Population(1, new DateOnly(2026, 11, 20), TimeProvider.System);
        var someone = population.People[0];
        population.Change(someone.NhsNumber, ChangeKind.Demographics, p => p with { DateOfBirth = new DateOnly(1961, 3, 4) });
        var found = new Found(population);
        recording.Heard.Select(h => (h.Where, In: found.In(h.Text))).Where(h => h.In is not null).Distinct().Order().ShouldBe(
            [("answer", "a date of birth"), ("exception", "an NHS number"), ("log", CanaryPeople.Surname), ("metric", CanaryPeople.Street), ("span", CanaryPeople.Given)]);
        found.In("GET /api/exchanges/0193f0c29b7d7c3e8a4f1d2b6c9e0a5d at 2026-11-28T00:00:00 took 12345678 ns").ShouldBeNull();
    }

    private void Judge(Recording recording, Found found, params string[] more)
    {
        var heard = recording.Heard.ToList();
        foreach (var kind in Kinds.Concat(more))
        {
            var count = heard.Count(h => h.Where == kind);
            output.WriteLine($"{kind}: {count}");
            count.ShouldBePositive($"Nothing was heard of {kind}: the test would find nothing.");
        }
        heard.Select(h => (h.Where, h.Text, In: found.In(h.Text))).Where(h => h.In is not null).Select(h => $"{h.In} in a {h.Where}: {h.Text}").Distinct().Take(20).ShouldBeEmpty();
    }
}
