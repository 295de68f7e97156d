using System.Net;
using Plexus.Web.Tests.Api;

namespace Plexus.Web.Tests.Console.Pages;

public sealed class SendingADocument(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IDisposable
{
    private static readonly (string, string, string, string)[] OneFile = [("attachments", "Clinic letter.pdf", "application/pdf", "%PDF-1.4 letter")];

    private readonly PlainBrowser _browser = new(gateway.Address);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task A_document_is_sent_and_leads_to_its_conversation()
    {
        var shown = await _browser.SubmitAsync(await _browser.OpenAsync("/send"), "send", Document("Sent whole"), files: OneFile);

        var conversation = shown.Address.AbsolutePath.Split('/')[^1];
        shown.Address.AbsolutePath.ShouldStartWith("/conversations/");
        var detail = await gateway.GetAsync($"/api/conversations/{conversation}");
        detail.GetProperty("conversation").GetProperty("standard").GetString().ShouldBe("SendDocument");
        await gateway.Installation.SettledAsync();
        gateway.Installation.Mesh.Sent.ShouldContain(m => m.Subject.Reveal().StartsWith("Sent whole for Amira Holloway"));
    }

    [Fact]
    public async Task The_same_form_pressed_twice_sends_one_document()
    {
        var form = await _browser.OpenAsync("/send");

        var first = await _browser.SubmitAsync(form, "send", Document("Pressed twice"), files: OneFile);
        var second = await _browser.SubmitAsync(form, "send", Document("Pressed twice"), files: OneFile);
        var changed = await _browser.SubmitAsync(form, "send", Document("Pressed thrice"), files: OneFile);

        second.Address.ShouldBe(first.Address);
        changed.Status.ShouldBe(HttpStatusCode.Conflict);
        changed.Text.ShouldContain("This form was sent already");
        changed.LinkTo("Start a new document").ShouldBe("/send");
    }

    [Fact]
    public async Task Everything_that_has_to_be_mended_stands_beside_its_field()
    {
        var fields = Document("");
        fields["patient.nhsNumber"] = "999 000 0019";
        fields["recipientKind"] = "mailbox";
        fields["recipient.mailbox"] = "";
        fields["careSetting.code"] = "1234567";
        fields["careSetting.display"] = "";
        fields["author.surname"] = "";
        fields["patient.birthDate.year"] = "61";

        var page = await _browser.SubmitAsync(await _browser.OpenAsync("/send"), "send", fields, files: [("attachments", "list.zip", "application/zip", "PK")]);

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.ProblemOf("patient.birthDate").ShouldNotBeNull();
        fields["patient.birthDate.year"] = "1961";
        page = await _browser.SubmitAsync(page, "send", fields, files: [("attachments", "list.zip", "application/zip", "PK")]);

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var field in new[] { "patient.nhsNumber", "recipient.mailbox", "careSetting.code", "careSetting.display", "title", "author.surname", "attachments" })
        {
            page.ProblemOf(field).ShouldNotBeNull(field);
            page.Document.QuerySelectorAll(".nhsuk-error-summary a").Select(a => a.GetAttribute("href")).ShouldContain($"#{field.Replace('.', '-')}");
        }

        page.Document.GetElementById("patient-surname")!.GetAttribute("value").ShouldBe("Holloway");
        page.Text.ShouldContain("Choose the files again");
        page.Document.QuerySelectorAll(".nhsuk-error-summary a").ShouldAllBe(a => page.Document.GetElementById(a.GetAttribute("href")!.TrimStart('#')) != null);
    }

    [Fact]
    public async Task An_empty_form_is_answered_with_what_it_needs()
    {
        var page = await _browser.SubmitAsync(await _browser.OpenAsync("/send"), "send");

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.Document.QuerySelectorAll(".nhsuk-error-summary a").ShouldAllBe(a => page.Document.GetElementById(a.GetAttribute("href")!.TrimStart('#')) != null);
        page.ProblemOf("patient.nhsNumber").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_document_about_a_patient_begins_with_what_is_known_of_them()
    {
        var found = await _browser.SubmitAsync(await _browser.OpenAsync("/patients"), "search", new() { ["surname"] = "Holloway" });
        var patient = await _browser.OpenAsync(found.LinkTo("HOLLOWAY, Amira"));

        var form = await _browser.OpenAsync(patient.LinkTo("Send a document about this patient"));

        form.Document.GetElementById("patient-nhsNumber")!.GetAttribute("value").ShouldBe("999 000 0018");
        form.Document.GetElementById("patient-birthDate-year")!.GetAttribute("value").ShouldBe("1961");
        form.Address.PathAndQuery.ShouldNotContain("9990000018");
    }

    private static Dictionary<string, string> Document(string title) => new()
    {
        ["patient.nhsNumber"] = "999 000 0018",
        ["patient.surname"] = "Holloway",
        ["patient.givenName"] = "Amira",
        ["patient.birthDate.day"] = "4",
        ["patient.birthDate.month"] = "3",
        ["patient.birthDate.year"] = "1961",
        ["title"] = title,
        ["careSetting.code"] = "310080006",
        ["careSetting.display"] = "Pharmacy service",
        ["author.surname"] = "Okafor",
        ["author.prefix"] = "Dr",
        ["encounter.date.day"] = "19",
        ["encounter.date.month"] = "11",
        ["encounter.date.year"] = "2026",
    };
}
