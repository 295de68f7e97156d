using System.Globalization;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class PatientRouting : IAsyncLifetime
{
    private const string Sender = "NZ911OT001", Workflow = "GPCONNECT_SEND_DOCUMENT";
    private TestSandbox _sandbox = null!;

    private Population People => _sandbox.Host.World.Population;

    private Person Registered => People.Cases(LifeCycle.Registered).First();

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Theory]
    [InlineData("yyyyMMdd")]
    [InlineData("ddMMyyyy")]
    public async Task Delivers_to_the_registered_practice_by_either_form_of_the_date(string form)
    {
        var person = Registered;
        var mailbox = person.Practice + "OT001";

        var id = await Send(Address(person, form));

        (await _sandbox.Mesh.Inbox(mailbox)).ShouldContain(id);
        var download = await _sandbox.Mesh.Get(mailbox, "/inbox/" + id);
        download["mex-to"].ShouldBe(mailbox);
    }

    [Fact]
    public async Task Follows_a_person_who_changes_practice()
    {
        var person = Registered;
        var other = People.Practices.First(p => p.Ods != person.Practice);
        People.Register(person.NhsNumber, other.Ods);

        var id = await Send(Address(person));

        (await _sandbox.Mesh.Inbox(other.Ods + "OT001")).ShouldContain(id);
    }

    [Fact]
    public async Task A_surname_matches_by_its_letters()
    {
        var person = Registered;

        var id = await Send($"gpprovider_{person.NhsNumber.ToDigits()}_{person.DateOfBirth:yyyyMMdd}_{person.Name.Family.ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)}");

        (await _sandbox.Mesh.Inbox(person.Practice + "OT001")).ShouldContain(id);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("latin1")]
    public async Task A_surname_beyond_ascii_matches_however_it_was_encoded(string encoding)
    {
        var person = Registered;
        People.Change(person.NhsNumber, ChangeKind.Demographics, p => p with { Name = p.Name with { Family = "M\u00fcller" } });
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.GetEncoding(encoding) }) { BaseAddress = _sandbox.Host.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/messageexchange/{Sender}/outbox") { Content = new ByteArrayContent([1]) };
        request.Headers.TryAddWithoutValidation("Authorization", _sandbox.Mesh.Token(Sender));
        request.Headers.TryAddWithoutValidation("mex-to", Address(People.Find(person.NhsNumber)!));
        request.Headers.TryAddWithoutValidation("mex-workflowid", Workflow);

        (await http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await _sandbox.Mesh.Inbox(person.Practice + "OT001")).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("EPL-150", "Multiple mailboxes matches")]
    [InlineData("EPL-151", "No mailbox matched")]
    [InlineData("EPL-152", "Invalid NHS Number")]
    [InlineData("EPL-153", "NHS Number not found")]
    [InlineData("EPL-154", "NHS Number supplied does not match the demographics")]
    public async Task Reports_why_nobody_got_it(string code, string description)
    {
        var id = await Send(AddressThatFailsWith(code), ("mex-localid", "my-ref"));

        var report = await _sandbox.Mesh.Get(Sender, "/inbox/" + (await _sandbox.Mesh.Inbox(Sender)).Single());
        string[] names = ["mex-messagetype", "mex-statusevent", "mex-statuscode", "mex-statusdescription", "mex-statussuccess", "mex-linkedmsgid", "mex-localid", "mex-workflowid", "mex-to"];
        names.Select(n => report[n]).ShouldBe(["REPORT", "SEND", code, description, "ERROR", id, "my-ref", Workflow, Sender]);
        var tracking = (await _sandbox.Mesh.Get(Sender, "/outbox/tracking?messageID=" + id)).Json;
        tracking.GetProperty("status").GetString().ShouldBe("Error");
        tracking.GetProperty("failureDiagnostic").GetString().ShouldBe(description);
    }

    [Fact]
    public async Task A_died_person_taken_off_the_list_has_no_mailbox_and_one_still_on_it_has()
    {
        var recent = People.Cases(LifeCycle.RecentlyDeceased).First();
        await Send(Address(People.Cases(LifeCycle.Deceased).First()));
        var id = await Send(Address(recent));

        (await _sandbox.Mesh.Get(Sender, "/inbox/" + (await _sandbox.Mesh.Inbox(Sender)).Single()))["mex-statuscode"].ShouldBe("EPL-151");
        (await _sandbox.Mesh.Inbox(recent.Practice + "OT001")).ShouldBe([id]);
    }

    [Fact]
    public async Task A_workflow_that_is_not_routed_finds_no_mailbox()
    {
        await _sandbox.Mesh.Sent(Sender, Address(Registered), "DIGMED_FLU_VAC", "x");

        (await _sandbox.Mesh.Get(Sender, "/inbox/" + (await _sandbox.Mesh.Inbox(Sender)).Single()))["mex-statuscode"].ShouldBe("EPL-151");
    }

    [Fact]
    public async Task A_failure_of_a_chunked_message_is_reported_when_it_is_complete()
    {
        var id = await Send(AddressThatFailsWith("EPL-153"), ("mex-chunk-range", "1:2"));
        (await _sandbox.Mesh.Inbox(Sender)).ShouldBeEmpty();

        (await _sandbox.Mesh.Chunk(Sender, id, 2, 2, [1])).Status.ShouldBe(HttpStatusCode.Accepted);

        (await _sandbox.Mesh.Inbox(Sender)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_patient_shows_nowhere_afterwards()
    {
        var person = Registered;
        var ids = new[] { await Send(Address(person)), await Send(Address(person with { DateOfBirth = person.DateOfBirth.AddDays(1) })) };
        var seen = new List<string>();
        foreach (var id in ids)
        {
            seen.Add((await _sandbox.Mesh.Get(Sender, "/outbox/tracking?messageID=" + id)).Text);
            seen.Add((await _sandbox.Mesh.Get(Sender, "/outbox/tracking?messageID=" + id, ("accept", RawMesh.V2))).Text);
            seen.Add((await _sandbox.Mesh.Ask(HttpMethod.Get, "/messageexchange/admin/message/" + id, null)).Text);
        }
        seen.Add((await _sandbox.Mesh.Get(Sender, "/outbox/rich")).Text);
        seen.Add(string.Join('\n', (await _sandbox.Mesh.Get(Sender, "/inbox/" + (await _sandbox.Mesh.Inbox(Sender)).Single())).Headers.Values));

        seen.ShouldAllBe(text => !text.Contains(person.NhsNumber.ToDigits()) && !text.Contains("GPPROVIDER", StringComparison.OrdinalIgnoreCase) && text.Length > 0);
    }

    [Fact]
    public void Reads_every_date_in_both_forms()
    {
        var days = Gen.Choose(new DateOnly(1800, 1, 1).DayNumber, new DateOnly(2199, 12, 31).DayNumber).Select(DateOnly.FromDayNumber).ToArbitrary();

        Prop.ForAll(days, day =>
            PatientAddress.ReadDate(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)) == day
            && PatientAddress.ReadDate(day.ToString("ddMMyyyy", CultureInfo.InvariantCulture)) == day).QuickCheckThrowOnFailure();
    }

    private string AddressThatFailsWith(string code)
    {
        var person = Registered;
        switch (code)
        {
            case "EPL-150":
                var twin = _sandbox.Twin.Directory.Put(_sandbox.Twin.Directory.Find(MeshMailboxId.Parse(person.Practice + "OT001"))!.Settings with { MailboxId = MeshMailboxId.Parse("SECONDBOX") });
                _sandbox.Twin.Directory.Allow(twin.Id, [], [Workflow]);
                return Address(person);
            case "EPL-151":
                People.Deduct(person.NhsNumber);
                return Address(person);
            case "EPL-152":
                return $"GPPROVIDER_9990000000_{person.DateOfBirth:yyyyMMdd}_{person.Name.Family}";
            case "EPL-153":
                return Address(person with { NhsNumber = People.UnknownNumber });
            default:
                return Address(person with { Name = person.Name with { Family = "Somebodyelse" } });
        }
    }

    private static string Address(Person person, string form = "yyyyMMdd") =>
        $"GPPROVIDER_{person.NhsNumber.ToDigits()}_{person.DateOfBirth.ToString(form, CultureInfo.InvariantCulture)}_{person.Name.Family}";

    private Task<string> Send(string to, params (string, string)[] headers) => _sandbox.Mesh.Sent(Sender, to, Workflow, "a letter", headers);
}
