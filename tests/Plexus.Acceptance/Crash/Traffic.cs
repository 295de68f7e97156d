using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Plexus.Acceptance.Installing;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Crash;

/// <summary>What crosses the gateway while it is killed: letters that come, and documents that a user sends through the API.</summary>
internal sealed class Traffic(RunningSandbox sandbox, JsonElement recipientPatient)
{
    private static readonly string[] Cases = ["good", "same-header", "good", "same-document", "patient-unknown", "fire-and-forget", "good", "same-document", "payload-broken"];

    private readonly Queue<string> _unanswered = [];
    private int _cases;
    private int _documents;

    /// <summary>Conversations of the documents that the API took, by idempotency key.</summary>
    public Dictionary<string, string> Documents { get; } = [];

    /// <param name="sandbox">Whose partner practice has the person the documents are about.</param>
    public static async Task<Traffic> CreateAsync(RunningSandbox sandbox)
    {
        var page = await sandbox.Http.GetFromJsonAsync<JsonElement>($"/sandbox/people?case=registered&practice={SandboxDefaults.PartnerPractice.ToWire()}&limit=1");
        return new Traffic(sandbox, page.GetProperty("people")[0].GetProperty("person"));
    }

    public Task ReceiveAsync() => sandbox.SendAsync(Cases[_cases++ % Cases.Length]);

    /// <summary>A user decides to send a document.</summary>
    public void Write() => _unanswered.Enqueue($"document-{++_documents}");

    /// <summary>The user's program posts what was not answered yet, under the same key as before.</summary>
    /// <returns>False when the gateway went away.</returns>
    public async Task<bool> PostAsync(RunningGateway gateway)
    {
        while (_unanswered.TryPeek(out var key))
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send-document") { Content = JsonContent.Create(Document(key)) };
                request.Headers.Add("Idempotency-Key", key);
                using var response = await gateway.Http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                response.StatusCode.ShouldBe(HttpStatusCode.Accepted, text);
                Documents[key] = JsonElement.Parse(text).GetProperty("conversation").GetString()!;
                _unanswered.Dequeue();
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return false;
            }
        }
        return true;
    }

    private object Document(string key)
    {
        var name = recipientPatient.GetProperty("name");
        return new
        {
            patient = new
            {
                nhsNumber = recipientPatient.GetProperty("nhsNumber"),
                surname = name.GetProperty("family"),
                givenName = name.GetProperty("given")[0],
                birthDate = recipientPatient.GetProperty("dateOfBirth"),
                gender = recipientPatient.GetProperty("gender"),
                postcode = recipientPatient.GetProperty("address").GetProperty("postcode"),
            },
            recipient = new { mailbox = SandboxDefaults.PartnerMailbox.ToWire() },
            type = new { code = "371531000", display = "Report of clinical encounter" },
            careSetting = new { code = "700232004", display = "General medical service" },
            title = "Report of a visit away from home",
            text = $"Seen with a sore throat ({key}).",
            author = new { surname = "Ashdown", givenName = "Morgan", prefix = "Dr", sdsUserId = "555086689106" },
            encounter = new { date = "2026-01-05T10:30:00Z" },
            attachments = new[] { new { title = "Report", contentType = "text/plain", data = Convert.ToBase64String(Encoding.UTF8.GetBytes(key)) } },
        };
    }
}
