using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using FsCheck;
using FsCheck.Fluent;
using Plexus.Web.Api.Exchanges;

namespace Plexus.Web.Tests.Api;

public sealed class CleaningNarrative
{
    private static readonly string[] Pieces =
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", "<a href=\"javascript:alert(1)\">x</a>",
        "<a href='jav&#x09;ascript:alert(1)'>x</a>", "<iframe src=//attacker.example></iframe>", "<style>@import '//attacker.example'</style>", "<link rel=stylesheet href=//attacker.example>",
        "<form action=//attacker.example><input name=q><button>Go</button></form>", "<div style=\"background:url(//attacker.example)\">x</div>", "<div class=nhsuk-button id=maincontent>x</div>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<template><script>alert(1)</script></template>", "<base href=//attacker.example>", "<meta http-equiv=refresh content=0>",
        "<img src=\"https://attacker.example/pixel.gif\" alt=\"a picture\">", "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\">", "<object data=x></object>", "<xmp><script>alert(1)</script></xmp>",
        "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>", "</div></section><h1>Out</h1>", "<textarea></textarea><script>alert(1)</script>", "<p", "\0", "<td colspan=2>x</td>", "plain & simple < text",
    ];

    [Fact]
    public void Whatever_is_put_together_from_known_attacks_nothing_that_runs_or_asks_outside_is_left()
    {
        var parts = Gen.Elements(Pieces).ListOf().Select(string.Concat);

        Prop.ForAll(parts.ToArbitrary(), html => IsHarmless(Narrative.Sanitise(html))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Every_known_attack_by_itself_is_harmless()
    {
        foreach (var piece in Pieces)
            IsHarmless(Narrative.Sanitise(piece)).ShouldBeTrue(piece + " became " + Narrative.Sanitise(piece));
    }

    [Fact]
    public void What_was_cleaned_once_stays_as_it_is_when_a_browser_reads_it_and_it_is_cleaned_again()
    {
        foreach (var piece in Pieces)
        {
            var once = Narrative.Sanitise(piece);
            IsHarmless(Narrative.Sanitise(once)).ShouldBeTrue(piece);
        }
    }

    [Fact]
    public void What_letters_are_made_of_stays()
    {
        var html = Narrative.Sanitise("<div xmlns=\"http://www.w3.org/1999/xhtml\"><h1>Plan</h1><p>One <b>two</b> <i>three</i><br/>four</p><ul><li>a</li></ul><table><tr><th scope=\"col\" colspan=\"2\">T</th></tr><tr><td>1 &lt; 2</td></tr></table></div>");

        html.ShouldContain("<h4>Plan</h4>");
        html.ShouldContain("<b>two</b>");
        html.ShouldContain("<li>a</li>");
        html.ShouldContain("<th scope=\"col\" colspan=\"2\">T</th>");
        html.ShouldContain("<td>1 &lt; 2</td>");
    }

    [Fact]
    public void An_address_becomes_text_and_a_picture_of_elsewhere_its_description()
    {
        Narrative.Sanitise("<a href=\"https://example.org/leaflet\">the leaflet</a>").ShouldBe("<span>the leaflet (https://example.org/leaflet)</span>");
        Narrative.Sanitise("<img src=\"https://example.org/a.png\" alt=\"An ECG\">").ShouldBe("<span>[picture: An ECG]</span>");
        Narrative.Sanitise("<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"An ECG\">").ShouldStartWith("<img alt=\"An ECG\" src=\"data:image/png;base64,");
    }

    [Fact]
    public void Depth_without_end_costs_little_and_ends()
    {
        var html = Narrative.Sanitise(string.Concat(Enumerable.Repeat("<div>", 50_000)) + "deep");

        html.Length.ShouldBeLessThan(10_000);
        html.ShouldContain("[…]");
    }

    private static bool IsHarmless(string html)
    {
        var body = new HtmlParser().ParseDocument($"<body>{html}</body>").Body!;
        var elements = body.QuerySelectorAll("*").ToList();
        return elements.All(e => e.NamespaceUri == "http://www.w3.org/1999/xhtml")
            && !elements.Any(e => e.LocalName is "script" or "style" or "iframe" or "object" or "form" or "input" or "button" or "link" or "meta" or "base" or "svg" or "math" or "template" or "noscript" or "a")
            && elements.SelectMany(e => e.Attributes).All(a => a.LocalName is "colspan" or "rowspan" or "scope" or "abbr" or "lang" or "dir" or "start" or "span" or "alt"
                || (a.LocalName == "src" && Regex.IsMatch(a.Value, "^data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=]+$")));
    }
}
