using System.Text;
using System.Xml.Linq;
using Plexus.Primitives;
using Plexus.Sandbox.Itk3;
using Plexus.Sandbox.Tests.Mesh;

namespace Plexus.Sandbox.Tests.Itk3;

/// <summary>The checker finds each fault that is put into an acknowledgement, and nothing in a sound one.</summary>
public sealed class CheckingAcknowledgements
{
    private const string Header = "5b3a1c1e-0000-8000-8000-000000000001";
    private const string Reference = "encounter-7";

    private static readonly Person _patient = new()
    {
        NhsNumber = NhsNumber.Parse("9990000018"),
        Name = new PersonName("Ms", ["Amara", "Jo"], "Fenwick-Hale"),
        DateOfBirth = new DateOnly(1961, 3, 4),
        Gender = Gender.Female,
        Address = new Address("3 Alder Row", "Saltmarsh", "ZZ99 3BC"),
    };

    private static readonly AnsweredMessage _original = new()
    {
        HeaderId = Header,
        SenderReference = Reference,
        Patient = _patient,
        Responder = SandboxDefaults.Practice,
        ResponderMailbox = SandboxDefaults.PracticeMailbox,
    };

    private static readonly Dictionary<string, Func<string, string>> _faults = new()
    {
        ["ACK-00"] = xml => xml[..200],
        ["ACK-01"] = xml => First(xml, "<type value=\"message\"/>", "<type value=\"batch\"/>"),
        ["ACK-02"] = xml => Entries(xml, entries => entries.Reverse()),
        ["ACK-03"] = xml => First(xml, "ITK Response", "ITK Reply"),
        ["ACK-04"] = xml => First(xml, "Extension-ITK-MessageHandling-2", "Extension-ITK-MessageHandling-1"),
        ["ACK-05"] = xml => First(xml, "url=\"LocalExtension\"", "url=\"LocalExtensions\""),
        ["ACK-06"] = xml => First(xml, "<extension url=\"BusAckRequested\"><valueBoolean value=\"false\"/>", "<extension url=\"BusAckRequested\"><valueBoolean value=\"true\"/>"),
        ["ACK-07"] = xml => First(xml, "<extension url=\"InfAckRequested\"><valueBoolean value=\"false\"/>", "<extension url=\"InfAckRequested\"><valueBoolean value=\"true\"/>"),
        ["ACK-08"] = xml => First(xml, "For Action", "for action"),
        ["ACK-09"] = xml => First(xml, "ITK-Response-MessageDefinition-1", "ITK-GPConnectSendDocument-MessageDefinition-1"),
        ["ACK-10"] = xml => First(xml, Reference, "None"),
        ["ACK-11"] = xml => First(xml, "url=\"LocalExtension\"><valueString value=\"None\"", "url=\"LocalExtension\"><valueString value=\"Nothing\""),
        ["ACK-12"] = xml => First(xml, "<sender><reference value=\"urn:uuid:", "<sender><reference value=\"urn:uuid:0"),
        ["ACK-13"] = xml => First(xml, "value=\"A99901\"", "value=\"A99902\""),
        ["ACK-14"] = xml => First(xml, "</identifier></Organization>", "</identifier><name value=\"ALDER ROW SURGERY\"/></Organization>"),
        ["ACK-15"] = xml => First(xml, "<source><endpoint", "<source><name value=\"Gateway\"/><endpoint"),
        ["ACK-16"] = xml => First(xml, "<endpoint value=\"A99901OT001\"", "<endpoint value=\"urn:nhs-uk:addressing:ods:A99901\""),
        ["ACK-17"] = xml => First(xml, "</response></MessageHeader>", "</response><focus><reference value=\"Patient/1\"/></focus></MessageHeader>"),
        ["ACK-18"] = xml => First(xml, "<identifier value=\"" + Header, "<identifier value=\"1" + Header),
        ["ACK-19"] = xml => First(xml, "<details><reference value=\"urn:uuid:", "<details><reference value=\"urn:uuid:0"),
        ["ACK-20"] = xml => First(xml, "<coding><system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1\"/>", "<coding><code value=\"x\"/></coding><coding><system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1\"/>"),
        ["ACK-21"] = xml => First(xml, "Unrecognised Recipient Organisation", "Not us"),
        ["ACK-22"] = xml => First(xml, "<code value=\"not-found\"/>", "<code value=\"processing\"/>"),
        ["ACK-23"] = xml => First(xml, "<diagnostics value=\"The receiver is another organisation.\"/>", ""),
        ["ACK-24"] = xml => First(xml, "The receiver is another organisation.", "No patient Fenwick Hale here."),
        ["ACK-99"] = xml => First(xml, "<timestamp ", "<timestomp "),
    };

    public static TheoryData<string> Rules => [.. AcknowledgementRules.Rules.Select(r => r.Id)];

    [Fact]
    public void Every_rule_has_a_fault_and_every_fault_a_rule() => _faults.Keys.Order().ShouldBe(AcknowledgementRules.Rules.Select(r => r.Id).Order());

    [Fact]
    public void A_sound_acknowledgement_has_no_problem()
    {
        foreach (var code in ResponseCodes.Table)
            Check(Write(code.Code)).ShouldBeEmpty(code.Code);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_fault_is_found_by_its_rule(string rule)
    {
        var spoilt = _faults[rule](Encoding.UTF8.GetString(Write("20002")));

        Check(Encoding.UTF8.GetBytes(spoilt)).Select(p => p.Rule).ShouldContain(rule);
    }

    [Theory]
    [InlineData("999 000 0018 is not on the list")]
    [InlineData("born 1961-03-04")]
    [InlineData("seen at 3 ALDER ROW")]
    [InlineData("nobody called amara")]
    public void Words_of_the_patient_are_found_however_they_are_written(string diagnostics) =>
        Check(Write("20002", diagnostics)).Select(p => p.Rule).ShouldBe(["ACK-24"]);

    [Fact]
    public void A_problem_never_repeats_what_the_message_says()
    {
        var problem = Check(Write("20002", "Nobody called Fenwick-Hale")).Single();

        $"{problem.Text}{problem.Path}".ShouldNotContain("Fenwick");
        problem.Path.ShouldBe("Bundle.entry[2].resource.issue[0].diagnostics");
    }

    [Fact]
    public void An_answer_to_what_nobody_can_read_may_name_no_header_id()
    {
        var ack = Acknowledgement.Parse(Write("10009", answers: Itk3Wire.Unreadable, reference: Itk3Wire.None));

        AcknowledgementRules.Check(ack, _original with { BeyondReading = true }).ShouldBeEmpty();
        AcknowledgementRules.Check(ack, _original).Select(p => p.Rule).ShouldBe(["ACK-10", "ACK-18"]);
    }

    [SpecsFact]
    public void The_published_response_keeps_every_rule_of_ITK3_and_asks_for_an_answer_as_the_harness_does()
    {
        var problems = Published("itk3/examples/ITK008M-response-30001.xml", "bd253806-64e7-4c90-9adf-4866cd68aa66");

        problems.Where(p => p.Source.StartsWith("ITK3", StringComparison.Ordinal)).ShouldBeEmpty();
        problems.Select(p => p.Rule).ShouldBe(["ACK-07", "ACK-13"], "InfAckRequested is true, and a Practitioner answers");
    }

    [SpecsFact]
    public void The_harness_templates_of_send_document_keep_every_rule_of_ITK3()
    {
        foreach (var (name, found) in new[] { ("business", new[] { "ACK-07", "ACK-13" }), ("infrastructure", ["ACK-13"]) })
        {
            var problems = Published($"gp-connect-send-document/examples/itk3-response-{name}-template.xml", Header);

            problems.Where(p => p.Source.StartsWith("ITK3", StringComparison.Ordinal)).ShouldBeEmpty(name);
            problems.Select(p => p.Rule).ShouldBe(found, name);
        }
    }

    [SpecsFact]
    public void The_older_harness_templates_lack_the_keys_that_2_5_0_demands()
    {
        foreach (var name in (string[])["business", "infrastructure"])
            Published($"itk3/examples/harness-{name}-response-template.xml", Header).Select(p => p.Path[(p.Path.LastIndexOf('.') + 1)..]).ShouldBe(
                ["BusAckRequested", "MessageDefinition", "SenderReference", "LocalExtension", .. name == "business" ? (string[])["extension[0]", "sender"] : ["sender"]], ignoreOrder: true, name);
    }

    [SpecsFact]
    public void The_codes_are_those_of_the_published_code_system()
    {
        var codes = XDocument.Load(Path.Combine(ObservedExchanges.Specs!, "itk3/terminology/CodeSystem-ITK-ResponseCodes-1.xml"));
        XNamespace fhir = "http://hl7.org/fhir";
        var published = codes.Descendants(fhir + "concept").Select(c => ((string)c.Element(fhir + "code")!.Attribute("value")!, (string)c.Element(fhir + "display")!.Attribute("value")!));

        ResponseCodes.Table.Select(c => (c.Code, c.Display)).ShouldBe(published);
    }

    [SpecsFact]
    public void The_events_and_recipient_types_are_those_of_the_published_code_systems()
    {
        foreach (var (file, display) in new (string, Func<string, string?>)[] { ("ITK-MessageEvent-2", Itk3Wire.EventDisplay), ("ITK-RecipientType-1", Itk3Wire.RecipientTypeDisplay) })
        {
            var codes = XDocument.Load(Path.Combine(ObservedExchanges.Specs!, $"itk3/terminology/CodeSystem-{file}.xml"));
            XNamespace fhir = "http://hl7.org/fhir";
            foreach (var concept in codes.Descendants(fhir + "concept"))
                display((string)concept.Element(fhir + "code")!.Attribute("value")!).ShouldBe((string)concept.Element(fhir + "display")!.Attribute("value")!);
        }
    }

    private static IReadOnlyList<AcknowledgementProblem> Check(byte[] bytes) => AcknowledgementRules.Check(Acknowledgement.Parse(bytes), _original);

    private static IReadOnlyList<AcknowledgementProblem> Published(string file, string answers)
    {
        var known = ResponseCodes.All["30001"];
        var text = File.ReadAllText(Path.Combine(ObservedExchanges.Specs!, file))
            .Replace("__REQUEST_UUID__", answers, StringComparison.Ordinal)
            .Replace("__TIMESTAMP__", "2026-05-04T09:00:00Z", StringComparison.Ordinal)
            .Replace("__RESPONSE_CODE__", known.Response, StringComparison.Ordinal)
            .Replace("__ISSUE_SEVERITY__", known.Severity, StringComparison.Ordinal)
            .Replace("__ISSUE_CODE__", known.IssueTypes[0], StringComparison.Ordinal)
            .Replace("__ERRORCODE__", known.Code, StringComparison.Ordinal)
            .Replace("__ERRORTEXT__", known.Display, StringComparison.Ordinal)
            .Replace("__PRIORITY_BLOCK__", "", StringComparison.Ordinal)
            .Replace("__INF_ACK_REQUESTED__", "false", StringComparison.Ordinal);
        foreach (var (name, id) in new[] { ("SENDER_UUID", 'a'), ("OPERATION_OUTCOME_UUID", 'b'), ("MESSAGE_HEADER_UUID", 'c'), ("BUNDLE_UUID", 'd') })
        {
            foreach (var prefix in (string[])["", "BA_", "IA_", "BAID_", "IAID_"])
                text = text.Replace($"__{prefix}{name}__", $"00000000-0000-4000-8000-00000000000{id}", StringComparison.Ordinal);
        }
        return AcknowledgementRules.Check(Acknowledgement.Parse(Encoding.UTF8.GetBytes(text)), new AnsweredMessage { HeaderId = answers });
    }

    private static byte[] Write(string code, string? diagnostics = "The receiver is another organisation.", string answers = Header, string reference = Reference) => ResponseWriter.Write(new Response
    {
        Code = ResponseCodes.All[code],
        Answers = answers,
        SenderReference = reference,
        Responder = SandboxDefaults.Practice,
        ResponderMailbox = SandboxDefaults.PracticeMailbox,
        At = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero),
        Diagnostics = ResponseCodes.All[code].Positive ? null : diagnostics,
        Part = part => new Uuids(1, new DateOnly(2026, 5, 4)).Of(1, part),
    });

    private static string First(string xml, string what, string by)
    {
        var at = xml.IndexOf(what, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, what);
        return string.Concat(xml.AsSpan(0, at), by, xml.AsSpan(at + what.Length));
    }

    private static string Entries(string xml, Func<IEnumerable<XElement>, IEnumerable<XElement>> order)
    {
        var document = XDocument.Parse(xml);
        XNamespace fhir = "http://hl7.org/fhir";
        var entries = document.Root!.Elements(fhir + "entry").ToArray();
        foreach (var entry in entries)
            entry.Remove();
        document.Root.Add(order(entries));
        return document.ToString(SaveOptions.DisableFormatting);
    }
}
