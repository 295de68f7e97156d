using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plexus.Acceptance.Installing;
using Plexus.Engine.Configuration;
using Plexus.Gateway;
using Plexus.Sandbox;
using Plexus.Standards;

namespace Plexus.Acceptance.Canaries;

/// <summary>What people and systems do at a gateway, and a good deal of what they do wrong. What comes back is recorded where it must name nobody.</summary>
internal sealed partial class ADay : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GatewayHost _gateway;
    private readonly SandboxHost _sandbox;
    private readonly Recording _recording;
    private readonly string _folder;
    private readonly RefusingSystem _supplier;
    private readonly HttpClient _http;
    private readonly HttpClient _control;

    private ADay(GatewayHost gateway, SandboxHost sandbox, Recording recording, string folder, RefusingSystem supplier)
    {
        (_gateway, _sandbox, _recording, _folder, _supplier) = (gateway, sandbox, recording, folder, supplier);
        _http = new HttpClient { BaseAddress = gateway.Url };
        _control = new HttpClient { BaseAddress = sandbox.Url };
    }

    private Person Someone => _sandbox.World.Population.Cases(LifeCycle.Registered, SandboxDefaults.Practice).First();

    private Person SomeoneElse => _sandbox.World.Population.Cases(LifeCycle.Registered, SandboxDefaults.PartnerPractice).First();

    public static async Task<ADay> BeginAsync(GatewayHost gateway, SandboxHost sandbox, Recording recording, string folder)
    {
        var supplier = await RefusingSystem.StartAsync(recording);
        var day = new ADay(gateway, sandbox, recording, folder, supplier);
        var plan = new InstallationPlan { Webhook = supplier.Url };
        var document = ConfigurationReader.Parse(JsonSerializer.SerializeToUtf8Bytes(plan.Document(sandbox.Url)), [.. StandardsCatalogue.All.Select(s => s.Descriptor)]);
        await gateway.Configuration.ApplyAsync(document, SecretReader.Beside(Path.Combine(folder, "day.json")), "test", dryRun: false, default);
        gateway.Directory.Refresh();
        var patients = await day._control.GetStringAsync($"/sandbox/people/patients.csv?practice={SandboxDefaults.Practice.ToWire()}");
        await day.PostAsync("/api/patients/import?organisation=" + SandboxDefaults.Practice.ToWire(), new StringContent(patients, new MediaTypeHeaderValue("text/csv")));
        return day;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _control.Dispose();
        await _supplier.DisposeAsync();
    }

    /// <summary>Letters arrive and are looked for.</summary>
    public async Task SearchesAsync()
    {
        foreach (var name in new[] { "good", "patient-unknown", "surname-differs", "birth-date-differs" })
            await ArrivesAsync(name);
        var number = Someone.NhsNumber.ToDigits();
        var found = await PostAsync("/api/patients/search", new { organisation = SandboxDefaults.Practice.ToWire(), surname = Someone.Name.Family });
        found.ShouldContain(number);
        await PostAsync("/api/patients/search", new { organisation = SandboxDefaults.Practice.ToWire(), nhsNumber = number });
        await PostAsync("/api/exchanges/search", new { patient = number });
        await PostAsync("/api/tasks/search", new { patient = number });
        await PostAsync("/api/conversations/search", new { patient = number });
    }

    /// <summary>A person says whose letter it is, with a note, and says it twice.</summary>
    public async Task MatchesAsync()
    {
        var tasks = JsonElement.Parse(await PostAsync("/api/tasks/search", new { state = "open" })).GetProperty("items").EnumerateArray().Where(t => t.GetProperty("kind").GetString() == "match").ToList();
        tasks.Count.ShouldBe(2);
        foreach (var (task, decision) in tasks.Zip(["matched", "not-ours"]))
        {
            var address = $"/api/tasks/{task.GetProperty("id").GetString()}";
            await PostAsync(address + "/take", new { });
            await PostAsync(address + "/note", new { note = $"{CanaryPeople.Text}: rang {Someone.Name.Family}, {Someone.NhsNumber.ToDigits()}" });
            var patient = decision == "matched" ? await LikeliestAsync(address) : null;
            await RefusedAsync(address + "/decision", new { decision = "matched", patient = CanaryPeople.Surname, note = CanaryPeople.Text });
            await PostAsync(address + "/decision", new { decision, patient, note = $"{CanaryPeople.Text} {Someone.Name.Given[0]}" });
            await RefusedAsync(address + "/decision", new { decision = CanaryPeople.Surname, note = CanaryPeople.Text });
        }
    }

    /// <summary>Local id of the first candidate of a match task.</summary>
    private async Task<string?> LikeliestAsync(string task) =>
        JsonElement.Parse(await _http.GetStringAsync(task + "/candidates")).GetProperty("items")[0].GetProperty("patient").GetProperty("localId").GetString();

    /// <summary>Documents are sent: one arrives, one has nowhere to go.</summary>
    public async Task SendsAsync()
    {
        await _supplier.ToldAsync("uk.plexus.document.received.v1");
        await PostAsync("/api/send-document", Request(SomeoneElse.NhsNumber.ToDigits(), SomeoneElse));
        await _supplier.ToldAsync("uk.plexus.document.delivered.v1");
        await PostAsync("/api/send-document", Request(_sandbox.World.Population.UnknownNumber.ToDigits(), SomeoneElse));
        await _supplier.ToldAsync("uk.plexus.document.undelivered.v1");
    }

    /// <summary>Messages come that are refused or unreadable.</summary>
    public async Task IsRefusedAsync()
    {
        foreach (var name in new[] { "payload-broken", "header-invalid", "truncated", "dtd", "other-practice", "sender-reference-too-long", "attachment-not-approved", "restricted", "unknown-workflow", "too-large" })
            await ArrivesAsync(name);
    }

    /// <summary>Requests are wrong, and something breaks.</summary>
    public async Task FailsAsync()
    {
        var name = Someone.Name.Family;
        await RefusedAsync("/api/exchanges/search", new { patient = name });
        await RefusedAsync("/api/exchanges/search", new { patient = "9990000019" });
        await RefusedAsync("/api/patients/search", new Dictionary<string, object> { ["organisation"] = "A99901", [name] = name });
        await RefusedAsync("/api/patients/search", new Dictionary<string, object> { ["organisation"] = "A99901", [$"{name}. and 'others'"] = name });
        await RefusedAsync("/api/patients/search", new { organisation = name, surname = name });
        await RefusedAsync("/api/patients/search", new { organisation = SandboxDefaults.Practice.ToWire(), birthDate = name });
        await RefusedAsync("/api/exchanges/search", new StringContent($"{{ \"patient\": \"{name}", new MediaTypeHeaderValue("application/json")));
        await RefusedAsync("/api/exchanges/search", new StringContent($"{{ \"{name}\" {name}", new MediaTypeHeaderValue("application/json")));
        await RefusedAsync("/api/send-document", Request(name, Someone with { Name = new PersonName("", [name], "") }));
        await RefusedAsync("/api/send-document", new StringContent($"{name} {{", new MediaTypeHeaderValue("application/json")));
        await RefusedAsync("/api/send-document", new { patient = name, title = CanaryPeople.Text });
        await RefusedAsync("/api/patients/import?organisation=A99901", new StringContent($"{name},{name}\n{name},\"{name}", new MediaTypeHeaderValue("text/csv")));
        _recording.Add("answer", await PostAsync("/api/patients/import?organisation=A99901", new StringContent($"local_id,surname,birth_date,registered_from,nhs_number\n1,{name},{name},{name},{name}\n", new MediaTypeHeaderValue("text/csv"))));
        using (var put = await _http.PutAsJsonAsync("/api/patients", new { organisation = "A99901", localId = name, nhsNumber = name, surname = name }))
            await NoteRefusalAsync(put);

        // A payload that is in the journal and gone from the disk.
        var kept = Directory.GetFiles(Path.Combine(_folder, "gateway", "payloads"), "*", SearchOption.AllDirectories);
        kept.ShouldNotBeEmpty();
        foreach (var file in kept)
            File.Delete(file);
        foreach (var exchange in await ExchangesAsync())
            foreach (var part in new[] { "document", "tree", "payload" })
                using (var response = await _http.GetAsync(new Uri($"/api/exchanges/{exchange}/{part}", UriKind.Relative)))
                    if (!response.IsSuccessStatusCode)
                        await NoteRefusalAsync(response);
    }

    /// <summary>Somebody looks through the console: its pages name patients, their addresses must not.</summary>
    public async Task LooksAtPagesAsync()
    {
        string[] pages = ["/", "/messages", "/tasks", "/patients", "/patients/add", "/patients/import", "/parked", "/send", "/deliveries", "/organisations", "/standards"];
        var exchanges = (await ExchangesAsync()).SelectMany(e => new[] { $"/messages/{e}", $"/messages/{e}/raw", $"/messages/{e}/tree" });
        var tasks = JsonElement.Parse(await PostAsync("/api/tasks/search", new { })).GetProperty("items").EnumerateArray().Select(t => $"/tasks/{t.GetProperty("id").GetString()}");
        foreach (var page in pages.Concat(exchanges).Concat(tasks))
        {
            using var response = await _http.GetAsync(new Uri(page, UriKind.Relative));
            var html = await response.Content.ReadAsStringAsync();
            foreach (Match address in Address().Matches(html))
                _recording.Add("page", address.Value);
        }
    }

    /// <summary>What operators are shown: alerts, and what happened when.</summary>
    public async Task OperatesAsync()
    {
        _recording.Add("alert", await _http.GetStringAsync("/api/alerts?limit=200"));
        foreach (var exchange in await ExchangesAsync())
            _recording.Add("timeline", JsonElement.Parse(await _http.GetStringAsync($"/api/exchanges/{exchange}")).GetProperty("timeline").GetRawText());
        _recording.Add("answer", await _http.GetStringAsync("/api/overview"));
        _recording.Add("answer", await _http.GetStringAsync("/api/parked-steps"));
    }

    [GeneratedRegex("(href|action|src|data-[a-z-]+)=\"[^\"]*\"")]
    private static partial Regex Address();

    private static object Request(string number, Person about) => new
    {
        organisation = SandboxDefaults.Practice.ToWire(),
        patient = new { nhsNumber = number, verified = true, surname = about.Name.Family, givenName = about.Name.Given[0], birthDate = about.DateOfBirth.ToString("yyyy-MM-dd", null), gender = "female", postcode = about.Address.Postcode },
        type = new { code = "371531000", display = "Report of clinical encounter" },
        careSetting = new { code = "700232004", display = "General medical service" },
        title = $"{CanaryPeople.Text} letter",
        text = $"{CanaryPeople.Text}: a matter of confidence.",
        author = new { surname = "Ashdown", givenName = "Morgan", prefix = "Dr", sdsUserId = "555086689106" },
        attachments = new[] { new { title = CanaryPeople.Text, contentType = "application/pdf", data = "JVBERi0xLjQK" } },
    };

    /// <summary>Has the sandbox send a case and waits until the gateway has dealt with it.</summary>
    private async Task ArrivesAsync(string name)
    {
        using var response = await _control.PostAsJsonAsync("/sandbox/send", new { Case = name });
        response.EnsureSuccessStatusCode();
        var id = JsonElement.Parse(await response.Content.ReadAsStringAsync()).EnumerateArray().Last().GetProperty("meshId").GetString();
        _gateway.Node.Nudge(SandboxDefaults.PracticeMailbox.ToWire());
        await Wait.UntilAsync(
            async () => (await SearchAsync()).Any(e => e.TryGetProperty("transportId", out var transport) && transport.GetString() == id && e.GetProperty("state").GetString() != "received"), $"The gateway never dealt with {name}.", Patience);
    }

    private async Task<IEnumerable<JsonElement>> SearchAsync() =>
        JsonElement.Parse(await PostAsync("/api/exchanges/search", new { limit = 200 })).GetProperty("items").EnumerateArray();

    private async Task<IReadOnlyList<string>> ExchangesAsync() => [.. (await SearchAsync()).Select(e => e.GetProperty("id").GetString()!)];

    private Task<string> PostAsync(string address, object body) => PostAsync(address, JsonContent.Create(body));

    private async Task<string> PostAsync(string address, HttpContent body)
    {
        using var response = await _http.PostAsync(new Uri(address, UriKind.Relative), body);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{address}: {text}");
        return text;
    }

    private Task RefusedAsync(string address, object body) => RefusedAsync(address, JsonContent.Create(body));

    private async Task RefusedAsync(string address, HttpContent body)
    {
        using var response = await _http.PostAsync(new Uri(address, UriKind.Relative), body);
        response.IsSuccessStatusCode.ShouldBeFalse($"{address} took what it should refuse.");
        await NoteRefusalAsync(response);
    }

    private async Task NoteRefusalAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        _recording.Add("answer", $"{(int)response.StatusCode} {response.Headers} {await response.Content.ReadAsStringAsync()}");
    }
}
