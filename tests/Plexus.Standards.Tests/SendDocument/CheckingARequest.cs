using System.Text.Json;
using System.Text.Json.Nodes;
using Plexus.Standards.SendDocument;

namespace Plexus.Standards.Tests.SendDocument;

public sealed class CheckingARequest
{
    [Fact]
    public void A_good_request_has_no_problems()
    {
        var (request, problems) = SendDocumentRequest.Read(Requests.Good());

        problems.ShouldBeEmpty();
        request.ShouldNotBeNull();
    }

    public static TheoryData<string, string, string> Defects => new()
    {
        { "patient", "null", "patient required" },
        { "patient.nhsNumber", "\"9990000019\"", "patient.nhsNumber invalid" },
        { "patient.nhsNumber", "null", "patient.nhsNumber required" },
        { "patient.surname", "\"\"", "patient.surname required" },
        { "patient.surname", "\"Hol\\nloway\"", "patient.surname invalid" },
        { "patient.birthDate", "null", "patient.birthDate required" },
        { "patient.gender", "\"f\"", "patient.gender invalid" },
        { "recipient", "{ \"mailbox\": \"GPPROVIDER_1\" }", "recipient.mailbox invalid" },
        { "type", "null", "type required" },
        { "type.code", "\"371531001\"", "type.code invalid" },
        { "type.display", "null", "type.display required" },
        { "careSetting", "null", "careSetting required" },
        { "title", "null", "title required" },
        { "title", "\"a\\u0007b\"", "title invalid" },
        { "text", "\"bad \\u0001 character\"", "text invalid" },
        { "version", "0", "version invalid" },
        { "confidentiality", "\"R\"", "confidentiality not-allowed" },
        { "author", "null", "author required" },
        { "author.surname", "null", "author.surname required" },
        { "replaces", "\" \"", "replaces invalid" },
        { "guide", "\"v9\"", "guide invalid" },
        { "attachments", "[]", "" },
        { "attachments", "[null]", "attachments[0] required" },
        { "attachments", "[{ \"contentType\": \"application/zip\", \"data\": \"UEs=\" }]", "attachments[0].contentType not-allowed" },
        { "attachments", "[{ \"contentType\": \"application/pdf\", \"data\": \"###\" }]", "attachments[0].data invalid" },
        { "attachments", "[{ \"contentType\": \"application/pdf\", \"data\": \"\" }]", "attachments[0].data required" },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void Every_defect_is_named_before_anything_is_built(string path, string value, string problem)
    {
        var (request, problems) = SendDocumentRequest.Read(Requests.Good(root => Set(root, path, value)));

        problems.Select(p => $"{p.Field} {p.Code}").ShouldBe(problem.Length == 0 ? [] : [problem]);
        (request is null).ShouldBe(problem.Length > 0);
    }

    [Fact]
    public void All_defects_come_at_once()
    {
        var (_, problems) = SendDocumentRequest.Read(Requests.Good(root => { root["title"] = null; root["patient"]!["surname"] = null; }));

        problems.Select(p => p.Field).ShouldBe(["patient.surname", "title"]);
    }

    [Fact]
    public void A_document_needs_an_attachment_or_a_text() =>
        SendDocumentRequest.Read(Requests.Good(root => { root["attachments"] = null; root["text"] = null; })).Problems.Single().Field.ShouldBe("attachments");

    [Fact]
    public void More_than_receivers_take_is_refused_here() =>
        SendDocumentRequest.Read(Requests.Good(), largest: 40).Problems.Single().Code.ShouldBe("too-large");

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{ \"patient\": 7 }")]
    [InlineData("{ \"version\": \"one\" }")]
    public void What_is_no_request_at_all_is_one_problem(string json) =>
        SendDocumentRequest.Read(JsonSerializer.Deserialize<JsonElement>(json)).Problems.Single().Code.ShouldBe("invalid");

    [Fact]
    public void Version_1_fixes_the_title_and_demands_a_pdf_and_the_authors_identifier()
    {
        var (_, problems) = SendDocumentRequest.Read(Requests.Good(root =>
        {
            root["guide"] = "v1";
            root["author"]!["sdsUserId"] = null;
            root["attachments"]!.AsArray().RemoveAt(0);
        }));

        problems.Select(p => p.Field).ShouldBe(["title", "author.sdsUserId", "attachments[0].contentType"]);
    }

    [Fact]
    public void No_problem_repeats_a_value()
    {
        var (_, problems) = SendDocumentRequest.Read(Requests.Good(root => Set(root, "patient.nhsNumber", "\"9990000019\"")));

        problems.Single().Text.ShouldNotContain("999");
    }

    private static void Set(JsonObject root, string path, string value)
    {
        var parts = path.Split('.');
        var target = root;
        foreach (var part in parts[..^1])
            target = target[part]!.AsObject();
        target[parts[^1]] = JsonNode.Parse(value);
    }
}
