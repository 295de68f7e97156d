using System.Text;
using Plexus.Fhir.Validation;

namespace Plexus.Fhir.Tests.Validation;

public sealed class Narratives
{
    private const string Narrative = """
        <div xmlns="http://www.w3.org/1999/xhtml" class="x"><p title='é'>Text &amp; more<br/></p><!-- c --><a href="https://example.org/a">&#233;</a><img src="#i" alt="a"/></div>
        """;

    private static readonly string[] Pieces =
    [
        "<script>", "</script>", "<p>", "</p>", "<b/>", " onclick=\"x()\"", " href=\"javascript:x\"", " src=\"file:///a\"", " style=\"a\"", " xml:lang=\"en\"", " x:y=\"1\"", "&#32;", "&#160;", "&nbsp;",
        "&", "<", ">", "]]>", "--", "\"", " xmlns=\"\"", " xmlns:x=\"y\"", "<![CDATA[x]]>", "<?x?>", "\r\n", "\t", " ", "é",
    ];

    [Theory]
    [InlineData("<p>a</p>", true, true)]
    [InlineData("<p> &#32;</p>", true, false)]
    [InlineData("<p>&#160;</p>", true, true)]
    [InlineData("<img src='#a'/>", true, true)]
    [InlineData("<img src='javascript:a'/>", false, true)]
    [InlineData("<a href='javascript:a'>a</a>", false, true)]
    [InlineData("<script>a</script>", false, true)]
    [InlineData("<p onclick='a'>a</p>", false, true)]
    public void Are_judged_as_the_specification_has_it(string content, bool isAllowed, bool hasContent) =>
        NarrativeRules.Examine(Bytes($"<div xmlns='http://www.w3.org/1999/xhtml'>{content}</div>")).ShouldBe((isAllowed, hasContent));

    [Fact]
    public void Are_judged_alike_with_and_without_the_parser_of_the_platform()
    {
        var random = new Random(20261128);
        var scanned = 0;

        for (var i = 0; i < 20_000; i++)
        {
            var mutant = Bytes(Mutant(random));
            if (!NarrativeScan.TryScan(mutant.Span, 100, out var scan))
                continue;

            scanned++;
            (scan.IsAllowed, scan.HasContent).ShouldBe(NarrativeRules.ExamineThoroughly(mutant), Encoding.UTF8.GetString(mutant.Span));
        }

        scanned.ShouldBeGreaterThan(2_000);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Mutant(Random random)
    {
        var at = random.Next(Narrative.Length);
        var length = Math.Min(random.Next(12), Narrative.Length - at);
        return random.Next(3) switch
        {
            0 => Narrative.Remove(at, length),
            1 => Narrative.Insert(at, Narrative.Substring(at, length)),
            _ => Narrative.Insert(at, Pieces[random.Next(Pieces.Length)]),
        };
    }
}
