using System.IO.Compression;
using System.Text;
using Plexus.Mesh;
using Plexus.Web.Styleguide.Gateway;

namespace Plexus.Acceptance.HostileBytes;

/// <summary>A message made to hurt, and what must become of it.</summary>
/// <param name="Became">State, outcome, code and acknowledgements, as <see cref="Installing.Posted"/> writes them.</param>
/// <param name="Gzip">Compressed by the sender's client on the way (<c>Content-Encoding: gzip</c>).</param>
internal sealed record HostileMessage(string Name, string Became, MeshPayload Payload, bool Gzip = false)
{
    private const string Unreadable = "parked | unreadable | 10009 | 10009";
    private const string TooLarge = "parked | refused | 20015 | 20015";
    private const long Huge = 200L * 1024 * 1024;

    private static readonly byte[] Good = Encoding.UTF8.GetBytes(new Letter("hostile").Text());

    public static IReadOnlyList<HostileMessage> All { get; } =
    [
        new("an entity that names a file", Unreadable, Text("<!DOCTYPE Bundle [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><Bundle xmlns=\"http://hl7.org/fhir\"><id value=\"&a;\"/></Bundle>")),
        new("an entity bomb", Unreadable, Text(EntityBomb())),
        new("a document type before a good letter", Unreadable, Text("<!DOCTYPE Bundle>" + new Letter("doctype").Text())),
        new("depth 100,000", Unreadable, Text("<Bundle xmlns=\"http://hl7.org/fhir\">" + string.Concat(Enumerable.Repeat("<entry>", 100_000)))),
        new("depth 100,000 in a narrative", Unreadable, Text(new Letter("deep").Text().Replace("<p>", string.Concat(Enumerable.Repeat("<p>", 100_000)), StringComparison.Ordinal))),
        new("200 MB of white space in chunks", TooLarge, Endless((byte)' ')),
        new("200 MB of white space as a gzip bomb", TooLarge, Endless((byte)' '), Gzip: true),
        new("200 MB of zeros as a gzip bomb", TooLarge, Endless(0), Gzip: true),
        new("4 MB of white space", Unreadable, Text(new string(' ', 4 * 1024 * 1024))),
        new("4 MB of white space before a good letter", "done | refused | 30002 | 20013 30002", Text(new string(' ', 4 * 1024 * 1024) + new Letter("late").Text())),
        new("100,000 attributes", Unreadable, Text($"<Bundle xmlns=\"http://hl7.org/fhir\" {string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"a{i}=\"\""))}/>")),
        new("a name of 4 MB", Unreadable, Text($"<{new string('a', 4 * 1024 * 1024)}/>")),
        new("invalid UTF-8 in a name", Unreadable, Bytes(0x3c, 0x42, 0xc3, 0x28, 0xff, 0xfe, 0x3e)),
        new("invalid UTF-8 inside a good letter", Unreadable, MeshPayload.FromBytes(Spoilt("Holloway", [0x48, 0xc3, 0x28, 0x6c, 0x6c, 0x6f, 0x77, 0x61]))),
        new("a NUL inside a good letter", Unreadable, MeshPayload.FromBytes(Spoilt("Holloway", [0x48, 0x00, 0x6c, 0x6c, 0x6f, 0x77, 0x61, 0x79]))),
        new("a surrogate half as a reference", Unreadable, Text(new Letter("half").Text().Replace("Holloway", "&#xD800;", StringComparison.Ordinal))),
        new("one byte", Unreadable, Bytes(0x3c)),
        new("a byte order mark and nothing more", Unreadable, Bytes(0xef, 0xbb, 0xbf)),
        new("cut in its header", Unreadable, Cut(0.05)),
        new("cut in the middle", Unreadable, Cut(0.5)),
        new("cut before its last byte", Unreadable, MeshPayload.FromBytes(Good.AsMemory(0, Good.Length - 1))),
        new("another namespace", Unreadable, Text(new Letter("namespace").Text().Replace("http://hl7.org/fhir\"", "http://hl7.org/fhir/other\"", StringComparison.Ordinal))),
        new("no namespace", Unreadable, Text(new Letter("bare").Text().Replace(" xmlns=\"http://hl7.org/fhir\"", "", StringComparison.Ordinal))),
        new("JSON", Unreadable, Text("{\"resourceType\":\"Bundle\",\"type\":\"message\"}")),
        new("zipped by its sender, 1 GB of white space", TooLarge, MeshPayload.FromBytes(Zipped(1024, new byte[1024 * 1024]))),
        new("zipped by its sender and cut", Unreadable, MeshPayload.FromBytes(Zipped(1, Good).AsMemory(0, 900))),
        new("the beginning of gzip", Unreadable, Bytes(0x1f, 0x8b, 0x08, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xff, 0xff)),
        new("zipped twice by its sender", Unreadable, MeshPayload.FromBytes(Zipped(1, Zipped(1, Good)))),
        new("a good letter zipped by its sender", "done | refused | 30002 | 20013 30002", MeshPayload.FromBytes(Zipped(1, Encoding.UTF8.GetBytes(new Letter("zipped").Text())))),
    ];

    private static MeshPayload Text(string text) => MeshPayload.FromBytes(Encoding.UTF8.GetBytes(text));

    private static MeshPayload Bytes(params byte[] bytes) => MeshPayload.FromBytes(bytes);

    private static MeshPayload Cut(double share) => MeshPayload.FromBytes(Good.AsMemory(0, (int)(Good.Length * share)));

    private static MeshPayload Endless(byte value) => MeshPayload.From(Huge, (_, count, _) => new ValueTask<Stream>(new RepeatedByte(value, count)));

    /// <summary>The good letter with other bytes in the place of a word.</summary>
    private static byte[] Spoilt(string word, byte[] bytes)
    {
        var letter = Good.ToArray();
        bytes.CopyTo(letter, letter.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)));
        return letter;
    }

    private static byte[] Zipped(int times, byte[] block)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < times; i++)
                gzip.Write(block);
        return zipped.ToArray();
    }

    private static string EntityBomb()
    {
        var bomb = new StringBuilder("<!DOCTYPE Bundle [<!ENTITY e0 \"ha\">");
        for (var level = 1; level < 30; level++)
            bomb.Append("<!ENTITY e").Append(level).Append(" \"").Insert(bomb.Length, $"&e{level - 1};", 10).Append("\">");
        return bomb.Append("]><Bundle xmlns=\"http://hl7.org/fhir\"><id value=\"&e29;\"/></Bundle>").ToString();
    }
}
