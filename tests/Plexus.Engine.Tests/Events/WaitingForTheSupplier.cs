using System.Text.Json;
using Plexus.Engine.Configuration;
using Plexus.Engine.Events;
using Plexus.Engine.Journal;
using Plexus.Engine.Tests.Configuration;
using Plexus.Engine.Tests.Echo;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Events;

public sealed class WaitingForTheSupplier
{
    private const string Script =
        "deliver letter uk.plexus.document.received.v1\non delivered letter accepted: conclude Accepted 20013; complete Completed\non delivered letter refused: conclude Refused 30002; complete Failed";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_is_accepted_once_the_suppliers_system_has_it(string dialect)
    {
        await using var supplier = await SupplierReceiver.StartAsync();
        supplier.Answers(202);

        (await ReceiveAsync(dialect, supplier)).ShouldBe((ExchangeStates.Done, "20013"));

        using var json = JsonDocument.Parse(supplier.Requests.ShouldHaveSingleItem().Body);
        json.RootElement.GetProperty("type").GetString().ShouldBe("uk.plexus.document.received.v1");
        json.RootElement.GetProperty("standard").GetString().ShouldBe("Echo");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_is_refused_when_the_suppliers_system_refuses_it(string dialect)
    {
        await using var supplier = await SupplierReceiver.StartAsync();
        supplier.Answers(422, """{ "reason": "not ours" }""");

        (await ReceiveAsync(dialect, supplier)).ShouldBe((ExchangeStates.Done, "30002"));
    }

    private static async Task<(string State, string? Code)> ReceiveAsync(string dialect, SupplierReceiver supplier)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(subscriptions: [new DirectorySubscription("northfield-hook", [])]));
        var store = new ConfigurationStore(gateway.Database, gateway.Test.Keys);
        await store.ApplyAsync(
            Documents.Parse(Documents.With("http://127.0.0.1:9/events", supplier.Url.ToString())), new SecretReader(".", _ => null), "test", dryRun: false, default);
        var core = gateway.NewCore(gateway.Database);
        using var http = new HttpMessageInvoker(Webhook.CreateHandler());
        var dispatcher = new EventDispatcher(
            core, new ConfigurationDirectory(store, core.Standards, gateway.Wall, core.Loggers), new Webhook(http, gateway.Wall), new EventOptions { AtOncePerEndpoint = 1 }); // No node of this name lives: what is on its way looks free to a second look.
        using var stop = new CancellationTokenSource();
        var running = dispatcher.RunAsync(stop.Token);

        var exchange = await gateway.Receives(Script);
        var ended = await gateway.Exchange(exchange, e => e.State == ExchangeStates.Done);

        await stop.CancelAsync();
        await running;
        return (ended.State, ended.Code);
    }
}
