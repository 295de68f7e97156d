using System.Text.Json;
using Plexus.Sandbox;
using Plexus.Standards.SendDocument;

namespace Plexus.Tour;

/// <summary>The letter that the tour sends from its practice.</summary>
internal static class TourLetter
{
    private const string Pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

    /// <summary>About a patient of the sandbox's partner practice, addressed to it; or about one whom MESH cannot find, by routing.</summary>
    public static JsonElement About(Population population, bool routable)
    {
        var person = population.Cases(LifeCycle.Registered, SandboxDefaults.PartnerPractice).First();
        var request = new SendDocumentRequest
        {
            Patient = new RequestPatient(
                (routable ? person.NhsNumber : population.UnknownNumber).ToDigits(), true, person.Name.Family, person.Name.Given[0], person.DateOfBirth,
                person.Gender.ToString().ToLowerInvariant(), person.Address.Postcode),
            Recipient = routable ? new RequestRecipient(SandboxDefaults.PartnerMailbox.ToWire()) : null,
            Type = new RequestCoding("371531000", "Report of clinical encounter"),
            CareSetting = new RequestCoding("700232004", "General medical service"),
            Title = "Report of a visit away from home",
            Text = "Seen with a sore throat. Advised rest and fluids; no medicine given.",
            Author = new RequestAuthor("Ashdown", "Morgan", "Dr", "555086689106"),
            Encounter = new RequestEncounter(null, population.Today.ToDateTime(new TimeOnly(10, 30), DateTimeKind.Utc)),
            Attachments = [new RequestAttachment("Report", "application/pdf", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Pdf)))],
        };
        return JsonSerializer.SerializeToElement(request, JsonSerializerOptions.Web);
    }
}
