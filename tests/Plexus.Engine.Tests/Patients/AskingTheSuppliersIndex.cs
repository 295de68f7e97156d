using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Events;
using Plexus.Engine.Patients;
using Plexus.Engine.Tests.Events;
using Plexus.Primitives;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Patients;

public sealed class AskingTheSuppliersIndex : IAsyncLifetime
{
    private static readonly OdsCode Practice = OdsCode.Parse("A20047");
    private readonly ManualTime _time = new();
    private static readonly HttpMessageInvoker Http = new(Webhook.CreateHandler());
    private SupplierReceiver _supplier = null!;

    public async Task InitializeAsync() => _supplier = await SupplierReceiver.StartAsync();

    public async Task DisposeAsync() => await _supplier.DisposeAsync();

    [Fact]
    public async Task Asks_with_a_signed_request_and_takes_the_answer()
    {
        _supplier.Answers(200, """{ "standing": "deceased", "localId": "17", "demographicsAgree": true, "endedOn": "2026-08-25", "diedOn": "2026-08-20", "more": 1 }""");

        var answer = await AskAsync();

        answer.ShouldBe(new PatientAnswer(PatientStanding.Deceased, "17", true, new(2026, 8, 25), new(2026, 8, 20)));
        var request = _supplier.Requests.ShouldHaveSingleItem();
        WebhookSignature.Verify(["key"], request.Headers[WebhookSignature.TimestampHeader], request.Headers[WebhookSignature.SignatureHeader], request.Body, _time.GetUtcNow(), TimeSpan.Zero).ShouldBeTrue();
        JsonDocument.Parse(request.Body).RootElement.ToString().ShouldBe(
            """{"organisation":"A20047","nhsNumber":"9990000018","surname":"Ash","givenName":"Robin","birthDate":"1960-01-02","gender":"female"}""");
    }

    [Fact]
    public async Task Not_found_means_not_known()
    {
        _supplier.Answers(404);

        (await AskAsync()).Standing.ShouldBe(PatientStanding.NotKnown);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(302, "")]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, """{ "standing": "Ash" }""")]
    [InlineData(200, """{ "standing": 2 }""")]
    [InlineData(200, """{ "standing": "registered", "endedOn": "Ash" }""")]
    public async Task Anything_else_means_not_now_and_tells_nothing_about_the_patient(int status, string body)
    {
        _supplier.Answers(status, body);

        var failure = await Should.ThrowAsync<PatientIndexException>(AskAsync);

        failure.ToString().ShouldNotContain("Ash");
    }

    [Fact]
    public async Task No_answer_in_time_means_not_now()
    {
        using var stop = new SemaphoreSlim(0);
        var asked = new TaskCompletionSource();
        _supplier.Answer = async _ =>
        {
            asked.TrySetResult();
            await stop.WaitAsync();
        };

        var asking = AskAsync();
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<PatientIndexException>(() => asking)).Message.ShouldContain("in time");
        stop.Release();
    }

    [Theory, OnSqlite]
    public async Task The_organisations_configuration_says_which_index_answers(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        var index = new PatientIndex(stage.Test.Database, stage.Test.Keys, stage.Time);
        var port = new PatientPort(index, new HttpPatientIndex(Http, stage.Time), stage.Directory);
        stage.Supplier.Answers(200, """{ "standing": "registered", "localId": "from-afar", "demographicsAgree": true }""");

        port.Known(Practice, Question()).ShouldBe(new PatientAnswer(PatientStanding.NotKnown, null, false, null, null));
        var before = port.Version(Practice);
        await stage.ConfigureAsync(("\"productVersion\": \"4.2\",", $"\"productVersion\": \"4.2\", \"patientIndex\": {{ \"kind\": \"http\", \"url\": \"{stage.Supplier.Url}\", \"signingKey\": \"hook-key\" }},"));

        port.Known(Practice, Question()).ShouldBeNull();
        port.Version(Practice).ShouldNotBe(before);
        (await port.AskAsync(Practice, Question(), default)).ShouldBeOfType<PatientAnswer>().LocalId.ShouldBe("from-afar");
    }

    [Theory, OnSqlite]
    public async Task A_person_finds_a_patient_by_number_alone_in_whichever_index_is_the_organisations(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        var index = new PatientIndex(stage.Test.Database, stage.Test.Keys, stage.Time);
        var port = new PatientPort(index, new HttpPatientIndex(Http, stage.Time), stage.Directory);
        var number = NhsNumber.Parse("9990000018");
        port.IsElsewhere(Practice).ShouldBeFalse();
        (await port.FindAsync(Practice, number, default)).ShouldBeNull();
        await stage.ConfigureAsync(("\"productVersion\": \"4.2\",", $"\"productVersion\": \"4.2\", \"patientIndex\": {{ \"kind\": \"http\", \"url\": \"{stage.Supplier.Url}\", \"signingKey\": \"hook-key\" }},"));

        stage.Supplier.Answers(200, """{ "standing": "deducted", "localId": "17" }""");
        var known = await port.FindAsync(Practice, number, default);
        stage.Supplier.Answers(404);
        var unknown = await port.FindAsync(Practice, number, default);

        port.IsElsewhere(Practice).ShouldBeTrue();
        known.ShouldBe(new ChosenPatient("17", number));
        unknown.ShouldBeNull();
        JsonDocument.Parse(stage.Supplier.Requests.First().Body).RootElement.ToString().ShouldBe("""{"organisation":"A20047","nhsNumber":"9990000018"}""");
        known!.ToString().ShouldBe("•••");
    }

    private Task<PatientAnswer> AskAsync() =>
        new HttpPatientIndex(Http, _time).AskAsync(new WebhookTarget(_supplier.Url, ["key"], TimeSpan.FromSeconds(5), false), Practice, Question(), default);

    private static PatientQuestion Question() => new(NhsNumber.Parse("9990000018"), "Ash", "Robin", new DateOnly(1960, 1, 2), "female", default);
}
