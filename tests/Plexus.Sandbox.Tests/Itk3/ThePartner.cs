using Plexus.Primitives;
using Plexus.Sandbox.Itk3;
using Plexus.Sandbox.Mesh;
using Plexus.Sandbox.Tests.Mesh;

namespace Plexus.Sandbox.Tests.Itk3;

public sealed class ThePartner
{
    public static TheoryData<string, string> Triggers
    {
        get
        {
            var rows = new TheoryData<string, string> { { "noresponse", "" }, { "NoResponse", "" }, { "invrep", "20014" }, { "IB001", "20013 30001" }, { "IB025", "20013 30025" }, { "ib012", "20013 30012" } };
            foreach (var code in ResponseCodes.Table)
                rows.Add(code.Code, code.Business ? "20013 " + code.Code : code.Code);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Triggers))]
    public void A_given_name_says_how_to_answer(string given, string codes)
    {
        var trigger = Trigger.Of(given).ShouldNotBeNull();

        string.Join(' ', new[] { trigger.Infrastructure, trigger.Business }.Where(c => c is not null)).ShouldBe(codes);
    }

    [Theory]
    [InlineData("Amara")]
    [InlineData("10006")]
    [InlineData("30026")]
    [InlineData("IB026")]
    [InlineData("IB1")]
    [InlineData("")]
    public void An_ordinary_given_name_is_no_trigger(string given) => Trigger.Of(given).ShouldBeNull();

    [Theory]
    [InlineData("10004", true, true, "10004")]
    [InlineData("30003", true, true, "20013 30003")]
    [InlineData("30003", true, false, "20013")]
    [InlineData("30003", false, true, "30003")]
    [InlineData("30003", false, false, "")]
    [InlineData("IB002", true, true, "20013 30002")]
    [InlineData("invrep", true, true, "20014")]
    [InlineData("20013", true, true, "20013")]
    [InlineData("noresponse", true, true, "")]
    [InlineData("20002", false, true, "20002")]
    [InlineData("20002", false, false, "")]
    public async Task A_trigger_is_obeyed_as_far_as_the_flags_ask(string given, bool infAck, bool busAck, string codes)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var seen = await Receive(sandbox, letter => letter with
        {
            Author = $"Dr {given} Sandwright",
            Keys = HandlingLetters.Flags(letter.Keys, infAck, busAck),
        });

        seen.Verdict.ShouldBe(PartnerVerdict.Triggered);
        string.Join(' ', seen.Sent.Select(a => a.Code)).ShouldBe(codes);
    }

    [Fact]
    public async Task A_patient_may_carry_the_trigger_too()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var seen = await Receive(sandbox, letter => letter with { Patient = letter.Patient with { Name = letter.Patient.Name with { Given = ["Amara", "30004"] } } });

        (seen.Trigger, seen.Code).ShouldBe(("30004", "30004"));
    }

    [Fact]
    public async Task A_faulty_message_is_refused_for_its_fault_whatever_its_trigger()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var seen = await Receive(sandbox, letter => letter with { Author = "Dr 30001 Sandwright", SpoilHeader = header => header.Remove("source").Set("source", s => s.Set("name", "x")) });

        (seen.Verdict, seen.Code).ShouldBe((PartnerVerdict.Refused, "20006"));
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        // what is spoilt                     code     where
        { "two handling specifications", "10001", "Bundle.entry[0].resource" },
        { "a key twice", "10001", "Bundle.entry[0].resource.extension[0]" },
        { "event without display", "20006", "Bundle.entry[0].resource.event" },
        { "event with version", "20006", "Bundle.entry[0].resource.event.version" },
        { "sender with a name", "20006", "Bundle.entry[1].resource.name" },
        { "sender without code", "20006", "Bundle.entry[1].resource" },
        { "sender outside", "20006", "Bundle.entry[0].resource" },
        { "destination", "20006", "Bundle.entry[0].resource.destination[0]" },
        { "no focus", "20006", "Bundle.entry[0].resource" },
        { "source with software", "20006", "Bundle.entry[0].resource.source.software" },
        { "no endpoint", "20006", "Bundle.entry[0].resource" },
        { "focus outside", "20009", "Bundle.entry[0].resource.focus[0]" },
        { "preliminary", "20009", "Bundle.entry[2].resource.entry[0].resource" },
        { "no title", "20009", "Bundle.entry[2].resource.entry[0].resource" },
        { "half a birth date", "20009", "Bundle.entry[2].resource.entry[1].resource" },
        { "section entry to nothing", "20009", "Bundle.entry[2].resource.entry[0].resource.section[0].entry[0]" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_refused_with_its_code_and_place(string fault, string code, string path)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var seen = await Receive(sandbox, letter => Spoil(letter, fault));

        (seen.Verdict, seen.Code).ShouldBe((PartnerVerdict.Refused, code));
        seen.Problems.Single().ShouldContain($"({path}");
        seen.Sent.Select(a => a.Code).ShouldBe([code]);
    }

    [Fact]
    public async Task Flags_that_cannot_be_read_are_answered_all_the_same()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var seen = await Receive(sandbox, letter => letter with { Keys = HandlingLetters.Flags(letter.Keys, false, false).Without("BusAckRequested") });

        seen.Sent.Select(a => a.Code).ShouldBe(["10001"]);
    }

    [Fact]
    public async Task A_refused_message_may_come_again_mended_under_the_same_ids()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var letter = NewLetter(sandbox);

        (await Post(sandbox, letter with { Confidentiality = "R" })).Code.ShouldBe("20009");
        (await Post(sandbox, letter)).Code.ShouldBe("30001");
        (await Post(sandbox, letter)).Code.ShouldBe("20007");
    }

    [Fact]
    public async Task It_answers_after_its_delay_on_the_business_clock()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        sandbox.Sandbox.Clock.Freeze();
        sandbox.Itk3.Partner.Settings = sandbox.Itk3.Partner.Settings with { Delay = TimeSpan.FromHours(2) };
        var sent = (await sandbox.Itk3.Sender.SendAsync(new SendRequest("good", SandboxDefaults.PartnerMailbox)))[0];
        await sandbox.Itk3.Partner.Changes.UntilAsync(() => sandbox.Twin.Find(sent.MeshId!)!.Status == MeshStatus.Acknowledged && sandbox.Itk3.Partner.Received.Count == 1, default);

        sandbox.Sandbox.Clock.Advance(TimeSpan.FromMinutes(119));
        sandbox.Now(sent).Answers.ShouldBeEmpty();
        sandbox.Sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        (await sandbox.Answered(sent)).Verdict.ShouldBe(SentVerdict.AsExpected);
    }

    [Fact]
    public async Task In_the_full_pattern_its_business_answer_asks_for_one_and_gets_it()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        sandbox.Itk3.Partner.Settings = sandbox.Itk3.Partner.Settings with { FullPattern = true };

        var sent = await sandbox.SentToPartner("good");
        await sandbox.Itk3.Partner.Changes.UntilAsync(() => sandbox.Itk3.Partner.Received.Count == 2, default);

        sent.Answers.SelectMany(a => a.Problems).Select(p => p.Rule).ShouldBe(["ACK-07"], "GP Connect forbids what the harness does");
        var answer = sandbox.Itk3.Partner.Received[1];
        (answer.Verdict, answer.Code, answer.Problems.Count).ShouldBe((PartnerVerdict.Acknowledgement, "20013", 0));
        answer.Sent.ShouldBeEmpty("nobody asked for more");
    }

    [Fact]
    public async Task Patients_are_told_by_the_population_as_it_is_now()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var population = sandbox.Sandbox.Host.World.Population;
        var letter = NewLetter(sandbox);

        (await Post(sandbox, letter)).Code.ShouldBe("30001");
        population.Register(letter.Patient.NhsNumber, SandboxDefaults.OtherPractice);
        (await Post(sandbox, Again(sandbox, letter))).Code.ShouldBe("30003");
        population.Die(letter.Patient.NhsNumber, population.Today.AddDays(1));
        (await Post(sandbox, Again(sandbox, letter))).Code.ShouldBe("30003", "died after leaving");
        population.Register(letter.Patient.NhsNumber, SandboxDefaults.PartnerPractice);
        (await Post(sandbox, Again(sandbox, letter))).Code.ShouldBe("30004");
        sandbox.Sandbox.Clock.Advance(TimeSpan.FromDays(190));
        (await Post(sandbox, Again(sandbox, letter))).Code.ShouldBe("30003");
    }

    [Theory]
    [InlineData("9657702003", "30001")]
    [InlineData("9657702178", "30002")]
    [InlineData("9657702402", "30003")]
    public async Task Numbers_of_the_official_harness_keep_their_meaning(string number, string code)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        (await Receive(sandbox, letter => letter with { Patient = letter.Patient with { NhsNumber = NhsNumber.Parse(number) } })).Code.ShouldBe(code);
    }

    [Fact]
    public async Task It_takes_over_a_mailbox_with_what_waits_there()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (sent, _, _) = await sandbox.Lying("good");

        sandbox.Itk3.Partner.Settings = sandbox.Itk3.Partner.Settings with { Mailboxes = [SandboxDefaults.PracticeMailbox] };

        (await sandbox.Answered(sent)).Verdict.ShouldBe(SentVerdict.AsExpected);
    }

    [Fact]
    public async Task Other_mailboxes_are_left_alone()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var (_, _, lying) = await sandbox.Lying("good");

        await sandbox.SentToPartner("good");

        lying.Status.ShouldBe(MeshStatus.Accepted);
        sandbox.Itk3.Partner.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Workflows_without_itk3_are_taken_and_not_answered()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var sent = await sandbox.SentToPartner("unknown-workflow");
        var seen = await sandbox.Finished(sent.MeshId!);

        (seen.Verdict, seen.Sent.Count, sandbox.Twin.Find(sent.MeshId!)!.Status).ShouldBe((PartnerVerdict.Unhandled, 0, MeshStatus.Acknowledged));
    }

    [Fact]
    public async Task What_it_notes_names_no_patient()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        foreach (var row in SendCases.All.Where(c => c.Name is not "large" and not "too-large"))
            await sandbox.Finished((await sandbox.SentToPartner(row.Name, "header-1")).MeshId!);

        var said = await sandbox.Http.GetStringAsync("/sandbox/itk3/received") + await sandbox.Http.GetStringAsync("/sandbox/sent");

        foreach (var person in sandbox.Sandbox.Host.World.Population.People)
        {
            said.ShouldNotContain(person.NhsNumber.ToDigits());
            said.ShouldNotContain(person.Name.Family);
            said.ShouldNotContain(person.Address.Line);
        }
    }

    /// <summary>Published messages are old and imperfect: a strict receiver refuses them, and says where.</summary>
    [SpecsFact]
    public async Task Published_messages_get_the_verdicts_of_a_strict_receiver()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var verdicts = new List<string>();
        foreach (var (file, workflow) in new[]
        {
            ("gp-connect-send-document/examples/send-document--generic-example.xml", "GPCONNECT_SEND_DOCUMENT"),
            ("itk3/examples/ITK003D-edischarge.xml", "TOC_FHIR_IP_DISCH"),
            ("itk3/examples/ITK009D-immunization.xml", "DIGMED_FLU_VAC"),
            ("itk3/examples/ITK010D-emergency-supply.xml", "DIGMED_EMG_MED"),
            ("gp-connect-update-record/examples/pharmacy-first-service--example-1.xml", "GPCONNECT_UPDATE_RECORD"),
        })
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(ObservedExchanges.Specs!, file));
            var seen = await Post(sandbox, bytes, workflow);
            verdicts.Add($"{Path.GetFileNameWithoutExtension(file)}: {seen.Code} {string.Join(", ", seen.Problems)}".Trim());
        }

        verdicts.ShouldBe(
        [
            "send-document--generic-example: 30002",
            "ITK003D-edischarge: 10001 SenderReference must be there once. (Bundle.entry[0].resource.extension[0])",
            "ITK009D-immunization: 20006 The element is out of order: receiver. (Bundle.entry[0].resource)",
            "ITK010D-emergency-supply: 30002",
            "pharmacy-first-service--example-1: 30002",
        ]);
    }

    private static Letter NewLetter(Itk3Fixture sandbox)
    {
        var world = sandbox.Sandbox.Host.World;
        var state = new SenderState(world, null);
        var desk = new LetterDesk(
            world, state.Uuids, state.Next, SendCases.ByName["good"], new SendRequest("good"), sandbox.Twin.Directory.Find(SandboxDefaults.PartnerMailbox)!,
            sandbox.Twin.Directory.Find(SandboxDefaults.SenderMailbox)!, world.Population.Organisations.First(o => o.Ods == SandboxDefaults.Sender));
        return desk.NewLetter();
    }

    private static int _again = 1000;

    private static Letter Again(Itk3Fixture sandbox, Letter letter) =>
        letter with { Ids = LetterIds.Of(new Uuids(sandbox.Sandbox.Host.World.Population.Seed, new DateOnly(2026, 1, 1)), Interlocked.Increment(ref _again)) };

    private static Task<PartnerMessage> Receive(Itk3Fixture sandbox, Func<Letter, Letter> change) => Post(sandbox, change(NewLetter(sandbox)));

    private static Task<PartnerMessage> Post(Itk3Fixture sandbox, Letter letter) => Post(sandbox, LetterWriter.Write(letter), Itk3Wire.SendDocument);

    private static async Task<PartnerMessage> Post(Itk3Fixture sandbox, byte[] bytes, string workflow)
    {
        var posted = await sandbox.Twin.PostAsync(SandboxDefaults.SenderMailbox, new MeshPost(SandboxDefaults.PartnerMailbox.ToWire(), WorkflowId.Parse(workflow)), new MemoryStream(bytes));
        return await sandbox.Finished(posted.Message.ShouldNotBeNull().Id);
    }

    private static Letter Spoil(Letter letter, string fault)
    {
        var nowhere = MessageBundle.Pointer("00000000-0000-4000-8000-000000000000");
        return fault switch
        {
            "two handling specifications" => letter with { SpoilHeader = h => letter.Keys.AddTo(h) },
            "a key twice" => letter with
            {
                SpoilHeader = h => h.Remove("extension").AddExtension(Itk3Wire.Handling, keys =>
                {
                    foreach (var key in (string[])[.. Itk3Wire.Key.All, "InfAckRequested"])
                        keys.AddExtension(key, k => k.Set("valueBoolean", true));
                }),
            },
            "event without display" => letter with { SpoilHeader = h => h.Set("event", e => e.Set("system", Itk3Wire.Events).Set("code", "ITK007C")) },
            "event with version" => letter with { SpoilHeader = h => h.Set("event", e => { MessageBundle.Coding(Itk3Wire.Events, "ITK007C", "ITK GP Connect Send Document")(e); e.Set("version", "2"); }) },
            "sender outside" => letter with { SpoilHeader = h => h.Set("sender", nowhere) },
            "destination" => letter with { SpoilHeader = h => h.Add("destination", d => d.Set("endpoint", "urn:x")) },
            "no focus" => letter with { SpoilHeader = h => h.Remove("focus") },
            "source with software" => letter with { SpoilHeader = h => h.Set("source", s => s.Set("endpoint", "NZ911OT001").Set("software", "x")) },
            "no endpoint" => letter with { SpoilHeader = h => h.Set("source", s => s.Set("name", "x")) },
            "focus outside" => letter with { SpoilHeader = h => h.Set("focus", nowhere) },
            "preliminary" => letter with { SpoilComposition = c => c.Set("status", "preliminary") },
            "no title" => letter with { SpoilComposition = c => c.Remove("title") },
            "section entry to nothing" => letter with { SpoilComposition = c => c.Remove("section").Add("section", s => s.Add("entry", nowhere)) },
            "sender with a name" => letter with { SpoilSender = o => o.Set("name", "FERRY VALLEY NHS 111") },
            "sender without code" => letter with { SpoilSender = o => o.Remove("identifier") },
            "half a birth date" => letter with { SpoilPatient = p => p.Set("birthDate", "1961-03") },
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }
}
