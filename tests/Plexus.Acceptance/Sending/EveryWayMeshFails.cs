using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Installing;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Sending;

/// <summary>Documents that MESH refuses or cannot deliver: at once, by REPORT, or after five days. Each ends with its code, and a person is told what to do.</summary>
[Collection(HeavyTests.Name)]
public sealed class EveryWayMeshFails
{
    private const string Workflow = "GPCONNECT_SEND_DOCUMENT";
    private const string Uncollected = "UNREAD01";
    private const string NoExplanation = "MESH did not take or did not deliver the document.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Fails_the_conversation_with_its_code_and_tells_a_person_why()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        var people = await sandbox.Http.GetFromJsonAsync<JsonElement>($"/sandbox/people?practice={SandboxDefaults.PartnerPractice.ToWire()}&limit=200");
        var registered = people.GetProperty("people").EnumerateArray().Where(p => p.GetProperty("case").GetString() == "registered").Select(p => p.GetProperty("person")).ToList();
        var (someone, leaver) = (registered[0], registered[1]);
        await PostAsync(sandbox.Http, "/sandbox/people/change", new { nhsNumber = Number(leaver), deduct = true });
        await PutMailboxAsync(sandbox, Uncollected, "X26");

        var conversations = new List<(string Code, string State, string Id)>
        {
            ("12", "rejected", await SendAsync(gateway, someone, "NOSUCH01")),
            ("17", "rejected", await SendAsync(gateway, someone, "X26ABC1")),
            ("14", "undeliverable", await SendAsync(gateway, someone, Uncollected)),
            ("EPL-151", "undeliverable", await SendAsync(gateway, leaver, null)),
            ("EPL-153", "undeliverable", await SendAsync(gateway, someone, null, number: people.GetProperty("unknownNumber").GetString())),
            ("EPL-154", "undeliverable", await SendAsync(gateway, someone, null, surname: "Somebodyelse")),
        };
        await EndedAsync(gateway, conversations[^1].Id);
        // A second mailbox of the practice for the same workflow; only then, or the others would meet it.
        await PutMailboxAsync(sandbox, "SECOND01", SandboxDefaults.PartnerPractice.ToWire());
        conversations.Add(("EPL-150", "undeliverable", await SendAsync(gateway, someone, null)));
        await EndedAsync(gateway, conversations[^1].Id);
        await PostAsync(sandbox.Http, "/sandbox/clock", new { advance = "5.00:00:01" });

        foreach (var (code, state, id) in conversations)
        {
            var ended = await EndedAsync(gateway, id);
            var conversation = ended.GetProperty("conversation");
            (conversation.GetProperty("status").GetString(), conversation.GetProperty("result").GetString()).ShouldBe(("failed", code));
            var sent = ended.GetProperty("exchanges").EnumerateArray().Single(e => e.GetProperty("direction").GetString() == "out");
            (sent.GetProperty("state").GetString(), sent.GetProperty("code").GetString()).ShouldBe((state, code));
            var task = ended.GetProperty("tasks").EnumerateArray().ShouldHaveSingleItem();
            task.GetProperty("kind").GetString().ShouldBe("not-received");
            task.GetProperty("details").EnumerateArray().First(d => d.GetProperty("label").GetString() == "Why").GetProperty("value").GetString().ShouldNotBe(NoExplanation, code);
            ended.GetProperty("timeline").EnumerateArray().Any(e => e.GetProperty("kind").GetString() == "alert").ShouldBeTrue(code);
        }
        (await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox)).ShouldBe(0);
    }

    private static async Task<string> SendAsync(RunningGateway gateway, JsonElement person, string? mailbox, string? number = null, string? surname = null)
    {
        var name = person.GetProperty("name");
        var answer = await PostAsync(gateway.Http, "/api/send-document", new
        {
            organisation = SandboxDefaults.Practice.ToWire(),
            patient = new
            {
                nhsNumber = number ?? Number(person),
                verified = true,
                surname = surname ?? name.GetProperty("family").GetString(),
                givenName = name.GetProperty("given")[0].GetString(),
                birthDate = person.GetProperty("dateOfBirth").GetString(),
                gender = "female",
            },
            recipient = mailbox is null ? null : new { mailbox },
            type = new { code = "371531000", display = "Report of clinical encounter" },
            careSetting = new { code = "700232004", display = "General medical service" },
            title = "Report of a visit",
            text = "Seen at home.",
            author = new { surname = "Ashdown", givenName = "Morgan", prefix = "Dr", sdsUserId = "555086689106" },
            attachments = new[] { new { title = "Report", contentType = "application/pdf", data = "JVBERi0xLjQK" } },
        });
        return answer.GetProperty("conversation").GetString()!;
    }

    private static async Task<JsonElement> EndedAsync(RunningGateway gateway, string conversation)
    {
        JsonElement found = default;
        await Wait.UntilAsync(
            async () => (found = await gateway.GetAsync($"/api/conversations/{conversation}")).GetProperty("conversation").GetProperty("status").GetString() != "open" ? "yes" : null,
            () => Task.FromResult($"It does not end: {found.GetRawText()} {gateway.Process.Error}"),
            Patience);
        return found;
    }

    private static Task<JsonElement> PutMailboxAsync(RunningSandbox sandbox, string mailbox, string ods) => PostAsync(sandbox.Http, "/sandbox/mailboxes", new
    {
        mailbox_id = mailbox,
        mailbox_name = "Acceptance",
        ods_code = ods,
        password = SandboxDefaults.MailboxPassword,
        receives = new[] { Workflow },
    });

    private static async Task<JsonElement> PostAsync(HttpClient http, string address, object body)
    {
        using var response = await http.PostAsJsonAsync(address, body);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{address}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static string? Number(JsonElement person) => person.GetProperty("nhsNumber").GetString();
}
