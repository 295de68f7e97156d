using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Plexus.Primitives;
using Plexus.Sandbox.Itk3;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Itk3;

public sealed class TheSender
{
    private static readonly Uuids _ids = new(99, new DateOnly(2026, 5, 4));

    [Fact]
    public async Task A_message_waits_until_its_answers_came_and_says_which()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("good");
        sandbox.Now(sent).Verdict.ShouldBe(SentVerdict.Waiting);

        await Answer(sandbox, message, "20013", sent);
        (await Until(sandbox, sent, s => s.Answers.Count == 1)).Verdict.ShouldBe(SentVerdict.Waiting);
        await Answer(sandbox, message, "30001", sent);

        (await Until(sandbox, sent, s => s.Answers.Count == 2)).Verdict.ShouldBe(SentVerdict.AsExpected);
        sandbox.Twin.Waiting(SandboxDefaults.SenderMailbox).ShouldBeEmpty("the sender reads its own mailbox");
    }

    [Fact]
    public async Task A_message_whose_last_answer_waits_for_a_person_is_held_not_waiting()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("surname-differs");

        await Answer(sandbox, message, "20013", sent);
        var held = await Until(sandbox, sent, s => s.Answers.Count == 1);
        await sandbox.Settled();
        await Answer(sandbox, message, "30002", sent);

        (held.Verdict, held.WaitsFor).ShouldBe((SentVerdict.Held, "a person's decision"));
        (await Until(sandbox, sent, s => s.Answers.Count == 2)).Verdict.ShouldBe(SentVerdict.AsExpected);
    }

    [Theory]
    [InlineData("30002")]
    [InlineData("20007")]
    public async Task Another_code_than_the_one_that_should_come_is_different(string code)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("good");

        await Answer(sandbox, message, code, sent);

        (await Until(sandbox, sent, s => s.Answers.Count == 1)).Verdict.ShouldBe(SentVerdict.Different);
    }

    [Fact]
    public async Task An_answer_too_many_is_different()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("fire-and-forget");
        sandbox.Now(sent).Verdict.ShouldBe(SentVerdict.AsExpected);

        await Answer(sandbox, message, "20013", sent);

        (await Until(sandbox, sent, s => s.Answers.Count == 1)).Verdict.ShouldBe(SentVerdict.Different);
    }

    [Fact]
    public async Task A_faulty_answer_is_different_though_its_code_is_right()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("payload-broken");

        await Answer(sandbox, message, "20009", sent, r => r with { Diagnostics = null, Responder = SandboxDefaults.OtherPractice });

        var now = await Until(sandbox, sent, s => s.Answers.Count == 1);
        now.Verdict.ShouldBe(SentVerdict.Different);
        now.Answers[0].Problems.Select(p => p.Rule).ShouldBe(["ACK-13", "ACK-23"]);
    }

    [Fact]
    public async Task An_answer_that_asks_for_one_gets_one()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("business-only");

        await Answer(sandbox, message, "30001", sent, r => r with { AsksInfAck = true });
        await Until(sandbox, sent, s => s.Answers.Count == 1);
        await sandbox.Twin.WaitForMessageAsync(SandboxDefaults.PracticeMailbox);

        var acknowledgement = sandbox.Twin.Waiting(SandboxDefaults.PracticeMailbox).Single(m => m.WorkflowId == "GPCONNECT_SEND_DOCUMENT_ACK");
        var read = Acknowledgement.Parse(await MessageContent.ReadAsync(acknowledgement, default));
        (read.Code, read.AsksInfAck, read.Answers).ShouldBe(("20013", false, _ids.Of(1, "header")));
    }

    [Fact]
    public async Task Codes_under_one_header_id_go_to_the_message_that_awaits_them()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var sent = await sandbox.Itk3.Sender.SendAsync(new SendRequest("same-header"));
        var first = sandbox.Twin.Find(sent[0].MeshId!)!;
        var second = sandbox.Twin.Find(sent[1].MeshId!)!;

        await Answer(sandbox, first, "20013", sent[0]);
        await Answer(sandbox, second, "20007", sent[1]);
        await Answer(sandbox, first, "30001", sent[0]);
        await Until(sandbox, sent[0], s => s.Answers.Count == 2);

        sandbox.Itk3.Sender.Sent.Select(s => (s.Case, s.Verdict)).ShouldBe([("good", SentVerdict.AsExpected), ("same-header", SentVerdict.AsExpected)]);
    }

    [Fact]
    public async Task An_answer_that_comes_again_byte_for_byte_is_a_repeat_and_counts_once()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("good");
        var answer = ResponseWriter.Write(await Response(sandbox, message, "20013", sent));

        await Post(sandbox, message, answer);
        await Post(sandbox, message, answer);
        var now = await Until(sandbox, sent, s => s.Repeats.Count == 1);

        now.Verdict.ShouldBe(SentVerdict.Waiting);
        now.Answers.ShouldHaveSingleItem().MeshId.ShouldNotBe(now.Repeats[0].MeshId);
        (now.Repeats[0].HeaderId, now.Repeats[0].Sha256).ShouldBe((now.Answers[0].HeaderId, now.Answers[0].Sha256));
        await Answer(sandbox, message, "30001", sent);
        (await Until(sandbox, sent, s => s.Answers.Count == 2)).Verdict.ShouldBe(SentVerdict.AsExpected);
    }

    [Fact]
    public async Task An_answer_under_a_header_id_that_came_before_but_with_other_bytes_is_one_too_many()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("payload-broken");
        var answer = await Response(sandbox, message, "20009", sent);

        await Post(sandbox, message, ResponseWriter.Write(answer));
        await Post(sandbox, message, ResponseWriter.Write(answer with { Diagnostics = "Said otherwise." }));
        var now = await Until(sandbox, sent, s => s.Answers.Count == 2);

        (now.Verdict, now.Repeats.Count).ShouldBe((SentVerdict.Different, 0));
    }

    [Fact]
    public async Task What_answers_nothing_is_kept_apart()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, message) = await sandbox.Lying("good");

        await Answer(sandbox, message, "30001", sent with { HeaderId = "somebody-else" });
        await sandbox.Itk3.Sender.Changes.UntilAsync(() => sandbox.Itk3.Sender.Unmatched.Count == 1, default);

        sandbox.Itk3.Sender.Unmatched[0].Answers.ShouldBe("somebody-else");
        sandbox.Now(sent).Answers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Noise_in_the_answers_is_noted_and_taken_out()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        await sandbox.Lying("good");

        await sandbox.Twin.PostAsync(SandboxDefaults.PracticeMailbox, new MeshPost(SandboxDefaults.SenderMailbox.ToWire(), WorkflowId.Parse("GPCONNECT_SEND_DOCUMENT_ACK")), new MemoryStream(Encoding.UTF8.GetBytes("<")));
        await sandbox.Itk3.Sender.Changes.UntilAsync(() => sandbox.Itk3.Sender.Unmatched.Count == 1, default);

        sandbox.Itk3.Sender.Unmatched[0].Answer.Problems.Select(p => p.Rule).ShouldBe(["ACK-00"]);
    }

    [Fact]
    public async Task A_routed_letter_reaches_the_practice_and_a_lost_one_comes_back_as_a_report()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var found = (await sandbox.Itk3.Sender.SendAsync(new SendRequest("good", Routed: true)))[0];
        var lost = (await sandbox.Itk3.Sender.SendAsync(new SendRequest("patient-unknown", Routed: true)))[0];
        lost = await Until(sandbox, lost, s => s.Reports.Count == 1);

        found.To.ShouldBe(SandboxDefaults.PracticeMailbox);
        (lost.To, lost.Reports[0].Code, lost.Verdict).ShouldBe((null, "EPL-153", SentVerdict.Different));
    }

    [Fact]
    public async Task An_acknowledgement_and_a_report_find_what_the_recipient_sent_last()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (letter, bytes, _) = await sandbox.Lying("good");
        var posted = await sandbox.Twin.PostAsync(SandboxDefaults.PracticeMailbox, new MeshPost(SandboxDefaults.PartnerMailbox.ToWire(), WorkflowId.Parse("GPCONNECT_SEND_DOCUMENT")), new MemoryStream(bytes));
        await sandbox.Finished(posted.Message!.Id);

        var acknowledgement = (await sandbox.Itk3.Sender.SendAsync(new SendRequest("acknowledgement", Code: "30003")))[0];
        var report = (await sandbox.Itk3.Sender.SendAsync(new SendRequest("report", Code: "EPL-150")))[0];

        var read = Acknowledgement.Parse(await MessageContent.ReadAsync(sandbox.Twin.Find(acknowledgement.MeshId!)!, default));
        (read.Answers, read.Code).ShouldBe((letter.HeaderId, "30003"));
        read.SenderReference.ShouldNotBe(Itk3Wire.None);
        var problem = sandbox.Twin.Find(report.MeshId!)!.Events[0];
        (problem.LinkedMessageId, problem.Code, problem.Description).ShouldBe((posted.Message.Id, "EPL-150", "Multiple mailboxes matches"));
    }

    [Theory]
    [InlineData("""{"case":"nonsense"}""", "unknown-case")]
    [InlineData("""{"case":"good","to":"NOBODY"}""", "unknown-mailbox")]
    [InlineData("""{"case":"good","count":0}""", "bad-count")]
    [InlineData("""{"case":"report"}""", "nothing-to-answer")]
    [InlineData("""{"case":"acknowledgement","about":"x","code":"77777"}""", "unknown-code")]
    [InlineData("""{"case":"good","colour":"red"}""", "unreadable")]
    public async Task A_request_that_makes_no_sense_is_refused_with_a_code(string body, string code)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        using var response = await sandbox.Http.PostAsync(new Uri("/sandbox/send", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
        sandbox.Itk3.Sender.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cases_are_listed_sent_and_followed_over_http()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var cases = await sandbox.Get("/sandbox/send");
        cases.EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldBe(SendCases.All.Select(c => c.Name));
        using var response = await sandbox.Http.PostAsJsonAsync("/sandbox/send", new { @case = "good", to = "A99903OT001", count = 3 });
        response.StatusCode.ShouldBe(HttpStatusCode.Created);

        var page = await sandbox.Get("/sandbox/sent?wait=30");
        page.GetProperty("settled").GetBoolean().ShouldBeTrue();
        page.GetProperty("sent").EnumerateArray().Select(s => s.GetProperty("verdict").GetString()).ShouldBe(["asExpected", "asExpected", "asExpected"]);
        (await sandbox.Get("/sandbox/sent?after=2")).GetProperty("sent").GetArrayLength().ShouldBe(1);
        (await sandbox.Get("/sandbox/sent?case=report")).GetProperty("sent").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_partner_is_set_up_over_http()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        using var set = await sandbox.Http.PostAsJsonAsync("/sandbox/itk3/partner", new { mailboxes = new[] { "A99904OT001" }, delay = "00:00:00", maxBytes = 1000 });
        using var bad = await sandbox.Http.PostAsJsonAsync("/sandbox/itk3/partner", new { delay = "-00:00:01" });
        var sent = await sandbox.Sent(new SendRequest("good", To: MeshMailboxId.Parse("A99904OT001")));

        (set.StatusCode, bad.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.BadRequest));
        (await sandbox.Get("/sandbox/itk3/partner")).GetProperty("maxBytes").GetInt64().ShouldBe(1000);
        sent.Answers.Select(a => a.Code).ShouldBe(["20015"]);
        (await sandbox.Get("/sandbox/itk3/received"))[0].GetProperty("code").GetString().ShouldBe("20015");
    }

    [Fact]
    public async Task A_refusal_of_mesh_is_shown()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var sent = (await sandbox.Itk3.Sender.SendAsync(new SendRequest("good", To: MeshMailboxId.Parse("FZ991OT001"))))[0];

        (sent.MeshRefusal, sent.Verdict).ShouldBe(("17", SentVerdict.Different));
    }

    [Fact]
    public async Task With_a_data_folder_numbers_go_on_after_a_restart_and_answers_are_still_read()
    {
        var folder = Directory.CreateTempSubdirectory("plexus-itk3-");
        try
        {
            SentMessage first;
            await using (var sandbox = await Itk3Fixture.StartAsync(new SandboxOptions { DataDirectory = folder.FullName }))
                first = (await sandbox.Itk3.Sender.SendAsync(new SendRequest("good")))[0];

            await using var again = await Itk3Fixture.StartAsync(new SandboxOptions { DataDirectory = folder.FullName });
            await Answer(again, again.Twin.Find(first.MeshId!)!, "20013", first);
            await again.Itk3.Sender.Changes.UntilAsync(() => again.Itk3.Sender.Unmatched.Count == 1, default);
            var second = (await again.Itk3.Sender.SendAsync(new SendRequest("good")))[0];

            (first.Number, second.Number).ShouldBe((1, 2));
            second.HeaderId.ShouldNotBe(first.HeaderId);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_reset_puts_sender_and_partner_back_to_the_start()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var first = await sandbox.SentToPartner("good");
        sandbox.Itk3.Partner.Settings = sandbox.Itk3.Partner.Settings with { FullPattern = true };

        using var reset = await sandbox.Http.PostAsync(new Uri("/sandbox/reset", UriKind.Relative), null);

        sandbox.Itk3.Sender.Sent.ShouldBeEmpty();
        sandbox.Itk3.Partner.Received.ShouldBeEmpty();
        sandbox.Itk3.Partner.Settings.FullPattern.ShouldBeFalse();
        var again = await sandbox.SentToPartner("good");
        (again.HeaderId, again.Verdict).ShouldBe((first.HeaderId, SentVerdict.AsExpected));
    }

    private static Task<SentMessage> Until(Itk3Fixture sandbox, SentMessage sent, Func<SentMessage, bool> condition) => Wait(sandbox, sent, condition);

    private static async Task<SentMessage> Wait(Itk3Fixture sandbox, SentMessage sent, Func<SentMessage, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await sandbox.Itk3.Sender.Changes.UntilAsync(() => condition(sandbox.Now(sent)), patience.Token);
        return sandbox.Now(sent);
    }

    private static async Task Answer(Itk3Fixture sandbox, MeshMessage message, string code, SentMessage sent, Func<Response, Response>? change = null)
    {
        var response = await Response(sandbox, message, code, sent);
        await Post(sandbox, message, ResponseWriter.Write(change is null ? response : change(response)));
    }

    private static async Task<Response> Response(Itk3Fixture sandbox, MeshMessage message, string code, SentMessage sent)
    {
        var known = ResponseCodes.All[code];
        var reference = Itk3Wire.None;
        if (message.Status == MeshStatus.Accepted)
            reference = new IncomingMessage(Itk3Fixture.Parse(await MessageContent.ReadAsync(message, default)), message.WorkflowId, 0).SenderReference ?? Itk3Wire.None;
        return new Response
        {
            Code = known,
            Answers = sent.HeaderId!,
            SenderReference = reference,
            Responder = SandboxDefaults.Practice,
            ResponderMailbox = SandboxDefaults.PracticeMailbox,
            At = sandbox.Sandbox.Clock.Business.GetUtcNow(),
            Diagnostics = known.Positive ? null : known.Display,
            Part = part => _ids.Of(1, part),
        };
    }

    private static Task<MeshPosted> Post(Itk3Fixture sandbox, MeshMessage message, byte[] answer) => sandbox.Twin.PostAsync(
        SandboxDefaults.PracticeMailbox, new MeshPost(message.Sender!.Id.ToWire(), WorkflowId.Parse(message.WorkflowId).Ack), new MemoryStream(answer));
}
