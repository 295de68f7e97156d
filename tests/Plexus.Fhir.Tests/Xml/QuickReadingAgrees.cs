using System.Text;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Tests.Corpus;
using Plexus.Fhir.Xml;

namespace Plexus.Fhir.Tests.Xml;

/// <summary>What is read straight from bytes is what the platform's parser makes of them, or it is left to that parser.</summary>
public sealed class QuickReadingAgrees
{
    private const string Message = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- é --><Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir patient.xsd">
          <id value="a"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml" class='x "y"'>é &amp; <!-- c --><p title="a &gt; b">1 &lt; 2<br/></p>
            <a href="#a">&#233;&#x1F600;</a></div></text>
          <contained><Organization xmlns="http://hl7.org/fhir"><id value="o"/><name value="Ünal &amp; Co &#10; 'x'"/></Organization></contained>
          <extension id="e" url="u"><valueDecimal value="1.50"/></extension>
          <name id="n"><given value='A "quoted" é'/><given value="B"><extension url="v"><valueString value="s"></valueString></extension></given></name>
          <birthDate value="1970-01-01"/><managingOrganization><reference value="#o"/></managingOrganization>
        </Patient>

        """;

    // What XML is made of, in and out of place.
    private static readonly string[] Pieces =
    [
        "<", ">", "/", "\"", "'", "=", " ", "\n", "\r\n", "\r", "\t", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#10;", "&#xD;", "&#x1F600;", "&#0;", "&#xFFFE;",
        "&#x110000;", "&#55296;", "&", "&nbsp;", "&#;", "&#x;", "]]>", "--", "<!-- a -->", "<!--a--b-->", "<!---->", "<?pi x?>", "<![CDATA[x]]>", "<!DOCTYPE a>", "\uFEFF", "\uFFFE", "\u0001", "é", "😀",
        "x", ":", "-", " xmlns=\"http://hl7.org/fhir\"", " xmlns=\"http://www.w3.org/1999/xhtml\"", " xmlns:h=\"http://www.w3.org/1999/xhtml\"", "<h:p/>", " xml:lang=\"en\"", " xml:space=\"x\"",
        " id=\"i\"", " url=\"u\"", " value=\"v\"", " value='w'", "<active value=\"true\"/>", "<gender value=\"male\"></gender>", "</name>", "<p>", "</p>", "<br />", "<contained>", "<Patient>", "</Patient>", "<?xml version=\"1.0\"?>",
    ];

    [Fact]
    public void On_the_message_itself()
    {
        Agrees(Encoding.UTF8.GetBytes(Message)).ShouldBeTrue();
        Agrees(Encoding.UTF8.GetBytes("\uFEFF" + Message.ReplaceLineEndings("\r\n"))).ShouldBeTrue();
    }

    [Fact]
    public void On_mutants_of_a_message()
    {
        var random = new Random(20261128);
        var accepted = 0;

        for (var i = 0; i < 40_000; i++)
            accepted += Agrees(Encoding.UTF8.GetBytes(Mutant(Message, random))) ? 1 : 0;

        accepted.ShouldBeGreaterThan(2_000, "mutants that are read straight from their bytes");
    }

    [SpecificationFact]
    public void On_every_published_example()
    {
        var examples = PublishedExamples.All().Where(example => example.IsXml).ToArray();

        var accepted = examples.Count(example => Agrees(example.Bytes, example.Version));

        accepted.ShouldBeGreaterThan(examples.Length / 4, "examples that are read straight from their bytes");
    }

    [Fact]
    public void On_limits()
    {
        var bytes = Encoding.UTF8.GetBytes(Message);
        foreach (var limit in Enumerable.Range(1, 40))
        {
            Agrees(bytes, options: new FhirReaderOptions { MaxDepth = limit });
            Agrees(bytes, options: new FhirReaderOptions { MaxNodes = limit });
            Agrees(bytes, options: new FhirReaderOptions { MaxValueBytes = limit });
            Agrees(bytes, options: new FhirReaderOptions { MaxAttributes = limit });
            Agrees(bytes, options: new FhirReaderOptions { MaxNarrativeDepth = limit });
            Agrees(bytes, options: new FhirReaderOptions { MaxNarrativeBytes = limit * 10 });
            Agrees(bytes, options: new FhirReaderOptions { MaxResourceDepth = limit });
            Agrees(bytes, options: new FhirReaderOptions { MaxDocumentBytes = limit * 50 });
        }
    }

    /// <summary>Whether the bytes were read quickly; then the thorough reader must find no issue and the same nodes and values.</summary>
    private static bool Agrees(byte[] bytes, FhirVersion version = FhirVersion.Stu3, FhirReaderOptions? options = null)
    {
        options ??= FhirReaderOptions.Default;
        var model = FhirModel.For(version);
        if (QuickXmlReader.Read(bytes, model, options, new IssueList(10)) is not { } quick)
            return false;

        var thorough = XmlResourceReader.ReadThoroughly(bytes, model, options);
        thorough.Issues.ShouldBeEmpty(Encoding.UTF8.GetString(bytes));
        Describe(quick).ShouldBe(Describe(thorough.Document!));
        return true;
    }

    private static string Describe(FhirDocument document)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < document.Nodes.Length; i++)
        {
            ref var node = ref document.Nodes[i];
            lines.Append(node.Property).Append(' ').Append(node.Parent).Append(' ').Append(node.End).Append(' ').Append(node.Type).Append(' ').Append(node.Flags)
                .Append(' ').Append(node.Line).Append(':').Append(node.Column).Append(' ').AppendLine(new FhirElement(document, i).Value);
        }

        return lines.ToString();
    }

    private static string Mutant(string text, Random random)
    {
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(4) == 0 ? random.Next(30) : random.Next(3), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }
}
