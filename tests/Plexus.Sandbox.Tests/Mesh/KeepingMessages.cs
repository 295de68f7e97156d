using System.Net;
using System.Text;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class KeepingMessages : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plexus-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Finds_everything_as_it_was_after_a_restart()
    {
        string small, large, chunked, collected;
        var body = Encoding.ASCII.GetBytes(new string('z', 200_000));
        await using (var before = await Start())
        {
            small = await before.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "small", ("mex-localid", "L"), ("mex-subject", "S"));
            large = (await before.Mesh.Send("X26ABC1", "X26ABC2", "TEST_WORKFLOW", body)).Json.GetProperty("messageID").GetString()!;
            chunked = await before.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "1", ("mex-chunk-range", "1:3"));
            await before.Mesh.Chunk("X26ABC1", chunked, 3, 3, body);
            collected = await before.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "gone");
            await before.Mesh.Acknowledge("X26ABC2", collected);
        }

        await using var after = await Start();

        (await after.Mesh.Inbox("X26ABC2")).ShouldBe([small, large]);
        (await after.Mesh.Get("X26ABC2", "/inbox/" + small)).Text.ShouldBe("small");
        (await after.Mesh.Get("X26ABC2", "/inbox/" + large)).Body.ShouldBe(body);
        (await after.Mesh.Get("X26ABC2", "/inbox/" + collected)).Status.ShouldBe(HttpStatusCode.Gone);
        (await after.Mesh.Chunk("X26ABC1", chunked, 2, 3, "2"u8.ToArray())).Status.ShouldBe(HttpStatusCode.Accepted);
        (await after.Mesh.Inbox("X26ABC2")).ShouldBe([small, large, chunked]);
        (await after.Mesh.Get("X26ABC2", $"/inbox/{chunked}/3")).Body.ShouldBe(body);
        (await after.Mesh.Get("X26ABC1", "/outbox/tracking/L")).Json.GetProperty("messageId").GetString().ShouldBe(small);
    }

    [Fact]
    public async Task A_report_and_its_reason_survive()
    {
        string id;
        await using (var before = await Start())
        {
            id = await before.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
            before.Clock.Advance(TimeSpan.FromDays(6));
            (await before.Mesh.Inbox("X26ABC1")).Length.ShouldBe(1);
        }

        await using var after = await Start();

        var report = await after.Mesh.Get("X26ABC1", "/inbox/" + (await after.Mesh.Inbox("X26ABC1")).Single());
        report["mex-statuscode"].ShouldBe("14");
        report["mex-linkedmsgid"].ShouldBe(id);
        report["mex-to"].ShouldBe("X26ABC2");
        after.Clock.Offset.ShouldBe(TimeSpan.FromDays(6), "the business clock goes on where it was");
    }

    [Fact]
    public async Task A_frame_cut_short_by_a_kill_costs_only_itself()
    {
        string id;
        await using (var before = await Start())
        {
            id = await before.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "kept");
            await before.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "torn");
        }
        var journal = Path.Combine(_folder, "mesh", "messages.journal");
        await using (var file = new FileStream(journal, FileMode.Open))
            file.SetLength(file.Length - 2);

        await using var after = await Start();

        (await after.Mesh.Inbox("X26ABC2")).ShouldBe([id]);
    }

    [Fact]
    public async Task Files_of_collected_messages_are_deleted()
    {
        await using var sandbox = await Start();
        var id = (await sandbox.Mesh.Send("X26ABC1", "X26ABC2", "TEST_WORKFLOW", new byte[100_000])).Json.GetProperty("messageID").GetString()!;
        var bodies = Path.Combine(_folder, "mesh", "bodies");
        Directory.GetFiles(bodies).Length.ShouldBe(1);

        await sandbox.Mesh.Acknowledge("X26ABC2", id);

        Directory.GetFiles(bodies).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_sandboxes_cannot_share_a_folder()
    {
        await using var first = await Start();
        var id = await first.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");

        (await Should.ThrowAsync<IOException>(() => Start())).Message.ShouldStartWith("The data folder is in use");
        (await first.Mesh.Inbox("X26ABC2")).ShouldBe([id]);
    }

    [Fact]
    public async Task Reset_forgets_what_was_kept()
    {
        await using (var before = await Start())
        {
            await before.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
            before.Host.World.Population.Deduct(before.Host.World.Population.People[0].NhsNumber);
            before.Host.Reset();
        }

        await using var after = await Start();

        (await after.Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
        after.Host.World.Population.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mailboxes_workflows_and_people_are_kept_too()
    {
        NhsNumber moved;
        await using (var before = await Start())
        {
            before.Twin.Directory.Put(before.Twin.Directory.Find(MeshMailboxId.Parse("X26ABC3"))!.Settings with { MailboxId = MeshMailboxId.Parse("NEWBOX"), Password = "other" });
            before.Twin.Directory.Allow(MeshMailboxId.Parse("NEWBOX"), ["TEST_WORKFLOW"], ["OWN_WORKFLOW"]);
            var people = before.Host.World.Population;
            moved = people.Cases(LifeCycle.Registered).First().NhsNumber;
            people.Register(moved, people.Practices.Last().Ods);
        }

        await using var after = await Start(seed: 77);

        after.Twin.Directory.Find(MeshMailboxId.Parse("NEWBOX"))!.Settings.Password.ShouldBe("other");
        after.Twin.Directory.Workflows.Single(w => w.WorkflowId == "OWN_WORKFLOW").Receivers.ShouldBe(["NEWBOX"]);
        after.Host.World.Population.Seed.ShouldBe(1, "a data folder keeps its seed");
        after.Host.World.Population.Find(moved)!.Practice.ShouldBe(after.Host.World.Population.Practices.Last().Ods);
        after.Host.World.Population.Changes.Count.ShouldBe(1);
    }

    [SpecsFact]
    public async Task Reads_the_official_sandboxs_mailboxes_and_workflows()
    {
        var specs = Path.Combine(ObservedExchanges.Specs!, "mesh");

        await using var sandbox = await TestSandbox.StartAsync(new SandboxOptions
        {
            MailboxesFile = Path.Combine(specs, "sandbox-sample-mailboxes.jsonl"),
            WorkflowsFile = Path.Combine(specs, "sandbox-sample-workflows.jsonl"),
        });

        sandbox.Twin.Directory.Mailboxes.Select(m => (m.Id.ToWire(), m.Settings.OdsCode.ToWire(), m.Settings.BillingEntity)).ShouldBe(
            [("X26ABC1", "X26", "England"), ("X26ABC2", "X26", "Wales"), ("X26ABC3", "X27", "England")]);
        sandbox.Twin.Directory.Workflows.Select(w => w.WorkflowId).ShouldBe(["TEST_WORKFLOW", "TEST_WORKFLOW2", "TEST_WORKFLOW_ACK"]);
        (await sandbox.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x")).ShouldNotBeEmpty();
    }

    [Fact]
    public void Says_which_line_is_not_a_mailbox_and_not_what_it_holds()
    {
        var directory = new MeshDirectory();
        var lines = "{\"mailbox_id\":\"A1\",\"ods_code\":\"X26\"}\n\n{\"mailbox_id\":\"secret value\"}\n";

        var problem = Should.Throw<FormatException>(() => directory.ImportMailboxes(new StringReader(lines)));

        problem.Message.ShouldBe("Line 3 is not a mailbox.");
    }

    private Task<TestSandbox> Start(int seed = 1) => TestSandbox.StartAsync(new SandboxOptions { DataDirectory = _folder, Seed = seed });
}
