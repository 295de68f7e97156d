using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plexus.Contracts;
using Plexus.Engine.Events;
using Plexus.Engine.Patients;
using Plexus.Engine.Tests.Echo;
using Plexus.Primitives;
using SupplierSystem;

namespace Plexus.Engine.Tests.Events;

public sealed class TheSampleSupplierSystem : IAsyncLifetime
{
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
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(422)]
    public async Task Keeps_an_event_alone_when_its_message_will_never_be_had(int status)
    {
        await _stage.PublishAsync(7);
        _stage.Supplier.Answers(status);
        await using var system = await StartAsync("--key", Key);

        await PostAsync(system, Key, 202);
        await PostAsync(system, Key, 409);

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe([$"{EventStage.Id(7)}.json"]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Waits_when_the_refusal_is_not_about_the_message(int status)
    {
        await _stage.PublishAsync(7);
        _stage.Supplier.Answers(status);
        await using var system = await StartAsync("--key", Key);

        await PostAsync(system, Key, 503);

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
        });
        await using var system = await StartAsync("--key", Key, "--pull", "A20047");

        await CursorAsync("9");

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["cursor", "e1.json", "e2.json", "e2.payload", "e3.json"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"events":{},"cursor":7}""")]
    [InlineData("""{"events":[],"cursor":"soon"}""")]
    [InlineData("""{"events":[],"cursor":7,"cursor":8}""")]
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
    public async Task Begins_anew_when_its_cursor_cannot_be_read()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "cursor"), "");
        _stage.Supplier.Answer = context => GiveAsync(context, _ => context.Request.Query["cursor"] == "0" ? """{"events":[{"id":"e1"}],"cursor":7}""" : """{"events":[],"cursor":7}""");
        await using var system = await StartAsync("--key", Key, "--pull", "A20047");

        await CursorAsync("7");
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

    /// <summary>Moves the clock until the cursor is as wanted.</summary>
    private Task<bool> CursorAsync(string cursor) => Gateway.Until(
        () =>
        {
            _stage.Time.Advance(TimeSpan.FromSeconds(1));
            var path = Path.Combine(_folder, "cursor");
            return Task.FromResult(File.Exists(path) && File.ReadAllText(path) == cursor);
        },
        $"cursor {cursor}");

    private static Task GiveAsync(HttpContext context, Func<string, string?> content)
    {
        if (content(context.Request.Path) is { } found)
            return context.Response.WriteAsync(found);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task<WebApplication> StartAsync(params string[] arguments)
    {
        var gateway = new Uri(_stage.Supplier.Url, "/").ToString();
        var system = SupplierProgram.Build([.. arguments, "--urls", "http://127.0.0.1:0", "--folder", _folder, "--gateway", gateway], _stage.Time);
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
}
