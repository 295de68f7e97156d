using System.Text;
using Plexus.Acceptance.Installing;
using Plexus.Mesh;
using Xunit.Abstractions;

namespace Plexus.Acceptance.HostileBytes;

/// <summary>Bytes made to hurt, sent through MESH to a real gateway: each is refused with its code, and a good message after it is accepted.</summary>
[Collection(HeavyTests.Name)]
public sealed class TheWholePipeline(ITestOutputHelper output)
{
    private const string Workflow = "GPCONNECT_SEND_DOCUMENT";
    private const long MostMemory = 700L * 1024 * 1024;

    private static readonly (string Name, MeshPayload Payload, string Became)[] Hostile =
    [
        ("document type definition", Text("<!DOCTYPE Bundle [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><Bundle xmlns=\"http://hl7.org/fhir\"><id value=\"&a;\"/></Bundle>"), "parked | unreadable | 10009 | 10009"),
        ("entity bomb", Text(EntityBomb()), "parked | unreadable | 10009 | 10009"),
        ("depth 100,000", Text("<Bundle xmlns=\"http://hl7.org/fhir\">" + string.Concat(Enumerable.Repeat("<entry>", 100_000))), "parked | unreadable | 10009 | 10009"),
        ("200 MB of white space", MeshPayload.From(200L * 1024 * 1024, (_, count, _) => new ValueTask<Stream>(new WhiteSpace(count))), "parked | refused | 20015 | 20015"),
        ("invalid UTF-8", MeshPayload.FromBytes(new byte[] { 0x3c, 0x42, 0xc3, 0x28, 0xff, 0xfe, 0x3e }), "parked | unreadable | 10009 | 10009"),
        ("one byte", MeshPayload.FromBytes(new byte[] { 0x3c }), "parked | unreadable | 10009 | 10009"),
        ("the beginning of gzip", MeshPayload.FromBytes(new byte[] { 0x1f, 0x8b, 0x08, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xff, 0xff }), "parked | unreadable | 10009 | 10009"),
    ];

    [Fact]
    public async Task Parks_each_with_its_code_and_goes_on()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        using var post = await PracticePost.OpenAsync(sandbox, gateway, Workflow);

        var differences = new List<string>();
        foreach (var (name, payload, expected) in Hostile)
        {
            var became = (await post.SendAsync(Workflow, payload)).ToString();
            output.WriteLine($"{name}: {became}; {gateway.Process.WorkingSet / 1024 / 1024} MB");
            if (became != expected)
                differences.Add($"{name}: {became}; expected {expected}");
            gateway.Process.WorkingSet.ShouldBeLessThan(MostMemory, name);
            var number = (await sandbox.SendAsync("good"))[^1].GetProperty("number").GetInt32();
            await Wait.UntilAsync(
                async () => (await sandbox.SentAsync()).Single(s => s.GetProperty("number").GetInt32() == number).GetProperty("verdict").GetString() == "asExpected",
                $"After {name} a good message was not accepted. {gateway.Process.Error}",
                TimeSpan.FromSeconds(30));
        }

        differences.ShouldBeEmpty();
        (await gateway.GetAsync("/api/parked-steps")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Never_meets_an_empty_message_because_MESH_takes_none()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        using var post = await PracticePost.OpenAsync(sandbox, gateway, Workflow);

        var refusal = await Should.ThrowAsync<MeshException>(() => post.SendAsync(Workflow, MeshPayload.FromBytes(Array.Empty<byte>())));

        refusal.Kind.ShouldBe(MeshErrorKind.DataMissing);
        (await gateway.ExchangesAsync("in")).ShouldBeEmpty();
    }

    private static MeshPayload Text(string text) => MeshPayload.FromBytes(Encoding.UTF8.GetBytes(text));

    private static string EntityBomb()
    {
        var bomb = new StringBuilder("<!DOCTYPE Bundle [<!ENTITY e0 \"ha\">");
        for (var level = 1; level < 30; level++)
            bomb.Append("<!ENTITY e").Append(level).Append(" \"").Insert(bomb.Length, $"&e{level - 1};", 10).Append("\">");
        return bomb.Append("]><Bundle xmlns=\"http://hl7.org/fhir\"><id value=\"&e29;\"/></Bundle>").ToString();
    }

    /// <summary>Spaces without end, made as they are read.</summary>
    private sealed class WhiteSpace(long length) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _read);
            buffer[..count].Fill((byte)' ');
            _read += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
