using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Plexus.Sandbox.Itk3;

namespace Plexus.Sandbox.Tests.Itk3;

/// <summary>Attachments are real files.</summary>
public sealed partial class FilesOfLetters
{
    private static readonly string[] _lines = ["Seen (today) with a \\ in it", "Caf\u00e9, 5 < 6 & \u2013 {braces}"];

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void A_pdf_has_a_table_that_points_at_every_object(int padding)
    {
        var file = PdfFile.Write("Clinic letter (1)", _lines, padding);
        var text = Encoding.Latin1.GetString(file);

        text.ShouldStartWith("%PDF-1.4\n");
        text.ShouldEndWith("%%EOF\n");
        var table = int.Parse(StartXref().Match(text).Groups[1].Value, null);
        text[table..].ShouldStartWith("xref\n");
        var offsets = Offset().Matches(text[table..]).Select(m => int.Parse(m.Groups[1].Value, null)).ToArray();
        offsets.Length.ShouldBe(padding == 0 ? 6 : 7);
        for (var i = 0; i < offsets.Length; i++)
            text[offsets[i]..].ShouldStartWith($"{i + 1} 0 obj\n");
        foreach (Match stream in Length().Matches(text))
            text.Substring(stream.Index + stream.Length + int.Parse(stream.Groups[1].Value, null)).ShouldStartWith("\nendstream");
        text.ShouldContain(@"(Seen \(today\) with a \\ in it) Tj");
        file.Length.ShouldBeGreaterThan(padding);
    }

    [Fact]
    public void A_png_has_sound_checksums_and_as_many_pixels_as_it_says()
    {
        var file = PngFile.Write(160, 96);

        file[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var chunks = Chunks(file).ToArray();
        chunks.Select(c => c.Type).ShouldBe(["IHDR", "IDAT", "IEND"]);
        using var inflate = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress);
        var pixels = new MemoryStream();
        inflate.CopyTo(pixels);
        pixels.Length.ShouldBe(161 * 96);
    }

    [Fact]
    public void A_picture_that_does_not_fit_one_block_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => PngFile.Write(1000, 100));

    [Fact]
    public void Html_rtf_and_text_escape_what_they_must()
    {
        var html = Encoding.UTF8.GetString(TextFiles.Html("A & B", _lines));
        XDocument.Parse(html.Replace("<!doctype html>", "", StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal))
            .Descendants("p").Last().Value.ShouldBe(_lines[1]);

        var rtf = Encoding.ASCII.GetString(TextFiles.Rtf("A & B", _lines));
        rtf.ShouldStartWith(@"{\rtf1\ansi");
        rtf.ShouldContain(@"Caf\u233?, 5 < 6 & \u8211? \{braces\}");
        rtf.Count(c => c == '{').ShouldBe(rtf.Count(c => c == '}'));

        Encoding.UTF8.GetString(TextFiles.Plain("A & B", _lines)).ShouldBe($"A & B\r\n=====\r\n\r\n{_lines[0]}\r\n{_lines[1]}\r\n");
    }

    [Fact]
    public void The_same_words_give_the_same_bytes()
    {
        PdfFile.Write("T", _lines, 1000).ShouldBe(PdfFile.Write("T", _lines, 1000));
        PngFile.Write(8, 8).ShouldBe(PngFile.Write(8, 8));
        Convert.ToHexString(Noise.Bytes(10)).ShouldBe(Convert.ToHexString(Noise.Bytes(16)[..10]));
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var data = file.AsSpan(at + 8, length).ToArray();
            Crc32(file.AsSpan(at + 4, length + 4)).ShouldBe(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            yield return (Encoding.ASCII.GetString(file, at + 4, 4), data);
            at += 12 + length;
        }
    }

    // Another way of computing it than the writer's: a table.
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var table = Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1)).ToArray();
        var crc = 0xFFFFFFFF;
        foreach (var value in data)
            crc = table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc ^ 0xFFFFFFFF;
    }

    [GeneratedRegex(@"startxref\n(\d+)\n")]
    private static partial Regex StartXref();

    [GeneratedRegex(@"(\d{10}) 00000 n ")]
    private static partial Regex Offset();

    [GeneratedRegex(@"<< /Length (\d+) >>\nstream\n")]
    private static partial Regex Length();
}
