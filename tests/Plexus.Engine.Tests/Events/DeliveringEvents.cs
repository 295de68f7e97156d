using System.Text;
using System.Text.Json;
using Plexus.Engine.Events;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Events;

public sealed class DeliveringEvents
{
    private const string Key = "first-signing-secret";

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_arrives_signed_and_whole_and_is_delivered_once(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        await stage.PublishAsync(7, receipt: true);

        await stage.DeliverAsync();
        await stage.DeliverAsync();

        var request = stage.Supplier.Requests.ShouldHaveSingleItem();
        Verifies(request, stage, Key).ShouldBeTrue();
        Verifies(request, stage, "another").ShouldBeFalse();
        request.Headers["Idempotency-Key"].ShouldBe(EventStage.Id(7));
        request.Headers["Content-Type"].ShouldStartWith("application/cloudevents+json");
        using var json = JsonDocument.Parse(request.Body);
        json.RootElement.GetProperty("id").GetString().ShouldBe(EventStage.Id(7));
        json.RootElement.GetProperty("payload").GetString().ShouldBe($"https://gateway.example/api/exchanges/{EventStage.Id(70)}/payload");
        json.RootElement.GetProperty("environment").GetString().ShouldBe("sandbox");
        var delivery = stage.Deliveries.ShouldHaveSingleItem();
        (delivery.State, delivery.Attempts, delivery.Status).ShouldBe((DeliveryStates.Delivered, 1, "HTTP 200"));
        stage.Receipts.ShouldBe([new DeliveryBody("received", true, null)]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_not_taken_is_sent_again_under_the_same_id_ever_more_seldom(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        stage.Supplier.Answers(503);
        await stage.PublishAsync(7);

        await stage.DeliverAsync();
        await stage.DeliverAsync();
        stage.Supplier.Requests.Count.ShouldBe(1);
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        await stage.DeliverAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(9));
        await stage.DeliverAsync();
        stage.Supplier.Requests.Count.ShouldBe(2);
        stage.Supplier.Answers(200);
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await stage.DeliverAsync();

        stage.Supplier.Requests.Select(r => r.Headers["Idempotency-Key"]).Distinct().ShouldBe([EventStage.Id(7)]);
        stage.Supplier.Requests.Select(r => Encoding.UTF8.GetString(r.Body)).Distinct().Count().ShouldBe(1);
        stage.Supplier.Requests.ShouldAllBe(r => Verifies(r, stage, Key));
        (stage.Deliveries[0].State, stage.Deliveries[0].Attempts).ShouldBe((DeliveryStates.Delivered, 3));
        stage.Receipts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_longer_wait_that_the_supplier_asks_for_is_granted()
    {
        await using var stage = await EventStage.SetAsync();
        stage.Supplier.Answer = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "60");
            return Task.CompletedTask;
        };
        await stage.PublishAsync(7);
        await stage.DeliverAsync();

        stage.Time.Advance(TimeSpan.FromSeconds(59));
        await stage.DeliverAsync();
        stage.Supplier.Requests.Count.ShouldBe(1);
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await stage.DeliverAsync();

        stage.Supplier.Requests.Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_all_its_time_a_delivery_has_failed_and_people_and_the_conversation_are_told(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        stage.Supplier.Answers(500);
        await stage.PublishAsync(7, receipt: true);
        await stage.DeliverAsync();

        stage.Time.Advance(TimeSpan.FromDays(3));
        await stage.DeliverAsync();

        stage.Deliveries[0].State.ShouldBe(DeliveryStates.Failed);
        stage.Receipts.ShouldBe([new DeliveryBody("received", false, "HTTP 500: did not take it.")]);
        stage.Alerts.ShouldBe(1);
    }

    [Theory]
    [InlineData(410)]
    [InlineData(422)]
    public async Task A_refusal_with_a_reason_is_for_good(int status)
    {
        await using var stage = await EventStage.SetAsync();
        stage.Supplier.Answers(status, """{ "reason": "Robin Ash is not ours" }""");
        await stage.PublishAsync(7, receipt: true);

        await stage.DeliverAsync();

        stage.Deliveries[0].State.ShouldBe(DeliveryStates.Refused);
        stage.Deliveries[0].Reason.Reveal().ShouldBe("Robin Ash is not ours");
        stage.Receipts.ShouldBe([new DeliveryBody("received", false, "Robin Ash is not ours")]);
        stage.Alerts.ShouldBe(1);
        stage.Logged.ShouldAllBe(l => !l.Contains("Robin", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(410, "")]
    [InlineData(422, "<html>")]
    [InlineData(422, """{ "reason": " " }""")]
    [InlineData(422, """{ "reason": 4 }""")]
    [InlineData(400, """{ "reason": "no" }""")]
    [InlineData(404, "")]
    public async Task Anything_else_is_tried_again(int status, string body)
    {
        await using var stage = await EventStage.SetAsync();
        stage.Supplier.Answers(status, body);
        await stage.PublishAsync(7);

        await stage.DeliverAsync();

        (stage.Deliveries[0].State, stage.Deliveries[0].Status).ShouldBe((DeliveryStates.Queued, $"HTTP {status}"));
    }

    [Fact]
    public async Task Already_had_it_counts_as_delivered()
    {
        await using var stage = await EventStage.SetAsync();
        stage.Supplier.Answers(409);
        await stage.PublishAsync(7, receipt: true);

        await stage.DeliverAsync();

        stage.Deliveries[0].State.ShouldBe(DeliveryStates.Delivered);
        stage.Receipts.ShouldHaveSingleItem().Accepted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var stage = await EventStage.SetAsync();
        stage.Supplier.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        await stage.PublishAsync(7);

        await stage.DeliverAsync();

        stage.Supplier.Requests.Select(r => r.Path).ShouldBe(["/events"]);
        stage.Deliveries[0].State.ShouldBe(DeliveryStates.Queued);
    }

    [Fact]
    public async Task Unencrypted_and_not_on_this_machine_nothing_leaves()
    {
        using var http = new HttpMessageInvoker(new NoNetwork());
        var webhook = new Webhook(http, new ManualTime());

        var answer = await webhook.PostAsync(new WebhookTarget(new Uri("http://supplier.example/"), [Key], TimeSpan.FromSeconds(1), AllowInsecure: false), "1", "application/json", "{}"u8.ToArray(), default);

        (answer.Verdict, answer.Status).ShouldBe((WebhookVerdict.Retry, null));
    }

    [Fact]
    public async Task A_supplier_that_never_answers_holds_a_delivery_no_longer_than_its_timeout()
    {
        await using var stage = await EventStage.SetAsync();
        using var stop = new SemaphoreSlim(0);
        var asked = new TaskCompletionSource();
        stage.Supplier.Answer = async _ =>
        {
            asked.TrySetResult();
            await stop.WaitAsync();
        };
        await stage.PublishAsync(7);

        await stage.Dispatcher.LookAsync(default);
        await asked.Task;
        stage.Time.Advance(TimeSpan.FromSeconds(15));
        await stage.Dispatcher.QuietAsync();
        stop.Release();

        stage.Deliveries[0].Status.ShouldBe("No answer within 15 s.");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Events_of_one_conversation_wait_for_each_other_and_for_nobody_else(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        stage.Supplier.Answers(500);
        await stage.PublishAsync(1, conversation: 1);
        await stage.PublishAsync(2, conversation: 1);
        await stage.PublishAsync(3, conversation: 2);

        await stage.DeliverAsync();
        stage.Received.Order().ShouldBe([1, 3]);
        stage.Supplier.Answers(200);
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        await stage.DeliverAsync();
        stage.Received.Skip(2).Order().ShouldBe([1, 3]);
        await stage.DeliverAsync();

        stage.Received.Skip(4).ShouldBe([2]);
    }

    [Fact]
    public async Task An_endpoint_that_wants_no_order_gets_none()
    {
        await using var stage = await EventStage.SetAsync();
        await stage.ConfigureAsync(("\"signingKey\": \"hook-key\"", "\"signingKey\": \"hook-key\", \"orderBySubject\": false"));
        stage.Supplier.Answers(500);
        await stage.PublishAsync(1);
        await stage.PublishAsync(2);

        await stage.DeliverAsync();

        stage.Received.Order().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task While_keys_change_over_a_request_verifies_with_either()
    {
        await using var stage = await EventStage.SetAsync();
        await stage.ConfigureAsync(("\"expires\": \"2027-01-31\" }", "\"expires\": \"2027-01-31\" }, \"next\": { \"value\": \"second-signing-secret\" }"));
        await stage.PublishAsync(7);

        await stage.DeliverAsync();

        var request = stage.Supplier.Requests.ShouldHaveSingleItem();
        Verifies(request, stage, Key).ShouldBeTrue();
        Verifies(request, stage, "second-signing-secret").ShouldBeTrue();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_node_that_dies_between_request_and_record_leaves_the_event_to_another_which_sends_it_under_the_same_id(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        var (survivor, _, dispatcher) = stage.Node(stage.Test.Open(stage.Time));
        await new Leases(stage.Test.Database, stage.Time, stage.Core.Node).RenewAsync(default);
        await stage.PublishAsync(7, receipt: true);

        // The first node sends, and its record never comes about.
        await stage.Test.Database.Writes.RunAsync(session => EventRows.Take(session, "northfield-hook", true, stage.Core.Node, stage.Core.Clocks.WallNow, 1));
        using (var http = new HttpClient())
            await http.PostAsync(stage.Supplier.Url, new StringContent(Encoding.UTF8.GetString(EventRows7(stage))));
        await dispatcher.LookAsync(default);
        await dispatcher.QuietAsync();
        stage.Supplier.Requests.Count.ShouldBe(1);
        stage.Time.Advance(Leases.Length);
        await dispatcher.LookAsync(default);
        await dispatcher.QuietAsync();

        survivor.Node.ShouldNotBe(stage.Core.Node);
        stage.Received.ShouldBe([7, 7]);
        stage.Deliveries.ShouldHaveSingleItem().State.ShouldBe(DeliveryStates.Delivered);
        stage.Receipts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_troubled_endpoint_is_tested_by_one_delivery_at_a_time()
    {
        await using var stage = await EventStage.SetAsync();
        stage.Supplier.Answers(500);
        for (var n = 1; n <= 40; n++)
            await stage.PublishAsync(n, conversation: n);

        for (var look = 0; look < 10; look++)
            await stage.DeliverAsync();
        var before = stage.Supplier.Requests.Count;
        stage.Time.Advance(stage.Core.Options.CircuitRest);
        for (var look = 0; look < 10; look++)
            await stage.DeliverAsync();
        var tested = stage.Supplier.Requests.Count - before;
        stage.Supplier.Answers(200);
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        for (var look = 0; look < 20; look++)
            await stage.DeliverAsync();

        before.ShouldBeLessThan(10);
        tested.ShouldBe(1);
        stage.Deliveries.ShouldAllBe(d => d.State == DeliveryStates.Delivered);
    }

    [Fact]
    public async Task A_paused_endpoint_gets_nothing_until_it_goes_on()
    {
        await using var stage = await EventStage.SetAsync();
        await stage.ConfigureAsync(("\"signingKey\": \"hook-key\"", "\"signingKey\": \"hook-key\", \"paused\": true"));
        await stage.PublishAsync(7);

        await stage.DeliverAsync();
        stage.Supplier.Requests.ShouldBeEmpty();
        await stage.ConfigureAsync();
        await stage.DeliverAsync();

        stage.Received.ShouldBe([7]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_operator_sends_a_refused_event_again_and_the_conversation_is_not_told_twice(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        stage.Supplier.Answers(422, """{ "reason": "closed for lunch" }""");
        await stage.PublishAsync(7, receipt: true);
        await stage.DeliverAsync();
        stage.Supplier.Answers(200);
        var log = new DeliveryLog(stage.Core);

        (await log.ReplayAsync(stage.Deliveries[0].Id, "operator", default)).ShouldBeTrue();
        (await log.ReplayAsync(stage.Deliveries[0].Id, "operator", default)).ShouldBeFalse();
        await stage.DeliverAsync();

        stage.Received.ShouldBe([7, 7]);
        stage.Deliveries[0].State.ShouldBe(DeliveryStates.Delivered);
        stage.Receipts.ShouldBe([new DeliveryBody("received", false, "closed for lunch")]);
        (await new AuditChain(stage.Test.Database, stage.Test.Keys).VerifyAsync(default)).Intact.ShouldBeTrue();
        (await log.ReplayAllAsync("A20047", "northfield-hook", "operator", default)).ShouldBe(0);
        log.OfEvent(EventStage.Id(7)).Count.ShouldBe(1);
        log.List("A20047", DeliveryStates.Delivered, null, 10).Count.ShouldBe(1);
        log.List("B81001", null, null, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_loop_delivers_what_is_published_while_it_runs_and_stops_when_told()
    {
        await using var stage = await EventStage.SetAsync();
        var arrived = new TaskCompletionSource();
        stage.Supplier.Answer = _ =>
        {
            arrived.TrySetResult();
            return Task.CompletedTask;
        };
        using var stop = new CancellationTokenSource();
        var running = stage.Dispatcher.RunAsync(stop.Token);

        await stage.PublishAsync(7);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await running;

        stage.Deliveries[0].State.ShouldBe(DeliveryStates.Delivered);
        stage.Logged.ShouldAllBe(l => !l.Contains("Canary", StringComparison.Ordinal));
    }

    private static byte[] EventRows7(EventStage stage) =>
        stage.Test.Database.Read(rows => EventRows.Find(rows, EventStage.Id(7)))!.Open(stage.Test.Keys).ToJson("sandbox", null);

    private static bool Verifies(SupplierRequest request, EventStage stage, string key) => WebhookSignature.Verify(
        [key], request.Headers[WebhookSignature.TimestampHeader], request.Headers[WebhookSignature.SignatureHeader], request.Body, stage.Time.GetUtcNow(), TimeSpan.FromDays(1));

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Something left.");
    }
}
