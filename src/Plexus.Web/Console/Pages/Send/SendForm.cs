using System.Globalization;
using System.Text.Json.Nodes;
using Plexus.Engine.Patients;
using Plexus.Primitives;
using Plexus.Standards.SendDocument;
using Plexus.Web.Api.Sending;
using Plexus.Web.Console.Forms;

namespace Plexus.Web.Console.Pages.Send;

/// <summary>The form to send a document: its labels, and the request that it stands for.</summary>
internal static class SendForm
{
    public const string RecipientKind = "recipientKind";
    public const string ToMailbox = "mailbox";
    public const string Attachments = "attachments";

    public static readonly Dictionary<string, string> Labels = new()
    {
        ["organisation"] = "Sending organisation",
        ["patient.nhsNumber"] = "NHS number",
        ["patient.surname"] = "Surname",
        ["patient.givenName"] = "Given name",
        ["patient.birthDate"] = "Date of birth",
        ["patient.gender"] = "Gender",
        ["patient.postcode"] = "Postcode",
        ["recipient.mailbox"] = "Mailbox",
        ["type.code"] = "Document type, SNOMED CT code",
        ["type.display"] = "Document type, in words",
        ["careSetting.code"] = "Care setting, SNOMED CT code",
        ["careSetting.display"] = "Care setting, in words",
        ["title"] = "Title",
        ["text"] = "Text",
        [Attachments] = "Files",
        ["author.prefix"] = "Author's title",
        ["author.givenName"] = "Author's given name",
        ["author.surname"] = "Author's surname",
        ["author.sdsUserId"] = "Author's SDS user id",
        ["sender.phone"] = "Telephone for questions",
        ["encounter.date"] = "Date of the encounter",
    };

    /// <summary>Where the form shows what the API says about a field: not every path has a field of its own.</summary>
    public static string Locate(string path) => path switch
    {
        "patient" => "patient.nhsNumber",
        "type" => "type.code",
        "careSetting" => "careSetting.code",
        "author" => "author.surname",
        _ => path.StartsWith(Attachments, StringComparison.Ordinal) ? Attachments : path,
    };

    public static void Prefill(FormEntry form, Patient patient)
    {
        form.Prefill("organisation", patient.Organisation.ToWire());
        form.Prefill("patient.nhsNumber", patient.NhsNumber?.ToDisplay());
        form.Prefill("patient.surname", patient.Surname);
        form.Prefill("patient.givenName", patient.GivenNames.Split(' ')[0]);
        form.Prefill("patient.birthDate", patient.BirthDate);
        form.Prefill("patient.gender", patient.Gender);
        form.Prefill("patient.postcode", patient.Postcode);
    }

    /// <summary>The request as <c>POST /api/send-document</c> takes it.</summary>
    public static async Task<JsonObject> ReadAsync(FormEntry form, CancellationToken cancellation)
    {
        var request = new JsonObject { ["organisation"] = form.Text("organisation"), ["forAction"] = form.Text("forAction") != "information", ["patient"] = new JsonObject(), ["author"] = new JsonObject() };
        Add(request, form, "patient", "nhsNumber", "surname", "givenName", "gender", "postcode");
        if (form.Date("patient.birthDate") is { } born)
            Part(request, "patient")["birthDate"] = born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (form.Text(RecipientKind) == ToMailbox)
            request["recipient"] = new JsonObject { ["mailbox"] = form.Text("recipient.mailbox") };
        Add(request, form, "type", "code", "display");
        Add(request, form, "careSetting", "code", "display");
        foreach (var field in new[] { "title", "text" })
            if (form.TextOrNull(field) is { } text)
                request[field] = text;
        Add(request, form, "author", "prefix", "givenName", "surname", "sdsUserId");
        Add(request, form, "sender", "phone");
        if (form.Date("encounter.date") is { } seen)
            request["encounter"] = new JsonObject { ["date"] = UkTime.StartOf(seen).ToString("O", CultureInfo.InvariantCulture) };
        var files = new JsonArray();
        foreach (var file in form.Files.GetFiles(Attachments))
            files.Add(await UploadedFile.ToAttachmentAsync(file, null, cancellation));
        if (files.Count > 0)
            request["attachments"] = files;
        return request;
    }

    /// <summary>The usual document type, which most senders leave as it is.</summary>
    public static void PrefillType(FormEntry form)
    {
        form.Prefill("type.code", SendDocumentCommand.UsualTypes[0].Code);
        form.Prefill("type.display", SendDocumentCommand.UsualTypes[0].Display);
    }

    // Other parts are left out when none of their fields is filled. Patient and author are always there, so that each of their fields is judged.
    private static void Add(JsonObject request, FormEntry form, string part, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            if (form.TextOrNull($"{part}.{field}") is { } text)
                Part(request, part)[field] = text;
    }

    private static JsonObject Part(JsonObject request, string part)
    {
        if (request[part] is not JsonObject found)
            request[part] = found = [];
        return found;
    }
}
