using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plexus.Contracts;
using Plexus.Engine.Events;
using Plexus.Engine.Patients;
using Plexus.Engine.Tests.Echo;
using Plexus.Primitives;
using SupplierSystem;

namespace Plexus.Engine.Tests.Events;

public sealed class TheSampleSupplierSystem : IAsyncLifetime
{
    private const string NotFound = """{"title":"There is no such payload.","status":404,"code":"not-found"}""";
    private const string Key = "first-signing-secret";
    private readonly string _folder = Directory.CreateTempSubdirectory("plexus-supplier-").FullName;
    private EventStage _stage = null!;

    public async Task InitializeAsync()
    {
        _stage = await EventStage.SetAsync();
        // The stage's own receiver stands for the gateway's API here.
        _stage.Supplier.Answer = context => context.Response.WriteAsync("the message");
    }

    public async Task DisposeAsync()
    {
        await _stage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Keeps_an_event_with_its_message_once_however_often_it_comes()
    {
        await using var system = await StartAsync("--key", Key);
        await _stage.PublishAsync(7);

        await PostAsync(system, Key, 202);
        await PostAsync(system, Key, 409);

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe([$"{EventStage.Id(7)}.json", $"{EventStage.Id(7)}.payload"], ignoreOrder: true);
        (await File.ReadAllTextAsync(Path.Combine(_folder, $"{EventStage.Id(7)}.payload"))).ShouldBe("the message");
        _stage.Supplier.Requests.ShouldHaveSingleItem().Path.ShouldBe($"/api/exchanges/{EventStage.Id(70)}/payload");
    }

    [Fact]
    public async Task Takes_nothing_that_is_not_signed_with_its_key()
    {
        await using var system = await StartAsync("--key", Key, "--next-key", "second");
        await _stage.PublishAsync(7);

        await PostAsync(system, "a stranger's key", 401);
        await PostAsync(system, "second", 202);
    }

    [Fact]
    public async Task Refuses_when_it_is_told_to_and_waits_when_the_message_cannot_be_had()
    {
        await _stage.PublishAsync(7);
        await using (var refusing = await StartAsync("--key", Key, "--refuse", "true"))
            await PostAsync(refusing, Key, 422);
        _stage.Supplier.Answers(500);
        await using var waiting = await StartAsync("--key", Key);

        await PostAsync(waiting, Key, 503);

        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404, "application/problem+json; charset=utf-8", NotFound)]
    [InlineData(410, "text/plain", "")]
    public async Task Keeps_an_event_alone_when_its_message_will_never_be_had(int status, string contentType, string body)
    {
        await _stage.PublishAsync(7);
        _stage.Supplier.Answer = context => RefuseAsync(context, status, contentType, body);
        await using var system = await StartAsync("--key", Key);

        await PostAsync(system, Key, 202);
        await PostAsync(system, Key, 409);

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe([$"{EventStage.Id(7)}.json"]);
    }

    [Theory]
    [InlineData(401, "text/plain", "")]
    [InlineData(404, "text/html", "<html>Nothing here</html>")]
    [InlineData(404, "text/plain", "")]
    [InlineData(404, "application/json", NotFound)]
    [InlineData(404, "application/problem+json", """{"code":"no-document"}""")]
    [InlineData(404, "application/problem+json", """["not-found"]""")]
    [InlineData(405, "text/plain", "")]
    [InlineData(421, "application/problem+json", """{"code":"host-not-allowed"}""")]
    [InlineData(422, "application/problem+json", """{"code":"not-found"}""")]
    [InlineData(302, "text/plain", "")]
    [InlineData(429, "text/plain", "")]
    [InlineData(503, "text/plain", "")]
    public async Task Waits_when_the_refusal_is_not_about_the_message(int status, string contentType, string body)
    {
        await _stage.PublishAsync(7);
        _stage.Supplier.Answer = context => RefuseAsync(context, status, contentType, body);
        await using var system = await StartAsync("--key", Key);

        await PostAsync(system, Key, 503);

        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"id\":\"e1\",\"type\":\"\\ud800\"")]
    [InlineData("\"id\":\"e1\",\"\\ud800\":1")]
    [InlineData("\"id\":\"\\udc00\"")]
    [InlineData("\"id\":\"e1\",\"type\":\"\u00ff\"")]
    public async Task Refuses_what_is_signed_and_is_not_Unicode(string properties)
    {
        await using var system = await StartAsync("--key", Key);
        using var http = new HttpMessageInvoker(Webhook.CreateHandler());
        var target = new WebhookTarget(new Uri(system.Urls.Single() + "/events"), [Key], TimeSpan.FromSeconds(30), false);

        // In Latin-1 the last of them is a byte that no UTF-8 has.
        var answer = await new Webhook(http, _stage.Time).PostAsync(target, "e1", CloudEvent.ContentType, Encoding.Latin1.GetBytes($"{{{properties}}}"), default);

        answer.Status.ShouldBe(400);
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fetches_page_by_page_also_past_a_message_that_will_never_be_had()
    {
        _stage.Supplier.Answer = context => GiveAsync(context, path => path switch
        {
            "/api/events" when context.Request.Query["cursor"] == "0" => """{"events":[{"id":"e1","payload":"/gone"},{"id":"e2","payload":"/letter"}],"cursor":7}""",
            "/api/events" when context.Request.Query["cursor"] == "7" => """{"events":[{"id":"e3"}],"cursor":9}""",
            "/api/events" => """{"events":[],"cursor":9}""",
            "/letter" => "the letter",
            _ => null,
        }, NotFound);
        await using var system = await StartAsync("--key", Key, "--pull", "A20047");

        await CursorAsync("9");

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["cursor-A20047", "e1.json", "e2.json", "e2.payload", "e3.json"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"events":{},"cursor":7}""")]
    [InlineData("""{"events":[],"cursor":"soon"}""")]
    [InlineData("""{"events":[],"cursor":7,"cursor":8}""")]
    [InlineData("""{"events":[{"id":"\ud800"}],"cursor":7}""")]
    [InlineData("""{"events":[],"cursor":7,"\ud800":1}""")]
    public async Task Asks_again_when_what_it_was_given_is_no_page(string given)
    {
        var pages = new Queue<string>([given, """{"events":[{"id":"e1"}],"cursor":7}"""]);
        _stage.Supplier.Answer = context => GiveAsync(context, _ => pages.TryDequeue(out var page) ? page : """{"events":[],"cursor":7}""");
        await using var system = await StartAsync("--key", Key, "--pull", "A20047");

        await CursorAsync("7");

        File.Exists(Path.Combine(_folder, "e1.json")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"id":"e2"}""", "--refuse", "true")]
    [InlineData("""{"id":"../e2"}""", "--refuse", "false")]
    [InlineData("""{"id":2}""", "--refuse", "false")]
    public async Task Stops_fetching_at_an_event_it_does_not_take_and_passes_none_by(string second, params string[] options)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "e1.json"), "{}");
        _stage.Supplier.Answer = context => GiveAsync(context, _ => $$"""{"events":[{"id":"e1"},{{second}},{"id":"e3"}],"cursor":7}""");
        await using var system = await StartAsync(["--key", Key, "--pull", "A20047", .. options]);

        await system.Services.GetServices<IHostedService>().OfType<EventPuller>().Single().ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["e1.json"]);
        _stage.Supplier.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Says_once_that_a_message_cannot_be_had_and_asks_for_it_more_and_more_rarely()
    {
        var asked = 0;
        _stage.Supplier.Answer = context => context.Request.Path == "/letter" && Interlocked.Increment(ref asked) <= 7
            ? RefuseAsync(context, 403, "text/plain", "")
            : GiveAsync(context, path => path == "/letter" ? "the letter" : context.Request.Query["cursor"] == "0" ? """{"events":[{"id":"e1","payload":"/letter"}],"cursor":7}""" : """{"events":[],"cursor":7}""");
        var time = new HastyTime();
        await using var system = await StartAsync(time, "--key", Key, "--pull", "A20047");

        await Gateway.Until(() => Task.FromResult(time.Rests.Count >= 9), "nine rests");

        time.Rests.Take(9).Select(rest => rest.TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 30, 30, 1, 1]);
        _stage.Logged.Count(line => line.Contains("cannot be had at present: /letter", StringComparison.Ordinal)).ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(_folder, "e1.payload"))).ShouldBe("the letter");
    }

    [Fact]
    public async Task Fetches_each_organisations_events_behind_a_cursor_of_its_own()
    {
        _stage.Supplier.Answer = context => GiveAsync(context, _ => (context.Request.Query["organisation"], context.Request.Query["cursor"]) switch
        {
            (["A20047"], ["0"]) => """{"events":[{"id":"e9"}],"cursor":9}""",
            (["B81001"], ["0"]) => """{"events":[{"id":"e3"}],"cursor":3}""",
            (_, [var cursor]) => $$"""{"events":[],"cursor":{{cursor}}}""",
            _ => null,
        });
        await using (await StartAsync("--key", Key, "--pull", "A20047"))
            await CursorAsync("9");
        await using var second = await StartAsync("--key", Key, "--pull", "b81001");

        await CursorAsync("3", "B81001");

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["cursor-A20047", "cursor-B81001", "e3.json", "e9.json"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../A20047")]
    [InlineData("A20047 ")]
    public void Does_not_start_for_what_is_no_organisations_code(string pull) =>
        Should.Throw<InvalidOperationException>(() => SupplierProgram.Build(["--key", Key, "--pull", pull], _stage.Time)).Message.ShouldContain("--pull");

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("90", "cannot be read")]
    [InlineData("soon\nGATEWAY", "cannot be read")]
    [InlineData("90\nhttp://another.example/", "given by another gateway")]
    public async Task Begins_anew_and_says_so_when_its_cursor_is_none_of_this_gateway(string kept, string told)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "cursor-A20047"), kept.Replace("GATEWAY", GatewayAddress, StringComparison.Ordinal));
        _stage.Supplier.Answer = context => GiveAsync(context, _ => context.Request.Query["cursor"] == "0" ? """{"events":[{"id":"e1"}],"cursor":7}""" : $$"""{"events":[],"cursor":{{context.Request.Query["cursor"]}}}""");
        await using var system = await StartAsync("--key", Key, "--pull", "A20047");

        await CursorAsync("7");

        _stage.Logged.Where(line => line.Contains("begins anew", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain(told);
    }

    [Fact]
    public async Task Goes_on_behind_its_cursor_at_the_next_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "cursor-A20047"), $"90\n{GatewayAddress}");
        _stage.Supplier.Answer = context => GiveAsync(context, _ => context.Request.Query["cursor"] == "90" ? """{"events":[{"id":"e1"}],"cursor":91}""" : """{"events":[],"cursor":91}""");
        await using var system = await StartAsync("--key", Key, "--pull", "A20047");

        await CursorAsync("91");

        _stage.Logged.ShouldNotContain(line => line.Contains("begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_who_its_patients_are()
    {
        var patients = Path.Combine(_folder, "own.json");
        await File.WriteAllTextAsync(patients, """[{ "organisation": "A20047", "localId": "17", "nhsNumber": "9990000018", "surname": "Ash", "birthDate": "1960-01-02", "standing": "registered" }]""");
        await using var system = await StartAsync("--key", Key, "--patients", patients);
        using var http = new HttpMessageInvoker(Webhook.CreateHandler());
        var index = new HttpPatientIndex(http, _stage.Time);
        var target = new WebhookTarget(new Uri(system.Urls.Single() + "/patients"), [Key], TimeSpan.FromSeconds(30), false);
        var question = new PatientQuestion(NhsNumber.Parse("9990000018"), "ASH", default, new DateOnly(1960, 1, 2), null, default);

        (await index.AskAsync(target, OdsCode.Parse("A20047"), question, default)).ShouldBe(new PatientAnswer(PatientStanding.Registered, "17", true, null, null));
        (await index.AskAsync(target, OdsCode.Parse("B81001"), question, default)).Standing.ShouldBe(PatientStanding.NotKnown);
    }

    private string GatewayAddress => new Uri(_stage.Supplier.Url, "/").ToString();

    /// <summary>Moves the clock until the cursor is as wanted.</summary>
    private Task<bool> CursorAsync(string cursor, string organisation = "A20047") => Gateway.Until(
        () =>
        {
            _stage.Time.Advance(TimeSpan.FromSeconds(1));
            var path = Path.Combine(_folder, $"cursor-{organisation}");
            return Task.FromResult(File.Exists(path) && File.ReadAllText(path) == $"{cursor}\n{GatewayAddress}");
        },
        $"cursor {cursor}");

    /// <param name="refusal">A problem in place of what is not there; empty for a bare status.</param>
    private static Task GiveAsync(HttpContext context, Func<string, string?> content, string refusal = "") =>
        content(context.Request.Path) is { } found ? context.Response.WriteAsync(found) : RefuseAsync(context, StatusCodes.Status404NotFound, "application/problem+json", refusal);

    private static Task RefuseAsync(HttpContext context, int status, string contentType, string body)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, contentType);
        return context.Response.WriteAsync(body);
    }

    private Task<WebApplication> StartAsync(params string[] arguments) => StartAsync(_stage.Time, arguments);

    private async Task<WebApplication> StartAsync(TimeProvider time, params string[] arguments)
    {
        var system = SupplierProgram.Build([.. arguments, "--urls", "http://127.0.0.1:0", "--folder", _folder, "--gateway", GatewayAddress], time);
        _stage.Listen(system.Services.GetRequiredService<ILoggerFactory>());
        await system.StartAsync();
        return system;
    }

    /// <summary>Sends the event as the gateway would, with a link that starts at the gateway.</summary>
    private async Task PostAsync(WebApplication system, string key, int status)
    {
        using var http = new HttpMessageInvoker(Webhook.CreateHandler());
        var body = _stage.Test.Database.Read(rows => EventRows.Find(rows, EventStage.Id(7)))!.Open(_stage.Test.Keys).ToJson("sandbox", null);
        var target = new WebhookTarget(new Uri(system.Urls.Single() + "/events"), [key], TimeSpan.FromSeconds(30), false);

        var answer = await new Webhook(http, _stage.Time).PostAsync(target, EventStage.Id(7), CloudEvent.ContentType, body, default);

        answer.Status.ShouldBe(status, Encoding.UTF8.GetString(body));
    }

    /// <summary>Rests are noted and over at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Rests { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Rests.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
