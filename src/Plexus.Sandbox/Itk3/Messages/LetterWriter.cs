using System.Globalization;
using System.Net;
using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>Writes a letter as an ITK3 message around a FHIR document.</summary>
/// <remarks>GP Connect Send Document: GPCM-SD-028 to 037, 045 to 049, 103 to 123, 131, 132.</remarks>
internal static class LetterWriter
{
    internal static byte[] Write(Letter letter) => FhirXml.ToBytes(Build(letter).Root);

    internal static FhirDocument Build(Letter letter)
    {
        var senderId = letter.Ids.Part("sender");
        var documentId = letter.Ids.Part("payload");
        var header = MessageBundle
            .Header(letter.Ids.Header, letter.Keys, letter.Event, senderId, letter.At, letter.SenderMailbox.ToWire())
            .Add("focus", MessageBundle.Pointer(documentId));
        var receiverId = letter.Ids.Part("receiver");
        if (letter.Receiver is not null)
            header.Set("receiver", MessageBundle.Pointer(receiverId));
        letter.SpoilHeader?.Invoke(header);

        var message = MessageBundle.Message(letter.Ids.Message, letter.Ids.Part("message-identifier"), letter.At);
        MessageBundle.AddEntry(message, letter.Ids.Header, header);
        var sender = MessageBundle.HeaderOrganisation(senderId, letter.Sender.Ods);
        letter.SpoilSender?.Invoke(sender);
        MessageBundle.AddEntry(message, senderId, sender);
        if (letter.Receiver is { } receiver)
            MessageBundle.AddEntry(message, receiverId, MessageBundle.HeaderOrganisation(receiverId, receiver));
        MessageBundle.AddEntry(message, documentId, Document(letter, documentId));
        return message.Build();
    }

    private static ResourceBuilder Document(Letter letter, string id)
    {
        var document = MessageBundle.Resource("Bundle", id, Itk3Wire.DocumentBundleProfile)
            .Set("meta", meta => meta
                .Set("versionId", letter.Version.ToString(CultureInfo.InvariantCulture))
                .Set("lastUpdated", MessageBundle.Instant(letter.At))
                .Add("profile", Itk3Wire.DocumentBundleProfile))
            .Set("identifier", MessageBundle.Identifier(Itk3Wire.Uuids, letter.Ids.Document))
            .Set("type", "document");
        letter.SpoilDocument?.Invoke(document);

        var patientId = letter.Ids.Part("patient");
        var authorId = letter.Ids.Part("author");
        var custodianId = letter.Ids.Part("custodian");
        if (!letter.WithoutComposition)
        {
            var compositionId = letter.Ids.Part("composition");
            var composition = Composition(letter, compositionId, patientId, authorId, custodianId);
            letter.SpoilComposition?.Invoke(composition);
            MessageBundle.AddEntry(document, compositionId, composition);
        }
        var patient = Patient(letter.Patient, patientId);
        letter.SpoilPatient?.Invoke(patient);
        MessageBundle.AddEntry(document, patientId, patient);
        MessageBundle.AddEntry(document, authorId, Author(letter, authorId));
        MessageBundle.AddEntry(document, custodianId, Custodian(letter.Sender, custodianId));
        for (var i = 0; i < letter.Files.Count; i++)
            MessageBundle.AddEntry(document, FileId(letter, i), File(letter.Files[i], FileId(letter, i)));
        return document;
    }

    private static ResourceBuilder Composition(Letter letter, string id, string patientId, string authorId, string custodianId)
    {
        var composition = MessageBundle.Resource("Composition", id, Itk3Wire.CompositionProfile)
            .AddExtension(Itk3Wire.CareSetting, setting => setting
                .Set("valueCodeableConcept", MessageBundle.Concept(Itk3Wire.Snomed, letter.CareSetting.Code, letter.CareSetting.Display)))
            .Set("text", text => text.Set("status", "generated").Set("div", Div(letter.Summary)))
            .Set("identifier", MessageBundle.Identifier(Itk3Wire.Uuids, letter.Ids.Document))
            .Set("status", "final")
            .Set("type", MessageBundle.Concept(Itk3Wire.Snomed, letter.Type.Code, letter.Type.Display))
            .Set("subject", MessageBundle.Pointer(patientId))
            .Set("date", MessageBundle.Instant(letter.At))
            .Add("author", MessageBundle.Pointer(authorId))
            .Set("title", letter.Title)
            .Set("confidentiality", letter.Confidentiality)
            .Set("custodian", MessageBundle.Pointer(custodianId));
        if (letter.Replaces is { } earlier)
        {
            composition.Add("relatesTo", relation => relation
                .Set("code", "replaces")
                .Set("targetIdentifier", MessageBundle.Identifier(Itk3Wire.Uuids, earlier)));
        }
        if (letter.Files.Count > 0)
        {
            composition.Add("section", section =>
            {
                section.Set("title", "Attachments");
                for (var i = 0; i < letter.Files.Count; i++)
                    section.Add("entry", MessageBundle.Pointer(FileId(letter, i), letter.Files[i].Title));
            });
        }
        foreach (var (heading, text) in letter.Sections)
            composition.Add("section", section => section.Set("title", heading).Set("text", narrative => narrative.Set("status", "generated").Set("div", Div(text))));
        return composition;
    }

    private static ResourceBuilder Patient(Person person, string id) =>
        MessageBundle.Resource("Patient", id, Itk3Wire.PatientProfile)
            .Add("identifier", identifier => identifier
                .AddExtension(Itk3Wire.NumberVerification, status => status.Set(
                    "valueCodeableConcept", MessageBundle.Concept(Itk3Wire.NumberVerificationCodes, "01", "Number present and verified")))
                .Set("system", Itk3Wire.NhsNumbers)
                .Set("value", person.NhsNumber.ToDigits()))
            .Add("name", name =>
            {
                name.Set("use", "official").Set("family", person.Name.Family);
                foreach (var given in person.Name.Given)
                    name.Add("given", given);
                if (person.Name.Prefix.Length > 0)
                    name.Add("prefix", person.Name.Prefix);
            })
            .Set("gender", person.Gender switch { Gender.Female => "female", Gender.Male => "male", Gender.Other => "other", _ => "unknown" })
            .Set("birthDate", MessageBundle.Date(person.DateOfBirth))
            .Add("address", address => address
                .Set("use", "home").Add("line", person.Address.Line).Set("city", person.Address.Town).Set("postalCode", person.Address.Postcode));

    private static ResourceBuilder Author(Letter letter, string id)
    {
        var names = letter.Author.Split(' ');
        return MessageBundle.Resource("Practitioner", id, Itk3Wire.PractitionerProfile)
            .Add("identifier", MessageBundle.Identifier(Itk3Wire.SdsUsers, "555000000111"))
            .Add("name", name => name.Set("use", "official").Set("family", names[^1]).Add("given", names[1]).Add("prefix", names[0]));
    }

    private static ResourceBuilder Custodian(Organisation sender, string id) =>
        MessageBundle.Resource("Organization", id, Itk3Wire.OrganisationProfile)
            .Add("identifier", MessageBundle.Identifier(Itk3Wire.Organisations, sender.Ods.ToWire()))
            .Set("name", sender.Name)
            .Add("telecom", telecom => telecom.Set("system", "phone").Set("value", "01632 960111").Set("use", "work"))
            .Add("address", address => address
                .Add("line", sender.Address.Line).Set("city", sender.Address.Town).Set("postalCode", sender.Address.Postcode));

    private static ResourceBuilder File(LetterFile file, string id) =>
        MessageBundle.Resource("Binary", id, Itk3Wire.AttachmentProfile)
            .Set("contentType", file.MimeType)
            .Set("content", Convert.ToBase64String(file.Content));

    private static string FileId(Letter letter, int index) => letter.Ids.Part(string.Create(CultureInfo.InvariantCulture, $"file-{index}"));

    private static string Div(string text) => $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{WebUtility.HtmlEncode(text)}</p></div>";
}
