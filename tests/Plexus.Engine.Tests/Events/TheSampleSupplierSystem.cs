using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plexus.Contracts;
using Plexus.Engine.Events;
using Plexus.Engine.Patients;
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
