using System.Text;
using Plexus.Fhir;
using Plexus.Sandbox.Itk3;

namespace Plexus.Sandbox.Tests.Itk3;

/// <summary>The bytes of every case say what its row promises: nothing else is wrong with them.</summary>
public sealed class CraftedMessages
{
    private static readonly BaseValidator _validator = new();

    /// <summary>What to look at in each case's message. A name may be missing from neither side.</summary>
    private static readonly Dictionary<string, Action<Crafted>> _facts = new()
    {
        ["good"] = c => c.Kinds.ShouldBe(["application/pdf", "text/html", "text/plain", "application/mswrtford", "image/png"]),
        ["consultation-report"] = c => (c.Sent.Workflow, c.Composition["title"].Value, c.KeyText("LocalExtension")).ShouldBe(("GPFED_CONSULT_REPORT", "Consultation report", "SendDocument-ConsultationReport")),
        ["discharge-summary"] = c => (c.Sent.Workflow, c.Event, c.Sent.From).ShouldBe(("TOC_FHIR_IP_DISCH", "ITK003D", SandboxDefaults.TrustMailbox)),
        ["for-information"] = c => c.Key("RecipientType")["valueCoding"]["code"].Value.ShouldBe("FI"),
        ["infrastructure-only"] = c => c.Flags.ShouldBe((true, false)),
        ["business-only"] = c => c.Flags.ShouldBe((false, true)),
        ["fire-and-forget"] = c => c.Flags.ShouldBe((false, false)),
        ["large"] = c => (c.Chunks, c.Bytes.Length > 12_000_000).ShouldBe((3, true)),
        ["replacement"] = c =>
        {
            c.Composition["relatesTo"]["code"].Value.ShouldBe("replaces");
            c.Composition["relatesTo"]["targetIdentifier"]["value"].Value.ShouldBe(c.Before!.DocumentId);
            c.Payload["meta"]["versionId"].Value.ShouldBe("2");
            c.Message.Details.Subject!.ShouldEndWith("version 2");
        },
        ["replacement-without-original"] = c => (c.Before is null, c.Composition["relatesTo"]["targetIdentifier"]["value"].HasValue).ShouldBe((true, true)),
        ["same-header"] = c => (c.Sent.HeaderId, c.Sent.MeshId == c.Before!.MeshId, c.SameBytesAsBefore).ShouldBe((c.Before.HeaderId, false, true)),
        ["same-document"] = c => (c.Sent.DocumentId, c.Composition["identifier"]["value"].Value, c.Sent.HeaderId == c.Before!.HeaderId).ShouldBe((c.Before.DocumentId, c.Before.DocumentId, false)),
        ["patient-unknown"] = c => c.Person.ShouldBeNull(),
        ["patient-deducted"] = c => c.Person!.Practice.ShouldNotBe(SandboxDefaults.Practice),
        ["patient-died-8-months"] = c => c.Story.ShouldBe(LifeCycle.Deceased),
        ["patient-died-3-months"] = c => c.Story.ShouldBe(LifeCycle.RecentlyDeceased),
        ["surname-differs"] = c => c.Patient["name"]["family"].Value.ShouldNotBe(c.Person!.Name.Family),
        ["birth-date-differs"] = c => (c.Patient["name"]["family"].Value, c.Patient["birthDate"].Value == $"{c.Person!.DateOfBirth:yyyy-MM-dd}").ShouldBe((c.Person.Name.Family, false)),
        ["handling-absent"] = c => c.Handling.Exists.ShouldBeFalse(),
        ["inf-ack-absent"] = c => c.Keys.ShouldBe(["BusAckRequested", "RecipientType", "MessageDefinition", "SenderReference", "LocalExtension"]),
        ["bus-ack-absent"] = c => c.Keys.ShouldBe(["InfAckRequested", "RecipientType", "MessageDefinition", "SenderReference", "LocalExtension"]),
        ["definition-absent"] = c => c.Keys.ShouldBe(["BusAckRequested", "InfAckRequested", "RecipientType", "SenderReference", "LocalExtension"]),
        ["inf-ack-unreadable"] = c => c.Key("InfAckRequested")["valueBoolean"].Value.ShouldBe("perhaps"),
        ["bus-ack-unreadable"] = c => c.KeyText("BusAckRequested").ShouldBe("true"),
        ["definition-unreadable"] = c => c.KeyText("MessageDefinition").ShouldBe("Send Document"),
        ["sender-reference-unreadable"] = c => c.Key("SenderReference")["valueBoolean"].Value.ShouldBe("true"),
        ["sender-reference-too-long"] = c => c.KeyText("SenderReference")!.Length.ShouldBe(256),
        ["recipient-type-unreadable"] = c => c.KeyText("RecipientType").ShouldBe("FA"),
        ["recipient-type-bad"] = c => c.Key("RecipientType")["valueCoding"]["code"].Value.ShouldBe("XX"),
        ["inf-ack-false"] = c => (c.Sent.Workflow, c.Flags).ShouldBe(("GPFED_CONSULT_REPORT", (false, true))),
        ["bus-ack-false"] = c => (c.Sent.Workflow, c.Flags).ShouldBe(("GPFED_CONSULT_REPORT", (true, false))),
        ["definition-unknown"] = c => c.Definition.ShouldEndWith("/ITK-PlexusSandbox-MessageDefinition-1"),
        ["definition-version"] = c => c.Definition.ShouldEndWith("/ITK-GPConnectSendDocument-MessageDefinition-9"),
        ["event-unknown"] = c => c.Event.ShouldBe("ITK099X"),
        ["header-invalid"] = c => c.Header["timestamp"].Exists.ShouldBeFalse(),
        ["not-a-message"] = c => c.Root["type"].Value.ShouldBe("collection"),
        ["other-practice"] = c => c.Header["receiver"].Resolve()["identifier"]["value"].Value.ShouldBe(SandboxDefaults.OtherPractice.ToWire()),
        ["payload-broken"] = c => c.Payload["entry"]["resource"].TypeName.ShouldBe("Patient"),
        ["payload-unidentified"] = c => c.Payload["identifier"].Exists.ShouldBeFalse(),
        ["payload-without-subject"] = c => (c.Composition["subject"].Exists, c.Composition["subject"].Resolve().Exists).ShouldBe((true, false)),
        ["restricted"] = c => c.Composition["confidentiality"].Value.ShouldBe("R"),
        ["attachment-not-approved"] = c => c.Kinds.ShouldContain("application/x-msdownload"),
        ["unreadable-bytes"] = c => (c.Read.IsFatal, c.Sent.HeaderId).ShouldBe((true, null)),
        ["truncated"] = c => (c.Read.IsFatal, c.Text.EndsWith("</Bundle>", StringComparison.Ordinal)).ShouldBe((true, false)),
        ["dtd"] = c => (c.Read.IsFatal, c.Text.Contains("<!DOCTYPE Bundle", StringComparison.Ordinal)).ShouldBe((true, true)),
        ["wrong-namespace"] = c => (c.Root.Exists, c.Text.Contains("xmlns=\"http://hl7.org/fhir\"", StringComparison.Ordinal)).ShouldBe((false, false)),
        ["too-large"] = c => c.Bytes.Length.ShouldBeInRange((5 * 1024 * 1024) + 1, 7_000_000),
        ["unknown-workflow"] = c => c.Message.WorkflowId.ShouldBe("PLEXUS_UNHANDLED"),
        ["acknowledgement"] = c => (c.Event, c.Header["response"]["identifier"].Value, c.Flags).ShouldBe(("ITK008M", "header-1", (false, false))),
        ["acknowledgement-full"] = c => (c.Event, c.Flags).ShouldBe(("ITK008M", (true, false))),
        ["report"] = c => (c.Message.IsReport, c.Message.Events[0].Code, c.Message.Events[0].LinkedMessageId).ShouldBe((true, "14", "header-1")),
    };

    /// <summary>Cases whose message breaks nothing that the base definitions say: what is wrong with them is told by the guides alone.</summary>
    private static readonly string[] _valid =
    [
        "good", "consultation-report", "discharge-summary", "for-information", "infrastructure-only", "business-only", "fire-and-forget", "large",
        "replacement", "replacement-without-original", "same-header", "same-document",
        "patient-unknown", "patient-deducted", "patient-died-8-months", "patient-died-3-months", "surname-differs", "birth-date-differs",
        "handling-absent", "inf-ack-absent", "bus-ack-absent", "definition-absent", "bus-ack-unreadable", "definition-unreadable", "sender-reference-unreadable",
        "sender-reference-too-long", "recipient-type-unreadable", "recipient-type-bad", "inf-ack-false", "bus-ack-false", "definition-unknown", "definition-version",
        "event-unknown", "not-a-message", "other-practice", "payload-without-subject", "restricted", "attachment-not-approved", "too-large", "unknown-workflow", "acknowledgement", "acknowledgement-full",
    ];

    public static TheoryData<string> Cases => [.. SendCases.All.Select(c => c.Name)];

    [Fact]
    public void Every_case_has_its_facts() => _facts.Keys.Order().ShouldBe(SendCases.All.Select(c => c.Name).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_bytes_are_what_the_row_says(string name)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        _facts[name](await Crafted.Of(sandbox, name));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Whatever_the_guides_alone_forbid_is_still_sound_fhir(string name)
    {
        await using var sandbox = await Itk3Fixture.StartAsync();
        var crafted = await Crafted.Of(sandbox, name);

        var errors = crafted.Read.Document is null
            ? ["unreadable"]
            : crafted.Read.Issues.Concat(_validator.Validate(crafted.Root)).Where(i => i.Severity <= FhirSeverity.Error).Select(i => $"{i.Id} {i.Path}").ToArray();

        if (_valid.Contains(name))
            errors.ShouldBeEmpty();
        else
            errors.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_letter_is_about_a_person_of_the_population_and_the_999_block()
    {
        await using var sandbox = await Itk3Fixture.StartAsync();

        var crafted = await Crafted.Of(sandbox, "good");

        crafted.Person!.Practice.ShouldBe(SandboxDefaults.Practice);
        crafted.Patient["identifier"]["value"].Value!.ShouldStartWith("999");
        crafted.Message.Details.LocalId.ShouldBe(SandboxDefaults.Sender.ToWire());
        crafted.Message.Details.Subject.ShouldBe(
            $"Clinic letter for {crafted.Person.Name.Given[0]} {crafted.Person.Name.Family}, NHS Number: {crafted.Person.NhsNumber.ToDigits()}, seen at FERRY VALLEY NHS 111, ODS code: NZ911, version 1");
    }

    [Fact]
    public async Task Runs_of_a_seed_and_day_repeat_their_ids_and_other_seeds_do_not()
    {
        var clock = new ManualTime(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero));
        var first = await Ids(new SandboxOptions { WallClock = clock });
        var again = await Ids(new SandboxOptions { WallClock = clock });
        var other = await Ids(new SandboxOptions { WallClock = clock, Seed = 2 });

        again.ShouldBe(first);
        other.Intersect(first).ShouldBeEmpty();
        first.Distinct().Count().ShouldBe(first.Length);
    }

    private static async Task<string?[]> Ids(SandboxOptions options)
    {
        await using var sandbox = await Itk3Fixture.StartAsync(options);
        var sent = await sandbox.Itk3.Sender.SendAsync(new SendRequest("good", Count: 3));
        return [.. sent.SelectMany(s => new[] { s.HeaderId, s.DocumentId })];
    }

    /// <summary>What a case put into the practice's mailbox, read.</summary>
    private sealed class Crafted
    {
        private readonly Population _population;

        private Crafted(Population population, SentMessage sent, SentMessage? before, byte[] bytes, byte[]? bytesBefore, Sandbox.Mesh.MeshMessage message)
        {
            _population = population;
            Sent = sent;
            Before = before;
            Bytes = bytes;
            Message = message;
            SameBytesAsBefore = bytesBefore is not null && bytes.AsSpan().SequenceEqual(bytesBefore);
            Read = Itk3Fixture.Parse(bytes);
        }

        internal SentMessage Sent { get; }
        internal SentMessage? Before { get; }
        internal byte[] Bytes { get; }
        internal Sandbox.Mesh.MeshMessage Message { get; }
        internal bool SameBytesAsBefore { get; }
        internal FhirReadResult Read { get; }
        internal string Text => Encoding.UTF8.GetString(Bytes);
        internal int Chunks => Message.TotalChunks;
        internal FhirElement Root => Read.Document?.Root ?? default;
        internal FhirElement Header => Root["entry"]["resource"];
        internal string? Event => Header["event"]["code"].Value;
        internal FhirElement Handling => Header.Extension(Itk3Wire.Handling);
        internal IEnumerable<string> Keys => Handling.Elements("extension").Select(e => e["url"].Value!);
        internal FhirElement Payload => Header["focus"].Resolve();
        internal FhirElement Composition => Payload["entry"]["resource"];
        internal FhirElement Patient => Composition["subject"].Resolve();
        internal (bool?, bool?) Flags => (Key("InfAckRequested")["valueBoolean"].BooleanValue, Key("BusAckRequested")["valueBoolean"].BooleanValue);
        internal string Definition => Key("MessageDefinition")["valueReference"]["reference"].Value!;
        internal IEnumerable<string?> Kinds => Payload.Elements("entry").Select(e => e["resource"]).Where(r => r.TypeName == "Binary").Select(r => r["contentType"].Value);
        internal Person? Person => _population.Find(Primitives.NhsNumber.Parse(Patient["identifier"]["value"].Value!));
        internal LifeCycle Story => _population.StoryOf(Person!);

        internal FhirElement Key(string url) => Handling.Extension(url);

        internal string? KeyText(string url) => Key(url)["valueString"].Value;

        internal static async Task<Crafted> Of(Itk3Fixture sandbox, string name)
        {
            var sent = await sandbox.Itk3.Sender.SendAsync(new SendRequest(name, About: "header-1"));
            var before = sent.Count > 1 ? sent[^2] : null;
            var message = sandbox.Twin.Find(sent[^1].MeshId!)!;
            return new Crafted(
                sandbox.Sandbox.Host.World.Population,
                sent[^1],
                before,
                message.IsReport ? [] : await MessageContent.ReadAsync(message, default),
                before is null ? null : await MessageContent.ReadAsync(sandbox.Twin.Find(before.MeshId!)!, default),
                message);
        }
    }
}
