using System.Text;

namespace Plexus.Fhir.Tests.Xml;

public sealed class ReadingXml
{
    private const string Patient = """
        <Patient xmlns="http://hl7.org/fhir">
          <id value="erin"/>
          <!-- a comment -->
          <extension url="https://example.org/one"><valueString value="first"/></extension>
          <active value="true"/>
          <name id="n1">
            <use value="official"/>
            <family value="Example &amp; Sons"/>
            <given value="Erin"/>
            <given value="Ann"><extension url="https://example.org/two"><valueBoolean value="false"/></extension></given>
          </name>
          <birthDate value="1970-01"/>
          <contained><Organization><id value="org"/><name value="Example Surgery"/></Organization></contained>
          <managingOrganization><reference value="#org"/></managingOrganization>
        </Patient>
        """;

    [Fact]
    public void Values_names_and_types_can_be_walked()
    {
        var patient = Read(Patient).Document!.Root;

        patient.Name.ShouldBe("Patient");
        patient["name"]["family"].Value.ShouldBe("Example & Sons");
        patient["name"]["family"].TypeName.ShouldBe("string");
        patient["name"]["id"].Value.ShouldBe("n1");
        patient["name"].Elements("given").Select(given => given.Value).ShouldBe(["Erin", "Ann"]);
        patient["name"].Elements("given").Last().Extension("https://example.org/two")["value"].BooleanValue.ShouldBe(false);
        patient["active"].BooleanValue.ShouldBe(true);
        patient.Extension("https://example.org/one")["valueString"].ValueEquals("first").ShouldBeTrue();
        patient["extension"]["value"].Name.ShouldBe("valueString");
        patient["photo"]["title"]["nonsense"].Exists.ShouldBeFalse();
        patient["photo"].Value.ShouldBeNull();
    }

    [Fact]
    public void Paths_have_indices_on_repeating_elements_only()
    {
        var patient = Read(Patient).Document!.Root;

        patient["name"].Elements("given").Last().Path.ShouldBe("Patient.name[0].given[1]");
        patient["birthDate"].Path.ShouldBe("Patient.birthDate");
        patient["birthDate"].Line.ShouldBe(12);
        patient["extension"]["value"].Path.ShouldBe("Patient.extension[0].value");
    }

    [Fact]
    public void A_contained_resource_is_resolved_from_its_container()
    {
        var patient = Read(Patient).Document!.Root;

        var organization = patient["managingOrganization"].Resolve();

        organization["name"].Value.ShouldBe("Example Surgery");
        organization.IsResource.ShouldBeTrue();
    }

    [Fact]
    public void Elements_out_of_order_are_an_error_and_still_read()
    {
        var result = Read(Patient);

        result.Issues.ShouldHaveSingleItem().Id.ShouldBe("FHIR-XML-008");
        result.HasErrors.ShouldBeTrue();
        result.Document!.Root.Children().Select(child => child.Name)
            .ShouldBe(["id", "contained", "extension", "active", "name", "birthDate", "managingOrganization"]);
    }

    [Theory]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><nickname value='x'/></Patient>", "FHIR-XML-005")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><active value='true' colour='red'/></Patient>", "FHIR-XML-006")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'>text</Patient>", "FHIR-XML-007")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><name value='x'/></Patient>", "FHIR-XML-009")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><contained/></Patient>", "FHIR-XML-010")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><contained><Patient/><Patient/></contained></Patient>", "FHIR-XML-010")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><extension><url value='u'/></extension></Patient>", "FHIR-XML-011")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><extension url='u'><url value='v'/></extension></Patient>", "FHIR-XML-011")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><active xmlns='urn:other' value='true'/></Patient>", "FHIR-XML-004")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir' xmlns:o='urn:other' o:a='1'/>", "FHIR-XML-013")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><contained><Nothing/></contained></Patient>", "FHIR-TYPE-001")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><text><status value='empty'/><div>no namespace</div></text></Patient>", "FHIR-DIV-004")]
    public void Bad_structure_is_an_error_when_strict_and_a_warning_when_lenient(string xml, string id)
    {
        var strict = Read(xml);
        var lenient = FhirXml.Read(Encoding.UTF8.GetBytes(xml), FhirVersion.Stu3, FhirReaderOptions.Lenient);

        strict.Issues.ShouldHaveSingleItem().Id.ShouldBe(id);
        strict.HasErrors.ShouldBeTrue();
        strict.Document.ShouldNotBeNull();
        lenient.Issues.ShouldHaveSingleItem().Id.ShouldBe(id);
        lenient.HasErrors.ShouldBeFalse();
    }

    [Theory]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><birthDate value='1970'/><active value='true'/></Patient>", true)]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><extension><url value='u'/></extension></Patient>", true)]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><extension url='u'><url value='v'/></extension></Patient>", false)]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'><nickname value='x'/></Patient>", false)]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'>text</Patient>", false)]
    public void A_document_that_is_not_valid_is_complete_unless_something_was_left_out(string xml, bool isComplete)
    {
        var result = Read(xml);

        result.HasErrors.ShouldBeTrue();
        result.IsComplete.ShouldBe(isComplete);
    }

    [Theory]
    [InlineData("", "FHIR-XML-001")]
    [InlineData("not xml", "FHIR-XML-001")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'>", "FHIR-XML-001")]
    [InlineData("<Patient xmlns='http://hl7.org/fhir'/><Patient/>", "FHIR-XML-001")]
    [InlineData("<!DOCTYPE Patient [<!ENTITY a 'b'>]><Patient xmlns='http://hl7.org/fhir'/>", "FHIR-XML-002")]
    [InlineData("<Patient/>", "FHIR-XML-003")]
    [InlineData("<Patient xmlns='urn:hl7-org:v3'/>", "FHIR-XML-003")]
    [InlineData("<ServiceRequest xmlns='http://hl7.org/fhir'/>", "FHIR-TYPE-001")]
    [InlineData("<DomainResource xmlns='http://hl7.org/fhir'/>", "FHIR-TYPE-002")]
    public void Input_that_is_no_resource_is_fatal(string xml, string id)
    {
        var result = Read(xml);

        result.IsFatal.ShouldBeTrue();
        result.HasErrors.ShouldBeTrue();
        result.Issues.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_document_type_declaration_is_refused_where_it_stands(string encoding)
    {
        var text = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. text.GetPreamble(), .. text.GetBytes("<!-- é -->\n <!DOCTYPE Patient><Patient xmlns='http://hl7.org/fhir'/>")];

        var issue = FhirXml.Read(bytes, FhirVersion.Stu3).Issues.ShouldHaveSingleItem();

        (issue.Id, issue.Line, issue.Column).ShouldBe(("FHIR-XML-002", 2, 2));
    }

    [Fact]
    public void A_prefixed_narrative_becomes_self_contained()
    {
        const string xml = """<Patient xmlns="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml"><text><status value="generated"/><h:div xml:lang="en">A &lt; <h:b class="x&quot;y">b</h:b><h:br/> c</h:div></text></Patient>""";

        var result = Read(xml);

        result.Issues.ShouldBeEmpty();
        result.Document!.Root["text"]["div"].Value.ShouldBe("""<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">A &lt; <b class="x&quot;y">b</b><br/> c</div>""");
    }

    public static TheoryData<string> Messages =>
        [.. Specifications.Files("itk3/examples", "*.xml"), .. Specifications.Files("gp-connect-send-document/examples", "*.xml")];

    [SpecificationTheory]
    [MemberData(nameof(Messages))]
    public void A_published_message_survives_reading_and_writing(string file)
    {
        var first = FhirXml.Read(Specifications.Read(file), FhirVersion.Stu3);
        first.Document.ShouldNotBeNull(string.Join("\n", first.Issues));

        var written = FhirXml.ToBytes(first.Document.Root);
        var second = FhirXml.Read(written, FhirVersion.Stu3);

        // Some published messages have elements out of order, or stray text; writing puts that right.
        var isOrdered = first.Issues.All(issue => issue.Id != "FHIR-XML-008");
        second.Issues.ShouldBeEmpty();
        XmlTree.Of(Specifications.Read(file), isOrdered).ShouldBe(XmlTree.Of(written, isOrdered));
        FhirXml.ToBytes(second.Document!.Root).ShouldBe(written);
    }

    private static FhirReadResult Read(string xml) => FhirXml.Read(Encoding.UTF8.GetBytes(xml), FhirVersion.Stu3);
}
