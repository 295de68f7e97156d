using System.Collections.Frozen;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Plexus.Web.Api.Exchanges;

/// <summary>Makes the narrative of a letter safe to show inside our own pages.</summary>
/// <remarks>
/// A new text is written from what is known to be harmless; nothing of the input is copied through. Identifiers, classes and styles
/// go, so a letter can neither imitate the console nor reach into it. Addresses are shown as text: a reader sees where a link
/// would have led, and clicking is theirs. Pictures stay when the letter itself holds them.
/// </remarks>
internal static class Narrative
{
    private const int Deepest = 60;
    private const int Longest = 1_000_000;

    private static readonly FrozenSet<string> Allowed = new[]
    {
        "a", "abbr", "address", "b", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em",
        "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Empty = new[] { "br", "col", "hr" }.ToFrozenSet();

    // Their text is no text of the letter.
    private static readonly FrozenSet<string> GoneWithContent = new[]
    {
        "script", "style", "template", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "audio", "video", "canvas", "svg", "math",
        "head", "title", "meta", "link", "base", "textarea", "select", "button", "input", "xmp", "plaintext", "noembed", "noframes",
    }.ToFrozenSet();

    // Headings of a letter stand below those of the page.
    private static readonly FrozenDictionary<string, string> Written = new Dictionary<string, string>
    {
        ["h1"] = "h4",
        ["h2"] = "h4",
        ["h3"] = "h4",
        ["h4"] = "h5",
        ["h5"] = "h5",
        ["h6"] = "h6",
        ["a"] = "span",
        ["tt"] = "code",
        ["big"] = "span",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Attributes = new[] { "colspan", "rowspan", "scope", "abbr", "lang", "dir", "start", "span" }.ToFrozenSet();

    /// <summary>The narrative's harmless part as HTML; empty for nothing.</summary>
    public static string Sanitise(string html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return "";
        if (html.Length > Longest)
            html = html[..Longest];
        var output = new StringBuilder(html.Length);
        var document = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument("");
        foreach (var node in new HtmlParser().ParseFragment(html, document.CreateElement("div")))
            Write(output, node, 0);
        return output.ToString();
    }

    private static void Write(StringBuilder output, INode node, int depth)
    {
        switch (node)
        {
            case IText text:
                output.Append(WebUtility.HtmlEncode(text.Data));
                break;
            case IElement element when depth < Deepest:
                Write(output, element, depth);
                break;
            case IElement:
                output.Append("[…]");
                break;
        }
    }

    private static void Write(StringBuilder output, IElement element, int depth)
    {
        var name = element.LocalName;
        if (element.NamespaceUri != NamespaceNames.HtmlUri || GoneWithContent.Contains(name))
            return;
        if (name == "img")
        {
            Picture(output, element);
            return;
        }

        if (!Allowed.Contains(name))
        {
            Children(output, element, depth);
            return;
        }

        var tag = Written.GetValueOrDefault(name, name);
        output.Append('<').Append(tag);
        foreach (var attribute in element.Attributes)
            if (attribute.NamespaceUri is null && Attributes.Contains(attribute.LocalName) && IsPlain(attribute.Value))
                output.Append(' ').Append(attribute.LocalName).Append("=\"").Append(WebUtility.HtmlEncode(attribute.Value)).Append('"');
        output.Append('>');
        if (Empty.Contains(name))
            return;
        Children(output, element, depth);
        if (name == "a")
            Address(output, element);
        output.Append("</").Append(tag).Append('>');
    }

    private static void Children(StringBuilder output, IElement element, int depth)
    {
        foreach (var child in element.ChildNodes)
            Write(output, child, depth + 1);
    }

    private static void Address(StringBuilder output, IElement link)
    {
        if (link.GetAttribute("href") is { } href && (href.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || href.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) && href != link.TextContent)
            output.Append(" (").Append(WebUtility.HtmlEncode(href)).Append(')');
    }

    private static void Picture(StringBuilder output, IElement image)
    {
        var alternative = WebUtility.HtmlEncode(image.GetAttribute("alt") ?? "");
        if (IsHeldPicture(image.GetAttribute("src")))
            output.Append("<img alt=\"").Append(alternative).Append("\" src=\"").Append(image.GetAttribute("src")).Append("\">");
        else
            output.Append("<span>[picture").Append(alternative.Length > 0 ? ": " : "").Append(alternative).Append("]</span>");
    }

    private static bool IsHeldPicture(string? source)
    {
        foreach (var type in (ReadOnlySpan<string>)["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,"])
            if (source?.StartsWith(type, StringComparison.Ordinal) == true)
                return source.Length > type.Length && source.AsSpan(type.Length).IndexOfAnyExcept(Base64) < 0;
        return false;
    }

    private static readonly System.Buffers.SearchValues<char> Base64 = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static bool IsPlain(string value) => value.Length <= 100 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-');
}
