using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

/// <summary>Refusals, silences and broken connections: what is repeated, what is not, and what is said.</summary>
public sealed class Failing
{
    /// <summary>Every code of the API's list and every answer of the reference, as version 1 writes it.</summary>
    public static TheoryData<int, string, string, string, MeshErrorKind> Refusals => new()
    {
        { 417, "COLLECT", "02", "Data file is missing or inaccessible.", MeshErrorKind.DataMissing },
        { 400, "TRANSFER", "06", "MalformedControlFile", MeshErrorKind.MalformedHeaders },
        { 400, "SEND", "07", "Invalid From", MeshErrorKind.InvalidFrom },
        { 400, "SEND", "08", "TO_DTS missing", MeshErrorKind.MissingRecipient },
        { 400, "SEND", "09", "Invalid version", MeshErrorKind.InvalidVersion },
        { 400, "SEND", "11", "Invalid message type", MeshErrorKind.InvalidMessageType },
        { 417, "SEND", "12", "Unregistered to address", MeshErrorKind.UnregisteredRecipient },
        { 417, "SEND", "14", "Undelivered", MeshErrorKind.Undelivered },
        { 417, "SEND", "15", "Bad file", MeshErrorKind.InvalidCpisFile },
        { 417, "SEND", "16", "Sender not allowed", MeshErrorKind.SenderNotAllowed },
        { 417, "SEND", "17", "Workflow not registered", MeshErrorKind.WorkflowNotRegistered },
        { 417, "SEND", "18", "Civil registration", MeshErrorKind.CivilRegistrationWorkflow },
        { 400, "SEND", "19", "Invalid expiry", MeshErrorKind.InvalidExpiry },
        { 404, "RECEIVE", "20", "Message does not exist", MeshErrorKind.NotFound },
        { 417, "SEND", "InvalidHeaderChunks", "Invalid chunk values sent in mex-Chunk-Range header", MeshErrorKind.InvalidChunkRange },
        { 422, "SEND", "UnsupportedContentEncoding", "Unsupported content encoding", MeshErrorKind.UnsupportedContentEncoding },
        { 400, "SEND", "Invalid checksum", "Invalid checksum", MeshErrorKind.InvalidChecksum },
        { 410, "SEND", "Message already accepted", "Message no longer available for download", MeshErrorKind.MessageGone },
        { 417, "", "", "cannot change content encoding", MeshErrorKind.ContentEncodingChanged },
        { 403, "", "", "Error reading from Authorization header", MeshErrorKind.NotAuthorised },
        { 403, "", "", "Mailbox id does not match token", MeshErrorKind.NotAuthorised },
        { 403, "", "", "Invalid Authentication Token", MeshErrorKind.NotAuthorised },
        { 403, "", "", "Error Duplicated Authentication Token", MeshErrorKind.TokenUsedTwice },
        { 403, "", "", "Request Received from Inactive Mailbox", MeshErrorKind.InactiveMailbox },
        { 403, "SEND", "EPL-151", "No mailbox matched", MeshErrorKind.UnknownMailbox },
        { 403, "", "", "Forbidden", MeshErrorKind.NotTheRecipient },
        { 300, "", "", "Multiple Choices", MeshErrorKind.SeveralMatches },
        { 404, "", "", "Not Found", MeshErrorKind.NotFound },
        { 406, "", "", "", MeshErrorKind.ChunkBeyondTotal },
        { 413, "", "", "", MeshErrorKind.TooLarge },
        { 423, "", "", "", MeshErrorKind.MessageFinalised },
        { 418, "", "", "", MeshErrorKind.Unknown },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_a_name_in_both_versions(int status, string step, string code, string words, MeshErrorKind kind)
    {
        foreach (var body in new[]
                 {
                     $$"""{"errorEvent":"{{step}}","errorCode":"{{code}}","errorDescription":"{{words}}"}""",
                     $$"""{"message_id":"A1","internal_id":"B2","detail":[{"event":"{{step}}","code":"{{code}}","msg":"{{words}}"}]}""",
                 })
        {
            await using var mesh = await FakeMesh.AnsweringAsync(status, body);
            using var client = mesh.Client();

            var refusal = await Should.ThrowAsync<MeshException>(() => client.SendAsync(Given.Message([1])));

            refusal.Kind.ShouldBe(kind);
            ((int)refusal.Error.Status, refusal.Error.Event ?? "", refusal.Error.Code ?? "", refusal.Error.Description ?? "").ShouldBe((status, step, code, words));
            mesh.Seen.Count.ShouldBe(1);
        }
    }

    [Fact]
    public void Every_code_of_the_table_has_a_row_in_the_test() =>
        MeshErrorCatalogue.ByCode.Keys.Where(code => !code.StartsWith("EPL", StringComparison.Ordinal)).Order()
            .ShouldBe(Refusals.Select(row => (string)row[2]).Where(code => code.Length > 0 && !code.StartsWith("EPL", StringComparison.Ordinal)).Order());

    [Fact]
    public async Task A_validation_answer_names_the_fields()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(400, """{"detail":[{"loc":["header","mex-to"],"msg":"field required","type":"value_error.missing"},{"loc":["query","max_results",0],"msg":"too small","type":"x"}]}""");
        using var client = mesh.Client();

        var refusal = await Should.ThrowAsync<MeshException>(() => client.CountAsync());

        refusal.Kind.ShouldBe(MeshErrorKind.InvalidRequest);
        refusal.Error.Fields.ShouldBe([new MeshFieldError("header.mex-to", "field required"), new MeshFieldError("query.max_results.0", "too small")]);
    }

    [SpecsFact("mesh")]
    public void Every_refusal_the_reference_was_seen_to_give_has_a_name()
    {
        var text = File.ReadAllText(Path.Combine(Specs.Find("mesh")!, "observed-reference-sandbox-exchanges.txt"));
        var refusals = text.Split("\n##### ").Select(exchange => exchange.Split("\nHTTP/1.1 "))
            .Where(parts => parts.Length == 2 && parts[1][0] is '3' or '4')
            .Select(parts => (Name: parts[0].Split('\n')[0], Error: MeshError.Read((HttpStatusCode)int.Parse(parts[1].AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(parts[1].Split("\n\n", 2)[1]))))
            .ToList();

        refusals.Count.ShouldBeGreaterThan(30);
        refusals.Where(refusal => refusal.Error.Kind is MeshErrorKind.Unknown or MeshErrorKind.UnreadableAnswer).ShouldBeEmpty();
        refusals.Where(refusal => refusal.Error is { Description: null, Fields.Count: 0 }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>proxy</html>")]
    [InlineData("[]")]
    [InlineData("""{"detail":"x"}""")]
    [InlineData("""{"detail":[]}""")]
    [InlineData("""{"errorCode":12,"detail":[3]}""")]
    public async Task A_body_that_is_not_MESHs_counts_by_its_status(string body)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(404, body, "text/html");
        using var client = mesh.Client();

        (await Should.ThrowAsync<MeshException>(() => client.AcknowledgeAsync(Given.Id))).Kind.ShouldBe(MeshErrorKind.NotFound);
    }

    [Fact]
    public async Task An_endless_error_is_read_no_further_than_the_limit()
    {
        await using var mesh = await FakeMesh.StartRawAsync(async (_, context) =>
        {
            context.Response.StatusCode = 400;
            var page = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(page);
        });
        using var client = mesh.Client();

        (await Should.ThrowAsync<MeshException>(() => client.CountAsync())).Kind.ShouldBe(MeshErrorKind.InvalidRequest);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_refused()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, $$"""{"messages":["{{new string('A', 100)}}"]}""");
        using var client = new MeshClient(mesh.Options() with { MaxAnswerBytes = 100 });

        (await Should.ThrowAsync<MeshException>(() => client.ListInboxAsync())).Kind.ShouldBe(MeshErrorKind.UnreadableAnswer);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"messages":"A1"}""")]
    [InlineData("""{"messages":["../etc"]}""")]
    [InlineData("""{"messages":[1]}""")]
    [InlineData("not json")]
    [InlineData("")]
    public async Task A_list_that_cannot_be_understood_is_an_error_and_never_an_empty_inbox(string body)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, body);
        using var client = mesh.Client();

        (await Should.ThrowAsync<MeshException>(() => client.ListInboxAsync())).Kind.ShouldBe(MeshErrorKind.UnreadableAnswer);
    }

    [Fact]
    public async Task Waits_double_and_each_attempt_has_its_own_token()
    {
        var left = 3;
        await using var mesh = await FakeMesh.StartAsync((_, response) => left-- > 0 ? FakeMesh.Json(response, 503, "") : FakeMesh.Json(response, 200, """{"count":1}"""));
        var retries = new List<MeshRetry>();
        var options = mesh.Options() with { Retry = new MeshRetryOptions { MaxAttempts = 5, Jitter = () => 0.5, OnRetry = retries.Add } };
        using var client = new MeshClient(options);

        (await client.CountAsync()).ShouldBe(1);

        ((ManualClock)options.Clock).Waits.ShouldBe([TimeSpan.FromMilliseconds(375), TimeSpan.FromMilliseconds(750), TimeSpan.FromMilliseconds(1500)]);
        retries.Select(retry => (retry.Operation, retry.Attempt, retry.Error!.Kind)).ShouldBe([("count", 1, MeshErrorKind.ServiceFailed), ("count", 2, MeshErrorKind.ServiceFailed), ("count", 3, MeshErrorKind.ServiceFailed)]);
        mesh.Seen.Select(seen => seen["Authorization"]).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Retry_After_is_honoured_and_not_shortened()
    {
        var left = 1;
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            response.Headers.RetryAfter = "17";
            return left-- > 0 ? FakeMesh.Json(response, 429, "") : FakeMesh.Json(response, 200, """{"count":1}""");
        });
        var options = mesh.Options();
        using var client = new MeshClient(options);

        await client.CountAsync();

        ((ManualClock)options.Clock).Waits.ShouldBe([TimeSpan.FromSeconds(17)]);
    }

    [Fact]
    public async Task A_Retry_After_beyond_the_limit_ends_the_request_and_is_told()
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            response.Headers.RetryAfter = "3600";
            return FakeMesh.Json(response, 503, "");
        });
        using var client = mesh.Client();

        (await Should.ThrowAsync<MeshException>(() => client.CountAsync())).Error.RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        mesh.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_after_every_attempt()
    {
        var retries = new List<MeshRetry>();
        using var client = new MeshClient(Nowhere() with { Retry = new MeshRetryOptions { OnRetry = retries.Add } });

        await Should.ThrowAsync<MeshUnreachableException>(() => client.CountAsync());

        retries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_send_that_never_left_is_unreachable_and_not_uncertain()
    {
        using var client = new MeshClient(Nowhere());

        await Should.ThrowAsync<MeshUnreachableException>(() => client.SendAsync(Given.Message([1])));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(5, false)]
    public async Task A_send_whose_answer_is_lost_is_uncertain_and_not_repeated(int chunkSize, bool mayHaveBeenDelivered)
    {
        await using var mesh = await FakeMesh.StartRawAsync(async (_, context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Abort();
        });
        using var client = mesh.Client();

        var uncertain = await Should.ThrowAsync<MeshSendUncertainException>(() => client.SendAsync(Given.Message(Given.Bytes(10)), new MeshSendOptions { ChunkSize = chunkSize }));

        uncertain.MayHaveBeenDelivered.ShouldBe(mayHaveBeenDelivered);
        mesh.Seen.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(502, "<html>")]
    [InlineData(504, "")]
    [InlineData(408, "")]
    [InlineData(202, "not json")]
    [InlineData(202, "{}")]
    [InlineData(202, "null")]
    public async Task A_send_answered_without_saying_what_became_of_it_is_uncertain(int status, string body)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(status, body);
        using var client = mesh.Client();

        await Should.ThrowAsync<MeshSendUncertainException>(() => client.SendAsync(Given.Message([1])));
        mesh.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_last_byte_left_is_certain()
    {
        await using var mesh = await FakeMesh.StartRawAsync(async (_, context) =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[1000]);
            context.Abort();
        });
        using var client = mesh.Client();
        var payload = MeshPayload.From(50_000_000, (_, count, _) => ValueTask.FromResult<Stream>(new EndlessStream(count)));

        await Should.ThrowAsync<MeshUnreachableException>(() => client.SendAsync(Given.Message(payload)));
        mesh.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_who_cancels_after_the_last_byte_left_learns_that_it_is_uncertain()
    {
        using var cancel = new CancellationTokenSource();
        await using var mesh = await FakeMesh.StartRawAsync(async (_, context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await cancel.CancelAsync();
            await Aborted(context);
        });
        using var client = mesh.Client();

        await Should.ThrowAsync<MeshSendUncertainException>(() => client.SendAsync(Given.Message([1]), cancellation: cancel.Token));
    }

    [Fact]
    public async Task A_caller_who_cancels_anything_else_gets_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        await using var mesh = await FakeMesh.StartRawAsync(async (_, context) =>
        {
            await cancel.CancelAsync();
            await Aborted(context);
        });
        using var client = mesh.Client();

        await Should.ThrowAsync<OperationCanceledException>(() => client.CountAsync(cancel.Token));
        mesh.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_silent_server_is_given_up_and_asked_again()
    {
        var clock = new ManualClock();
        var asked = 0;
        await using var mesh = await FakeMesh.StartRawAsync(async (_, context) =>
        {
            if (asked++ == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(101));
                await Aborted(context);
            }

            await FakeMesh.Json(context.Response, 200, """{"count":1}""");
        });
        using var client = new MeshClient(mesh.Options() with { Clock = clock });

        (await client.CountAsync()).ShouldBe(1);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task No_exception_repeats_where_a_message_went_or_what_it_was_about()
    {
        var message = Given.Message([1]) with { To = Given.Patient, Subject = MexSubject.Parse($"About {Given.Canary}"), LocalId = "L1" };
        var body = $$"""{"detail":[{"event":"SEND","code":"08","msg":"bad value {{Given.Patient.ToWire()}}"}]}""";
        foreach (var status in new[] { 400, 500 })
        {
            await using var mesh = await FakeMesh.AnsweringAsync(status, body);
            using var client = mesh.Client();

            var failure = await Should.ThrowAsync<Exception>(() => client.SendAsync(message));

            failure.ToString().ShouldNotContain(Given.Canary);
            failure.ToString().ShouldNotContain("9990000018");
            ((failure as MeshException)?.Error ?? ((MeshSendUncertainException)failure).Error)!.Description!.ShouldContain(Given.Canary);
        }

        $"{message} {message.To} {message.Subject}".ShouldNotContain(Given.Canary);
        new MeshCredentials(MeshMailboxId.Parse("X1"), "secret", "key").ToString().ShouldBe("X1");
    }

    private static async Task Aborted(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using (context.RequestAborted.Register(() => aborted.TrySetResult()))
            await aborted.Task;
    }

    private static MeshClientOptions Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new MeshClientOptions
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            Credentials = new MeshCredentials(MeshMailboxId.Parse("X26ABC1"), "password", "TestKey"),
            Clock = new ManualClock(),
        };
    }
}
