using System.Security.Cryptography;
using System.Text.Json;
using Plexus.Cli;
using Plexus.Sandbox;

namespace Plexus.Tests.Cli.Mesh;

/// <summary>The verbs of <c>plexus mesh</c> against the sandbox, which was written from the same sheet by other hands.</summary>
public sealed class MeshFromTheCommandLine : IAsyncLifetime
{
    private const string PatientAddress = "GPPROVIDER_9990000018_19550109_Zzcanary";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plexus-mesh-cli");
    private SandboxHost _sandbox = null!;

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 });
        await File.WriteAllTextAsync(At("password"), "password\n");
        await File.WriteAllTextAsync(At("key"), "TestKey\n");
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_file_goes_from_one_mailbox_to_another_and_is_gone_when_acknowledged(string version)
    {
        var data = RandomNumberGenerator.GetBytes(10_000);
        await File.WriteAllBytesAsync(At("letter"), data);
        await File.WriteAllTextAsync(At("subject"), "About Zzcanary\n");

        (await Run("handshake", "X26ABC1", "--api", version)).ExitCode.ShouldBe(0);
        var sent = await Run("send", "X26ABC1", At("letter"), "--to", "X26ABC2", "--workflow", "TEST_WORKFLOW", "--subject-file", At("subject"), "--local-id", "L1", "--gzip", "--api", version);
        var id = sent.Json.GetProperty("id").GetString()!;
        (await Run("track", "X26ABC1", id, "--api", version)).Json.GetProperty("status").GetString().ShouldBe("Accepted");
        (await Run("inbox", "X26ABC2", "--api", version)).Json.GetProperty("messages").EnumerateArray().Single().GetString().ShouldBe(id);
        var got = await Run("get", "X26ABC2", id, "-o", At("got"), "--api", version);
        (await Run("ack", "X26ABC2", id, "--api", version)).ExitCode.ShouldBe(0);

        (await File.ReadAllBytesAsync(At("got"))).ShouldBe(data);
        got.Json.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(data)));
        got.Json.GetProperty("bytes").GetInt64().ShouldBe(data.Length);
        (await Run("inbox", "X26ABC2", "--api", version)).Json.GetProperty("count").GetInt32().ShouldBe(0);
        (await Run("track", "X26ABC1", "--local-id", "L1", "--api", version)).Json.GetProperty("status").GetString().ShouldBe("Acknowledged");
        var again = await Run("get", "X26ABC2", id, "-o", At("again"), "--api", version);
        (again.ExitCode, again.Json.GetProperty("error").GetProperty("kind").GetString()).ShouldBe((1, "MessageGone"));
        File.Exists(At("again")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_in_chunks_that_was_interrupted_goes_on_from_its_state(bool gzip)
    {
        var data = RandomNumberGenerator.GetBytes(95_000);
        await File.WriteAllBytesAsync(At("large"), data);
        string[] how = gzip ? ["--gzip"] : [];
        var fault = _sandbox.World.Faults.Add(new FaultRule { Service = "mesh", Operation = "send-chunk", Status = 503 });

        var stopped = await Run("send", "X26ABC1", [At("large"), "--to", "X26ABC2", "--workflow", "TEST_WORKFLOW", "--chunk-size", "20K", .. how]);

        stopped.ExitCode.ShouldBe(3);
        stopped.Json.GetProperty("outcome").GetString().ShouldBe("interrupted");
        stopped.Error.ShouldContain("--resume");
        (await Run("inbox", "X26ABC2")).Json.GetProperty("count").GetInt32().ShouldBe(0, "a message that is not whole is shown to nobody");

        _sandbox.World.Faults.Remove(fault.Id);
        var resumed = await Run("send", "X26ABC1", At("large"), "--resume", At("large.mesh-send.json"), "--parallel", "3");
        resumed.ExitCode.ShouldBe(0);
        resumed.Json.GetProperty("chunks").GetInt32().ShouldBe(5);
        var got = await Run("get", "X26ABC2", resumed.Json.GetProperty("id").GetString()!, "-o", At("got"));

        got.Json.GetProperty("chunks").GetInt32().ShouldBe(5);
        (await File.ReadAllBytesAsync(At("got"))).ShouldBe(data);
        File.Exists(At("large.mesh-send.json")).ShouldBeFalse();
        Directory.GetFiles(_folder.FullName, "*.part").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_patient_is_named_by_a_file_and_the_failure_comes_back_as_a_report()
    {
        await File.WriteAllTextAsync(At("to"), PatientAddress + "\n");
        await File.WriteAllTextAsync(At("letter"), "hello");

        var sent = await Run("send", "X26ABC1", At("letter"), "--to", "@" + At("to"), "--workflow", "TOC_FHIR_IP_DISCH", "--local-id", "L7");
        var id = (await Run("inbox", "X26ABC1")).Json.GetProperty("messages").EnumerateArray().Single().GetString()!;
        var report = await Run("get", "X26ABC1", id, "-o", At("none"));

        sent.ExitCode.ShouldBe(0);
        report.ExitCode.ShouldBe(0);
        report.Json.GetProperty("type").GetString().ShouldBe("REPORT");
        report.Json.GetProperty("kind").GetString()!.ShouldStartWith("Patient");
        report.Json.GetProperty("failedMessage").GetString().ShouldBe(sent.Json.GetProperty("id").GetString());
        File.Exists(At("none")).ShouldBeFalse();
        var tracked = await Run("track", "X26ABC1", sent.Json.GetProperty("id").GetString()!);
        tracked.ExitCode.ShouldBe(1);
        foreach (var run in new[] { sent, report, tracked })
            (run.Output + run.Error).ShouldNotContain("Zzcanary");
    }

    [Theory]
    [InlineData("--to", PatientAddress)]
    [InlineData("--to", "-", "--subject-file", "-")]
    [InlineData("--to", "X26ABC2", "--parallel", "0")]
    [InlineData("--to", "X26ABC2", "--chunk-size", "96M")]
    [InlineData("--to", "X26ABC2", "--chunk-size", "many")]
    public async Task Misuse_is_told_before_anything_is_sent(params string[] wrong)
    {
        await File.WriteAllTextAsync(At("letter"), "hello");

        var run = await Run("send", "X26ABC1", [At("letter"), "--workflow", "TEST_WORKFLOW", .. wrong]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_a_no()
    {
        await File.WriteAllTextAsync(At("password"), "wrong\n");

        var run = await Run("handshake", "X26ABC1");

        run.ExitCode.ShouldBe(1);
        run.Json.GetProperty("error").GetProperty("kind").GetString().ShouldBe("NotAuthorised");
        run.Error.ShouldContain("403 NotAuthorised");
    }

    [Fact]
    public async Task Nobody_there_could_not_be_done()
    {
        var url = _sandbox.Url;
        await _sandbox.DisposeAsync();

        var run = await RunAt(url, "send", "X26ABC1", At("password"), "--to", "X26ABC2", "--workflow", "TEST_WORKFLOW");

        run.ExitCode.ShouldBe(3);
        run.Json.GetProperty("outcome").GetString().ShouldBe("unreachable");
    }

    [Fact]
    public async Task A_lookup_finds_mailboxes_or_says_no()
    {
        var one = await Run("lookup", "X26ABC1", "TEST_WORKFLOW", "--ods", "X26");
        var all = await Run("lookup", "X26ABC1", "TEST_WORKFLOW2");
        var none = await Run("lookup", "X26ABC1", "TEST_WORKFLOW", "--ods", "ZZZ");

        one.Json.GetProperty("mailboxes").EnumerateArray().Single().GetProperty("id").GetString().ShouldBe("X26ABC2");
        all.Json.GetProperty("mailboxes").GetArrayLength().ShouldBe(3);
        (none.ExitCode, none.Json.GetProperty("ok").GetBoolean()).ShouldBe((1, false));
    }

    [Fact]
    public async Task Unknown_messages_are_a_no()
    {
        (await Run("track", "X26ABC1", "NOPE")).ExitCode.ShouldBe(1);
        (await Run("get", "X26ABC1", "NOPE", "-o", At("nope"))).ExitCode.ShouldBe(1);
        (await Run("ack", "X26ABC1", "NOPE")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Two_mailboxes_as_folders_exchange_a_pair_of_files()
    {
        Directory.CreateDirectory(At("X26ABC1/out"));
        await File.WriteAllTextAsync(At("X26ABC1/out/LETTER.dat"), "hello");
        await File.WriteAllTextAsync(At("X26ABC1/out/LETTER.ctl"), "<DTSControl><To_DTS>X26ABC2</To_DTS><WorkflowId>TEST_WORKFLOW</WorkflowId><LocalId>L1</LocalId></DTSControl>");

        var sent = await Run("watch", "X26ABC1", "--home", _folder.FullName, "--once");
        var received = await Run("watch", "X26ABC2", "--home", _folder.FullName, "--once");

        (sent.ExitCode, received.ExitCode).ShouldBe((0, 0));
        (sent.Json.GetProperty("outcome").GetString(), received.Json.GetProperty("outcome").GetString()).ShouldBe(("Sent", "Received"));
        var id = sent.Json.GetProperty("id").GetString();
        received.Json.GetProperty("id").GetString().ShouldBe(id);
        (await File.ReadAllTextAsync(At($"X26ABC2/in/{id}.dat"))).ShouldBe("hello");
        (await File.ReadAllTextAsync(At($"X26ABC2/in/{id}.ctl"))).ShouldContain("<LocalId>L1</LocalId>");
        (await File.ReadAllTextAsync(At("X26ABC1/sent/LETTER.ctl"))).ShouldContain($"<DTSId>{id}</DTSId>");
        (await Run("inbox", "X26ABC2")).Json.GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_round_with_a_message_that_cannot_be_had_ends_as_failed_and_names_it_once()
    {
        var id = await SendAsync("hello");
        var fault = _sandbox.World.Faults.Add(new FaultRule { Service = "mesh", Operation = "download", Status = 417 });

        var round = await Run("watch", "X26ABC2", "--home", _folder.FullName, "--once");
        var (exit, text) = await RunForPeople("watch", "X26ABC2", "--home", _folder.FullName, "--once");

        (round.ExitCode, exit).ShouldBe((3, 3));
        (round.Json.GetProperty("outcome").GetString(), round.Json.GetProperty("id").GetString()).ShouldBe(("Broken", id));
        text.Trim().ShouldBe($"broken {id} Unknown");
        _sandbox.World.Faults.Remove(fault.Id);
        (await Run("watch", "X26ABC2", "--home", _folder.FullName, "--once")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_disk_ends_the_round_and_is_told()
    {
        var id = await SendAsync("hello");
        Directory.CreateDirectory(At("X26ABC2/temp"));
        File.CreateSymbolicLink(At($"X26ABC2/temp/{id}.dat"), "/dev/full");

        var full = await Run("watch", "X26ABC2", "--home", _folder.FullName, "--once");
        var next = await Run("watch", "X26ABC2", "--home", _folder.FullName, "--once");

        (full.ExitCode, full.Output).ShouldBe((3, ""));
        full.Error.ShouldContain("plexus: inbox: No space left");
        (next.ExitCode, next.Json.GetProperty("outcome").GetString()).ShouldBe((0, "Received"));
    }

    [Fact]
    public async Task What_grows_beyond_the_largest_is_given_up_until_more_is_allowed()
    {
        var id = await SendAsync(new string('a', 100_000), "--gzip");

        var watched = await Run("watch", "X26ABC2", "--home", _folder.FullName, "--once", "--largest", "50K");
        var small = await Run("get", "X26ABC2", id, "-o", At("got"), "--largest", "99999");
        var large = await Run("get", "X26ABC2", id, "-o", At("got"), "--largest", "100000");

        (watched.ExitCode, watched.Json.GetProperty("reason").GetString()).ShouldBe((3, "DecompressedTooLarge"));
        (small.ExitCode, small.Json.GetProperty("outcome").GetString()).ShouldBe((3, "failed"));
        small.Error.ShouldContain("The download was given up: more came out of the compressed message than is allowed. --largest allows more.");
        large.ExitCode.ShouldBe(0);
        new FileInfo(At("got")).Length.ShouldBe(100_000);
        (await Run("get", "X26ABC2", id, "--largest", "0")).ExitCode.ShouldBe(2);
        (await Run("get", "X26ABC2", id, "--largest", "99999999999G")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_watch_keeps_going_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        var parsed = RootCommands.Create().Parse(["mesh", "watch", "--home", _folder.FullName, "--interval", "0.01", .. Connection(_sandbox.Url, "X26ABC2")]);
        var watching = parsed.InvokeAsync(new() { Output = output }, stop.Token);
        await File.WriteAllTextAsync(At("letter"), "hello");

        var id = (await Run("send", "X26ABC1", At("letter"), "--to", "X26ABC2", "--workflow", "TEST_WORKFLOW")).Json.GetProperty("id").GetString();
        using var arrived = new FileSystemWatcher(Directory.CreateDirectory(At("X26ABC2/in")).FullName, $"{id}.ctl");
        var isThere = new TaskCompletionSource();
        arrived.Created += (_, _) => isThere.TrySetResult();
        arrived.Renamed += (_, _) => isThere.TrySetResult();
        arrived.EnableRaisingEvents = true;
        if (File.Exists(At($"X26ABC2/in/{id}.ctl")))
            isThere.TrySetResult();
        await isThere.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();

        (await watching).ShouldBe(0);
        File.Exists(At($"X26ABC2/in/{id}.dat")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten_without_force()
    {
        await File.WriteAllTextAsync(At("letter"), "hello");
        var sent = await Run("send", "X26ABC1", At("letter"), "--to", "X26ABC2", "--workflow", "TEST_WORKFLOW");
        var id = sent.Json.GetProperty("id").GetString()!;
        await File.WriteAllTextAsync(At("mine"), "mine");

        (await Run("get", "X26ABC2", id, "-o", At("mine"))).ExitCode.ShouldBe(3);
        (await File.ReadAllTextAsync(At("mine"))).ShouldBe("mine");
        (await Run("get", "X26ABC2", id, "-o", At("mine"), "--force")).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(At("mine"))).ShouldBe("hello");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private Task<Ran> Run(string verb, string mailbox, params string[] arguments) => RunAt(_sandbox.Url, verb, mailbox, arguments);

    /// <summary>To X26ABC2; its id.</summary>
    private async Task<string> SendAsync(string letter, params string[] how)
    {
        await File.WriteAllTextAsync(At("letter"), letter);
        return (await Run("send", "X26ABC1", [At("letter"), "--to", "X26ABC2", "--workflow", "TEST_WORKFLOW", .. how])).Json.GetProperty("id").GetString()!;
    }

    private async Task<(int ExitCode, string Output)> RunForPeople(string verb, string mailbox, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(RootCommands.Create(), ["mesh", verb, .. arguments, .. Connection(_sandbox.Url, mailbox)], output, error);
        return (exit, output.ToString());
    }

    private string[] Connection(Uri url, string mailbox) => ["--url", url.ToString(), "--mailbox", mailbox, "--password-file", At("password"), "--shared-key-file", At("key")];

    private async Task<Ran> RunAt(Uri url, string verb, string mailbox, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(
            RootCommands.Create(),
            ["mesh", verb, .. arguments, .. Connection(url, mailbox), "--json"],
            output, error);
        return new Ran(exit, output.ToString(), error.ToString());
    }

    private sealed record Ran(int ExitCode, string Output, string Error)
    {
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;
    }
}
