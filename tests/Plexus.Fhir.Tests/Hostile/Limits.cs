using System.Text;

namespace Plexus.Fhir.Tests.Hostile;

public sealed class Limits
{
    private const string Div = "<div xmlns='http://www.w3.org/1999/xhtml'>";

    private static readonly string NestedXml = Xml("<extension url='u'><extension url='u'><extension url='u'><valueString value='x'/></extension></extension></extension>");
    private static readonly string NestedJson = Json("\"extension\":[{\"url\":\"u\",\"extension\":[{\"url\":\"u\",\"extension\":[{\"url\":\"u\",\"valueString\":\"x\"}]}]}]");
    private static readonly string ContainedXml = Xml("<contained><Patient><contained><Patient/></contained></Patient></contained>");
    private static readonly string ContainedJson = Json("\"contained\":[{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"Patient\"}]}]");
    private static readonly string NarrativeXml = Xml($"<text><status value='empty'/>{Div}<p><b>bold</b></p></div></text>");
    private static readonly string NarrativeJson = Json($"\"text\":{{\"status\":\"empty\",\"div\":\"{Div}<p><b>bold</b></p></div>\"}}");

    public static TheoryData<string, string, FhirReaderOptions, string> Breaches => new()
    {
        { "bytes of the document", Xml("<active value='true'/>"), new FhirReaderOptions { MaxDocumentBytes = 40 }, "FHIR-LIMIT-001" },
        { "bytes of the document", Json("\"active\":true"), new FhirReaderOptions { MaxDocumentBytes = 20 }, "FHIR-LIMIT-001" },
        { "depth", NestedXml, new FhirReaderOptions { MaxDepth = 3 }, "FHIR-LIMIT-002" },
        { "depth", NestedJson, new FhirReaderOptions { MaxDepth = 3 }, "FHIR-LIMIT-002" },
        { "depth of what is skipped", Xml("<a><b><c><d/></c></b></a>"), new FhirReaderOptions { MaxDepth = 2 }, "FHIR-LIMIT-002" },
        { "nodes", NestedXml, new FhirReaderOptions { MaxNodes = 4 }, "FHIR-LIMIT-003" },
        { "nodes", NestedJson, new FhirReaderOptions { MaxNodes = 4 }, "FHIR-LIMIT-003" },
        { "a value", Xml("<language value='0123456789'/>"), new FhirReaderOptions { MaxValueBytes = 9 }, "FHIR-LIMIT-004" },
        { "a value", Json("\"language\":\"0123456789\""), new FhirReaderOptions { MaxValueBytes = 9 }, "FHIR-LIMIT-004" },
        { "a base64 value", Xml("<photo><data value='AAAAAAAAAAAA'/></photo>"), new FhirReaderOptions { MaxBase64Bytes = 9 }, "FHIR-LIMIT-004" },
        { "a base64 value", Json("\"photo\":[{\"data\":\"AAAAAAAAAAAA\"}]"), new FhirReaderOptions { MaxBase64Bytes = 9 }, "FHIR-LIMIT-004" },
        { "attributes", Xml("<active a='1' b='2' c='3' value='true'/>"), new FhirReaderOptions { MaxAttributes = 3 }, "FHIR-LIMIT-005" },
        { "bytes of a narrative", NarrativeXml, new FhirReaderOptions { MaxNarrativeBytes = 30 }, "FHIR-LIMIT-006" },
        { "bytes of a narrative", NarrativeJson, new FhirReaderOptions { MaxNarrativeBytes = 30 }, "FHIR-LIMIT-006" },
        { "depth of a narrative", NarrativeXml, new FhirReaderOptions { MaxNarrativeDepth = 1 }, "FHIR-LIMIT-006" },
        { "depth of a narrative", NarrativeJson, new FhirReaderOptions { MaxNarrativeDepth = 1 }, "FHIR-LIMIT-006" },
        { "depth of a narrative", NarrativeXml, FhirReaderOptions.Lenient with { MaxNarrativeDepth = 1 }, "FHIR-LIMIT-006" },
        { "depth of a narrative", NarrativeJson, FhirReaderOptions.Lenient with { MaxNarrativeDepth = 1 }, "FHIR-LIMIT-006" },
        { "depth of resources", ContainedXml, new FhirReaderOptions { MaxResourceDepth = 2 }, "FHIR-LIMIT-008" },
        { "depth of resources", ContainedJson, new FhirReaderOptions { MaxResourceDepth = 2 }, "FHIR-LIMIT-008" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_is_fatal_and_the_same_document_passes_by_default(string limit, string text, FhirReaderOptions options, string id)
    {
        var breached = Read(text, options);

        breached.IsFatal.ShouldBeTrue(limit);
        breached.Issues[^1].Id.ShouldBe(id);
        breached.Issues[^1].Severity.ShouldBe(FhirSeverity.Fatal);
        Read(text, FhirReaderOptions.Default).IsFatal.ShouldBeFalse();
    }

    [Fact]
    public void A_limit_of_depth_may_be_raised_in_both_forms()
    {
        const int Levels = 150;
        var xml = Xml(string.Concat(Enumerable.Repeat("<extension url='u'>", Levels)) + "<valueString value='x'/>" + string.Concat(Enumerable.Repeat("</extension>", Levels)));
        var json = Json("\"extension\":[" + string.Concat(Enumerable.Repeat("{\"url\":\"u\",\"extension\":[", Levels - 1)) + "{\"url\":\"u\",\"valueString\":\"x\"}" + string.Concat(Enumerable.Repeat("]}", Levels - 1)) + "]");

        foreach (var text in new[] { xml, json })
        {
            Read(text, FhirReaderOptions.Default).IsFatal.ShouldBeTrue();
            Read(text, new FhirReaderOptions { MaxDepth = 200 }).Issues.ShouldBeEmpty();
            Read(text, new FhirReaderOptions { MaxDepth = int.MaxValue }).Issues.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_narrative_of_120_levels_is_refused_in_both_forms()
    {
        const int Levels = 120;
        var div = Div + string.Concat(Enumerable.Repeat("<span>", Levels)) + "x" + string.Concat(Enumerable.Repeat("</span>", Levels)) + "</div>";

        foreach (var text in new[] { Xml($"<text><status value='empty'/>{div}</text>"), Json($"\"text\":{{\"status\":\"empty\",\"div\":\"{div}\"}}") })
        {
            Read(text, FhirReaderOptions.Default).Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-LIMIT-006");
            Read(text, new FhirReaderOptions { MaxNarrativeDepth = Levels - 1 }).Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-LIMIT-006");
            Read(text, new FhirReaderOptions { MaxNarrativeDepth = Levels }).Issues.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Issues_beyond_the_limit_are_counted_as_one()
    {
        var text = Xml(string.Concat(Enumerable.Repeat("<nonsense/>", 50)));

        var result = Read(text, new FhirReaderOptions { MaxIssues = 10 });

        result.Issues.Count.ShouldBe(11);
        result.Issues[^1].Id.ShouldBe("FHIR-LIMIT-007");
    }

    private static FhirReadResult Read(string text, FhirReaderOptions options) =>
        text.StartsWith('<')
            ? FhirXml.Read(Encoding.UTF8.GetBytes(text), FhirVersion.Stu3, options)
            : FhirJson.Read(Encoding.UTF8.GetBytes(text), FhirVersion.Stu3, options);

    private static string Xml(string content) => $"<Patient xmlns='http://hl7.org/fhir'>{content}</Patient>";

    private static string Json(string content) => $"{{\"resourceType\":\"Patient\",{content}}}";
}
