using System.Globalization;
using System.Net;
using System.Text;

namespace Plexus.Sandbox.Itk3;

/// <summary>Writes a title and lines as plain text, HTML and RTF.</summary>
internal static class TextFiles
{
    internal static byte[] Plain(string title, IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Join("\r\n", [title, new string('=', title.Length), "", .. lines, ""]));

    internal static byte[] Html(string title, IEnumerable<string> lines)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
            .Append(WebUtility.HtmlEncode(title)).Append("</title></head>\n<body>\n<h1>").Append(WebUtility.HtmlEncode(title)).Append("</h1>\n");
        foreach (var line in lines)
            page.Append("<p>").Append(WebUtility.HtmlEncode(line)).Append("</p>\n");
        return Encoding.UTF8.GetBytes(page.Append("</body>\n</html>\n").ToString());
    }

    internal static byte[] Rtf(string title, IEnumerable<string> lines)
    {
        var document = new StringBuilder(@"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}\f0\fs32\b ");
        Append(document, title);
        document.Append(@"\b0\fs22\par").Append('\n');
        foreach (var line in lines)
        {
            Append(document, line);
            document.Append(@"\par").Append('\n');
        }
        return Encoding.ASCII.GetBytes(document.Append('}').Append('\n').ToString());
    }

    private static void Append(StringBuilder document, string text)
    {
        foreach (var c in text)
        {
            if (c is '\\' or '{' or '}')
                document.Append('\\').Append(c);
            else if (c < 0x80)
                document.Append(c);
            else
                document.Append(CultureInfo.InvariantCulture, $@"\u{(short)c}?");
        }
    }
}
