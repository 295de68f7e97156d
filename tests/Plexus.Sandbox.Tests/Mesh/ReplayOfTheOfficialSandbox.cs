using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Plexus.Sandbox.Tests.Mesh;

/// <summary>Sends the twin what was sent to the official sandbox and compares every answer, byte for byte after ids and times.</summary>
public sealed partial class ReplayOfTheOfficialSandbox
{
    private const string Undelivered = "3415CD9A9871463788EA8D83C6AE2374", OutOfOrder = "6CFB4654C31340A7B265222FDC81C3E6";

    private static readonly string[] _downloadHeaders =
    [
        "mex-from", "mex-to", "mex-workflowid", "mex-chunk-range", "mex-total-chunks", "mex-addresstype", "mex-filename", "mex-version", "mex-messagetype", "mex-messageid",
        "mex-statuscode", "mex-statusevent", "mex-statusdescription", "mex-statussuccess", "mex-statustimestamp", "mex-content-type", "last-modified",
    ];

    /// <summary>Where the twin answers differently on purpose. A difference that is not listed fails, and so does a listed one that is gone.</summary>
    private static readonly (string Exchange, string[] Differs, string Reason)[] _intended =
    [
        ("3/3", ["body", "content-length"], "version 2 answers a chunk with its message_id, as the API specification says; the official sandbox writes null"),
        ("get 1", ["status", "body", "content-length", "content-type", .. _downloadHeaders], "a message with a chunk missing is not delivered; the official sandbox delivers it when the last chunk arrives"),
    ];

    [SpecsFact]
    public async Task The_twin_answers_as_the_official_sandbox_did()
    {
        var exchanges = ObservedExchanges.Read(Path.Combine(ObservedExchanges.Specs!, "mesh", "observed-reference-sandbox-exchanges.txt"));
        exchanges.Count.ShouldBe(88);
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, Permissive = true });
        using var mesh = new RawMesh(sandbox.Url);
        var replay = new Replay(mesh);

        var differences = new List<string>();
        foreach (var exchange in exchanges)
        {
            await replay.Prepare(exchange.Name);
            var found = await replay.Differences(exchange);
            var listed = _intended.FirstOrDefault(i => i.Exchange == exchange.Name).Differs ?? [];
            differences.AddRange(found.Where(f => !listed.Contains(f.What)).Select(f => $"{exchange.Name}: {f.What}: recorded {f.Recorded}; the twin has {f.Ours}"));
            differences.AddRange(listed.Except(found.Select(f => f.What)).Select(what => $"{exchange.Name}: {what} is listed as different but is not"));
        }

        differences.ShouldBeEmpty();
    }

    private sealed partial class Replay(RawMesh mesh)
    {
        private readonly Dictionary<string, string> _ids = [];
        private string? _replayed;

        // Steps of the recording that were not written down.
        internal async Task Prepare(string name)
        {
            if (name == "event undeliverable")
                _ids[Undelivered] = await mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-localid", "LX"), ("content-type", "application/x-www-form-urlencoded"));
            if (name == "3/3")
                _ids[OutOfOrder] = await mesh.Sent("X26ABC1", "X26ABC2", "W", "1", ("mex-chunk-range", "1:3"), ("content-type", "application/x-www-form-urlencoded"));
        }

        internal async Task<List<(string What, string Recorded, string Ours)>> Differences(ObservedExchange observed)
        {
            var headers = observed.Headers.ToList();
            var body = Body(observed);
            if (body is { Length: > 0 } && !headers.Exists(h => h.Name == "content-type"))
                headers.Add(("content-type", "application/x-www-form-urlencoded"));
            var path = Ours(observed.Path);
            var reply = await mesh.Ask(new HttpMethod(observed.Method), path, null, body, Token(observed), [.. headers.Select(h => (h.Name, h.Value))]);
            Learn(observed.ResponseBody, reply.Text);

            var found = new List<(string, string, string)>();
            Compare(found, "status", observed.Status.ToString(CultureInfo.InvariantCulture), ((int)reply.Status).ToString(CultureInfo.InvariantCulture));
            var expectedBody = Ours(observed.ResponseBody);
            var ourBody = reply["content-encoding"] == "gzip" ? Unpack(reply.Body) : reply.Text;
            Compare(found, "body", Normal(expectedBody), Normal(ourBody));
            foreach (var name in observed.ResponseHeaders.Keys.Union(reply.Headers.Keys).Where(h => h is not ("date" or "server")))
            {
                var expected = observed.ResponseHeaders.TryGetValue(name, out var value) ? Ours(value) : "(absent)";
                if (name == "content-length" && observed.ResponseHeaders.ContainsKey(name))
                    expected = (int.Parse(value!, CultureInfo.InvariantCulture) + expectedBody.Length - observed.ResponseBody.Length).ToString(CultureInfo.InvariantCulture);
                Compare(found, name, Normal(expected), Normal(reply.Headers.TryGetValue(name, out var ours) ? ours : "(absent)"));
            }
            return found;
        }

        private string? Token(ObservedExchange observed)
        {
            if (!observed.HasToken)
                return null;
            var mailbox = observed.Path.Split('/', '?')[2].ToUpperInvariant();
            return observed.Name switch
            {
                "bad password" => mesh.Token(mailbox, password: "wrong"),
                "mailbox mismatch" => mesh.Token("X26ABC2"),
                "replayed nonce 1st" => _replayed = mesh.Token(mailbox),
                "replayed nonce 2nd (same token)" => _replayed,
                "old timestamp" => mesh.Token(mailbox, at: new DateTimeOffset(2015, 11, 20, 10, 38, 0, TimeSpan.Zero)),
                _ => mesh.Token(mailbox),
            };
        }

        private byte[]? Body(ObservedExchange observed) => observed.Body switch
        {
            null => observed.Method == "POST" && observed.Path.EndsWith("/outbox", StringComparison.Ordinal) ? [] : null,
            "file c1" => Pack("chunk-one-"),
            "file c2" => Pack("chunk-two"),
            var text => Encoding.UTF8.GetBytes(Ours(text)),
        };

        // An id that the official sandbox gave stands for the id we gave in the same place.
        private void Learn(string observed, string ours)
        {
            var theirs = NewId().Match(observed);
            var mine = NewId().Match(ours);
            if (theirs.Success && mine.Success)
                _ids.TryAdd(theirs.Groups[1].Value, mine.Groups[1].Value);
        }

        private string Ours(string text) => _ids.Aggregate(text, (t, id) => t.Replace(id.Key, id.Value, StringComparison.Ordinal));

        private static string Normal(string text)
        {
            text = OpaqueId().Replace(text, "<opaque>");
            text = IsoTime().Replace(text, "<time>");
            text = LinkTime().Replace(text, "<time>");
            text = HttpTime().Replace(text, "<time>");
            return CompactTime().Replace(text, "$1<time>$2");
        }

        private static void Compare(List<(string What, string Recorded, string Ours)> found, string what, string recorded, string ours)
        {
            if (recorded != ours)
                found.Add((what, recorded, ours));
        }

        private static byte[] Pack(string text)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
                gzip.Write(Encoding.UTF8.GetBytes(text));
            return packed.ToArray();
        }

        private static string Unpack(byte[] body)
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(body), CompressionMode.Decompress));
            return reader.ReadToEnd();
        }

        [GeneratedRegex("\"message(?:ID|_id)\":\"([A-Z0-9_]+)\"")]
        private static partial Regex NewId();

        [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])(?<!b10a8db164e0754105b7a99be72e3fe5)")]
        private static partial Regex OpaqueId();

        [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?!\d)")]
        private static partial Regex IsoTime();

        [GeneratedRegex(@"\d{4}-\d\d-\d\d\+\d\d%3A\d\d%3A\d\d\.\d{6}")]
        private static partial Regex LinkTime();

        [GeneratedRegex(@"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d(?= UTC)")]
        private static partial Regex HttpTime();

        [GeneratedRegex("(^|[\":])\\d{14}($|\")")]
        private static partial Regex CompactTime();
    }
}
