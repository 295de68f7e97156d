using System.Net;
using System.Text;
using System.Text.Json;

namespace Plexus.Sandbox.Tests;

public sealed class TwoClocks
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ManualTime _wall = new(_start);

    [Fact]
    public void The_business_clock_runs_along_the_wall_clock_at_its_offset()
    {
        var clock = new SandboxClock(_wall);
        clock.Business.GetUtcNow().ShouldBe(_start);

        clock.Advance(TimeSpan.FromDays(2));
        _wall.Advance(TimeSpan.FromHours(1));

        clock.Business.GetUtcNow().ShouldBe(_start.AddDays(2).AddHours(1));
        clock.Wall.GetUtcNow().ShouldBe(_start.AddHours(1));
        clock.Offset.ShouldBe(TimeSpan.FromDays(2));
    }

    [Fact]
    public void It_can_be_set_frozen_moved_while_frozen_and_let_go()
    {
        var clock = new SandboxClock(_wall);
        clock.Set(new DateTimeOffset(2030, 6, 1, 0, 0, 0, TimeSpan.Zero));
        clock.Freeze();
        _wall.Advance(TimeSpan.FromHours(5));
        clock.Business.GetUtcNow().ShouldBe(new DateTimeOffset(2030, 6, 1, 0, 0, 0, TimeSpan.Zero));

        clock.Advance(TimeSpan.FromDays(-1));
        clock.Business.GetUtcNow().ShouldBe(new DateTimeOffset(2030, 5, 31, 0, 0, 0, TimeSpan.Zero));
        clock.Resume();
        _wall.Advance(TimeSpan.FromHours(1));
        clock.Business.GetUtcNow().ShouldBe(new DateTimeOffset(2030, 5, 31, 1, 0, 0, TimeSpan.Zero));

        clock.Reset();
        clock.Business.GetUtcNow().ShouldBe(_wall.GetUtcNow());
        clock.Frozen.ShouldBeFalse();
    }

    [Fact]
    public async Task Waiting_on_the_business_clock_ends_when_it_is_moved()
    {
        var clock = new SandboxClock(_wall);
        var waiting = Task.Delay(TimeSpan.FromDays(5), clock.Business);

        clock.Advance(TimeSpan.FromDays(4));
        waiting.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromDays(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_timer_that_repeats_fires_at_each_move_and_none_after_it_is_disposed()
    {
        var clock = new SandboxClock(_wall);
        var fired = 0;
        var timer = clock.Business.CreateTimer(_ => fired++, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        clock.Advance(TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromHours(1));
        fired.ShouldBe(2);
        timer.Dispose();
        clock.Advance(TimeSpan.FromHours(1));
        fired.ShouldBe(2);
    }

    [Fact]
    public async Task Is_moved_over_http()
    {
        await using var sandbox = await TestSandbox.StartAsync(new SandboxOptions { WallClock = _wall });

        var moved = await Post(sandbox, """{"advance":"5.00:00:00"}""");
        moved.GetProperty("business").GetDateTimeOffset().ShouldBe(_start.AddDays(5));
        (await Post(sandbox, """{"now":"2026-03-01T00:00:00Z","frozen":true}""")).GetProperty("frozen").GetBoolean().ShouldBeTrue();
        (await Post(sandbox, """{"reset":true}""")).GetProperty("business").GetDateTimeOffset().ShouldBe(_start);
        JsonSerializer.Deserialize<JsonElement>(await sandbox.Mesh.Http.GetStringAsync("/sandbox/clock")).GetProperty("wall").GetDateTimeOffset().ShouldBe(_start);
        using var bad = await sandbox.Mesh.Http.PostAsync(new Uri("/sandbox/clock", UriKind.Relative), new StringContent("""{"advance":"soon"}"""));
        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> Post(TestSandbox sandbox, string json)
    {
        using var response = await sandbox.Mesh.Http.PostAsync(new Uri("/sandbox/clock", UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync());
    }
}
