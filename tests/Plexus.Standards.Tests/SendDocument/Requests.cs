using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plexus.Standards.Tests.SendDocument;

/// <summary>A request to send a document about an invented patient; tests change it by path.</summary>
internal static class Requests
{
    internal static JsonElement Good(Action<JsonObject>? change = null)
    {
        var request = JsonNode.Parse($$"""
            {
              "patient": { "nhsNumber": "9990000018", "surname": "Holloway", "givenName": "Amira", "birthDate": "1961-03-04", "gender": "female", "postcode": "ZZ1 1ZZ" },
              "type": { "code": "371531000", "display": "Report of clinical encounter" },
              "careSetting": { "code": "310080006", "display": "Pharmacy service" },
              "title": "Clinic letter",
              "text": "Seen in clinic.\nBlood pressure < 140/90 & stable.",
              "author": { "surname": "Okafor", "givenName": "Ngozi", "prefix": "Dr", "sdsUserId": "555000000000" },
              "sender": { "name": "Harbour Clinic", "phone": "01632 960100" },
              "encounter": { "id": "encounter-77", "date": "2026-11-20T08:30:00+00:00" },
              "attachments": [
                { "title": "Letter", "contentType": "application/pdf", "data": "{{Letter.Pdf}}" },
                { "title": "Picture", "contentType": "image/jpg", "data": "{{Letter.Pdf}}" }
              ]
            }
            """)!.AsObject();
        change?.Invoke(request);
        return JsonSerializer.SerializeToElement(request);
    }
}
