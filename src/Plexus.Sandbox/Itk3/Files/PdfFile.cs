using System.Globalization;
using System.Text;

namespace Plexus.Sandbox.Itk3;

/// <summary>Writes a small PDF: one page of A4, lines of Helvetica. The same text gives the same bytes.</summary>
/// <remarks>PDF 1.4 (ISO 32000-1 is a superset); text in WinAnsi, characters outside it become question marks.</remarks>
internal static class PdfFile
{
    private const int LinesOnAPage = 48;

    /// <summary>Makes the file.</summary>
    /// <param name="title">Title of the document, set larger as the first line.</param>
    /// <param name="lines">Lines below it; those that do not fit the page are left out.</param>
    /// <param name="padding">Bytes of an embedded object nobody draws, to reach a size; noise, so that it does not compress.</param>
    internal static byte[] Write(string title, IEnumerable<string> lines, int padding = 0)
    {
        var file = new MemoryStream();
        var offsets = new List<long>();
        Put(file, "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        Object("<< /Type /Catalog /Pages 2 0 R >>");
        Object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        Object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>");
        Stream(Encoding.Latin1.GetBytes(Page(title, lines)));
        Object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        Object($"<< /Title ({Escape(title)}) /Producer (Plexus sandbox) >>");
        if (padding > 0)
            Stream(Noise.Bytes(padding));

        var table = file.Length;
        Put(file, string.Create(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
            Put(file, string.Create(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        Put(file, string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();

        void Object(string body)
        {
            offsets.Add(file.Length);
            Put(file, string.Create(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{body}\nendobj\n"));
        }

        void Stream(byte[] content)
        {
            offsets.Add(file.Length);
            Put(file, string.Create(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n<< /Length {content.Length} >>\nstream\n"));
            file.Write(content);
            Put(file, "\nendstream\nendobj\n");
        }
    }

    private static string Page(string title, IEnumerable<string> lines)
    {
        var page = new StringBuilder("BT\n/F1 18 Tf\n56 780 Td\n(").Append(Escape(title)).Append(") Tj\n/F1 11 Tf\n0 -28 Td\n14 TL\n");
        foreach (var line in lines.Take(LinesOnAPage))
            page.Append('(').Append(Escape(line)).Append(") Tj T*\n");
        return page.Append("ET").ToString();
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '(' or ')' or '\\')
                escaped.Append('\\');
            escaped.Append(c is >= ' ' and <= '~' or >= '\u00a0' and <= '\u00ff' ? c : '?');
        }
        return escaped.ToString();
    }

    private static void Put(MemoryStream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
