using System.Text;
using Plexus.Fhir.Tests.Mutants;
using Plexus.Fhir.Tests.Xml;

namespace Plexus.Fhir.Tests.Hostile;

public sealed class HostileInput
{
    // What a read may allocate when it is refused early, whatever the size of the input.
    private const long Modest = 24_000_000;

    private const string Start = "<Patient xmlns='http://hl7.org/fhir'>";

    [Fact]
    public void Entities_are_refused_without_expanding_them()
    {
        var bomb = new StringBuilder("<!DOCTYPE Patient [<!ENTITY a0 'x'>");
        for (var i = 1; i < 60; i++)
            bomb.Append("<!ENTITY a").Append(i).Append(" '&a").Append(i - 1).Append(";&a").Append(i - 1).Append(";'>");
        bomb.Append("]>").Append(Start).Append("<language value='&a59;'/></Patient>");

        var result = Cheaply(() => Read(bomb.ToString()));

        result.Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-XML-002");
    }

    [Theory]
    [InlineData("<extension url='u'>")]
    [InlineData("<unknown>")]
    [InlineData("<text><div xmlns='http://www.w3.org/1999/xhtml'><p>")]
    [InlineData("<contained><Patient>")]
    public void A_hundred_thousand_levels_are_refused(string level)
    {
        var deep = Encoding.UTF8.GetBytes(Start + string.Concat(Enumerable.Repeat(level, 100_000)));

        var result = Cheaply(() => FhirXml.Read(deep, FhirVersion.Stu3));

        result.Issues[^1].Severity.ShouldBe(FhirSeverity.Fatal);
        result.Issues[^1].Id.ShouldStartWith("FHIR-LIMIT-");
    }

    [Fact]
    public void A_hundred_thousand_levels_of_JSON_are_refused()
    {
        var deep = Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\"," + string.Concat(Enumerable.Repeat("\"extension\":[{", 100_000)));

        var result = Cheaply(() => FhirJson.Read(deep, FhirVersion.Stu3));

        result.IsFatal.ShouldBeTrue();
    }

    [Fact]
    public void White_space_of_200_MB_is_refused_and_costs_little_where_the_limit_allows_it()
    {
        var padded = new byte[200_000_000];
        padded.AsSpan().Fill((byte)' ');
        Encoding.UTF8.GetBytes(Start).CopyTo(padded, 0);
        "</Patient>"u8.CopyTo(padded.AsSpan(padded.Length - 10));

        Cheaply(() => FhirXml.Read(padded, FhirVersion.Stu3)).Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-LIMIT-001");
        Cheaply(() => FhirXml.Read(padded, FhirVersion.Stu3, new FhirReaderOptions { MaxDocumentBytes = 300_000_000 })).Issues.ShouldBeEmpty();
    }

    [Fact]
    public void A_tag_of_a_million_attributes_is_refused_before_it_is_parsed()
    {
        var attributes = string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $" a{i}=''"));

        var document = Encoding.UTF8.GetBytes(Start + "<active" + attributes + "/></Patient>");

        var result = Cheaply(() => FhirXml.Read(document, FhirVersion.Stu3));

        result.Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-LIMIT-005");
    }

    [Theory]
    [InlineData("<!DOCTYPE Patient>" + Start + "</Patient>", "FHIR-XML-002", 1, 1)]
    [InlineData("\uFEFF<?xml version='1.0'?>\n<!-- <!DOCTYPE --> <!DOCTYPE Patient>" + Start + "</Patient>", "FHIR-XML-002", 2, 20)]
    [InlineData("<!-- <!DOCTYPE -->" + Start + "</Patien>", "FHIR-XML-001", 1, 58)]
    [InlineData("<?a <!DOCTYPE ?>" + Start + "</Patien>", "FHIR-XML-001", 1, 56)]
    [InlineData(Start + "<!-- <!DOCTYPE --></Patien>", "FHIR-XML-001", 1, 58)]
    [InlineData(Start + "<![CDATA[<!DOCTYPE]]></Patien>", "FHIR-XML-001", 1, 61)]
    public void A_document_type_is_declared_before_the_root_and_nowhere_else(string text, string id, int line, int column)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text.TrimStart('\uFEFF'))).ToArray() })
        {
            var issue = FhirXml.Read(bytes, FhirVersion.Stu3).Issues[^1];

            (issue.Id, issue.Line, issue.Column).ShouldBe((id, line, column));
        }
    }

    [Fact]
    public void Invalid_UTF_8_is_malformed()
    {
        var bytes = Encoding.Latin1.GetBytes(Start + "<language value='é'/></Patient>");

        FhirXml.Read(bytes, FhirVersion.Stu3).Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-XML-001");
    }

    [Theory]
    [InlineData("", 2, 14)]
    [InlineData("\n", 3, 14)]
    public void Invalid_UTF_8_in_JSON_is_told_with_its_place(string before, int line, int column)
    {
        var bytes = Encoding.Latin1.GetBytes(before + "{\"resourceType\":\"Patient\"," + new string(' ', 2_000) + "\n \"language\":\"é\"}");

        var issue = FhirJson.Read(bytes, FhirVersion.Stu3).Issues.ShouldHaveSingleItem();

        (issue.Id, issue.Line, issue.Column).ShouldBe(("FHIR-JSON-002", line, column));
    }

    [Fact]
    public void UTF_16_is_read_with_a_warning()
    {
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'?>" + Start + "<language value='é'/></Patient>")).ToArray();

        var result = FhirXml.Read(bytes, FhirVersion.Stu3);

        result.Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-XML-012");
        result.HasErrors.ShouldBeFalse();
        result.Document!.Root["language"].Value.ShouldBe("é");
    }

    [Theory]
    [InlineData("<?xml version='1.0' encoding='no-such-encoding'?>")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?>")]
    [InlineData("<?xml version='9.9'?>")]
    public void A_declaration_that_lies_throws_nothing(string declaration) =>
        Read(declaration + Start + "</Patient>").Issues.ShouldNotBeEmpty();

    [Fact]
    public void An_issue_never_repeats_a_name_that_could_be_data()
    {
        var result = Read(Start + "<élodie_smith_of_9_church_lane/></Patient>");

        result.Issues.ShouldHaveSingleItem().Text.ShouldNotContain("smith");
    }

    [Fact]
    public void Mutants_of_a_message_throw_nothing()
    {
        var message = Encoding.UTF8.GetBytes(Start + """
            <id value="a"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></text>
            <contained><Organization><id value="o"/><name value="Example &amp; Co"/></Organization></contained>
            <extension url="u"><valueDecimal value="1.50"/></extension>
            <name id="n"><given value="A"/><given value="B"><extension url="v"><valueString value="s"/></extension></given></name>
            <birthDate value="1970-01-01"/><managingOrganization><reference value="#o"/></managingOrganization></Patient>
            """);
        var json = FhirJson.ToBytes(FhirXml.Read(message, FhirVersion.Stu3).Document!.Root);
        var random = new Random(20261120);

        for (var i = 0; i < 3_000; i++)
        {
            Survives(FhirXml.Read(ByteMutator.Next(message, random), FhirVersion.Stu3, i % 2 == 0 ? FhirReaderOptions.Strict : FhirReaderOptions.Lenient));
            Survives(FhirJson.Read(ByteMutator.Next(json, random), FhirVersion.Stu3, i % 2 == 0 ? FhirReaderOptions.Strict : FhirReaderOptions.Lenient));
        }
    }

    /// <summary>What was read can be written in both formats and read again to the same.</summary>
    private static void Survives(FhirReadResult result)
    {
        result.Issues.ShouldAllBe(issue => issue.Id.StartsWith("FHIR-", StringComparison.Ordinal));
        if (result.Document is not { } document)
            return;

        var xml = FhirXml.ToBytes(document.Root);
        var again = FhirXml.Read(xml, FhirVersion.Stu3);
        again.IsFatal.ShouldBeFalse();
        XmlTree.Of(FhirXml.ToBytes(again.Document!.Root)).ShouldBe(XmlTree.Of(xml));
        FhirJson.Read(FhirJson.ToBytes(document.Root), FhirVersion.Stu3).IsFatal.ShouldBeFalse();
    }

    private static FhirReadResult Read(string xml) => FhirXml.Read(Encoding.UTF8.GetBytes(xml), FhirVersion.Stu3);

    private static FhirReadResult Cheaply(Func<FhirReadResult> read)
    {
        FhirModel.For(FhirVersion.Stu3).ShouldNotBeNull();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = read();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Modest);
        return result;
    }
}
