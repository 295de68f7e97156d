using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Acceptance.Installing;
using Plexus.Sandbox;

namespace Plexus.Acceptance.SuppliersSystem;

/// <summary>The practice's patients are the supplier's to know: the gateway asks its system over HTTP.</summary>
[Collection(HeavyTests.Name)]
public sealed class AskingForPatients
{
    [Fact]
    public async Task The_systems_answer_decides_and_is_waited_for_while_it_is_away()
    {
        // The stage closes it.
        var sandbox = await RunningSandbox.StartAsync();
        var patients = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(patients, JsonSerializer.Serialize(await PatientsAsync(sandbox), JsonSerializerOptions.Web));
            await using var stage = await SupplierStage.SetAsync(sandbox, s => new InstallationPlan { Webhook = s.Events, PatientIndex = s.Patients }, "--patients", patients);
            (string Case, string[] Codes)[] cases =
            [
                ("good", ["20013", "30001"]),
                ("patient-unknown", ["20013", "30002"]),
                ("patient-deducted", ["20013", "30003"]),
                ("patient-died-8-months", ["20013", "30003"]),
                ("patient-died-3-months", ["20013", "30004"]),
            ];
            foreach (var (name, codes) in cases)
                await stage.AnsweredAsync((await stage.LetterAsync(name)).Number, codes);

            var (differs, differsId) = await stage.LetterAsync("surname-differs");
            var waiting = await stage.ExchangeAsync(differsId, e => e.GetProperty("tasks").GetArrayLength() == 1);
            (await stage.AnswersAsync(differs)).ShouldBe(["20013"]);
            await stage.DecideAsync(waiting, "match", "not-ours");
            await stage.AnsweredAsync(differs, "20013", "30002");

            var (born, bornId) = await stage.LetterAsync("birth-date-differs");
            var matching = await stage.ExchangeAsync(bornId, e => e.GetProperty("tasks").GetArrayLength() == 1);
            await stage.DecideAsync(matching, "match", "matched");
            await stage.AnsweredAsync(born, "20013", "30001");

            await stage.SystemLeavesAsync();
            var (away, awayId) = await stage.LetterAsync();
            await stage.AnsweredAsync(away, "20013");
            await stage.ExchangeInAsync(awayId, "waiting");
            await stage.SystemComesAsync("--patients", patients);
            await stage.AnsweredAsync(away, "20013", "30001");
        }
        finally
        {
            File.Delete(patients);
        }
    }

    /// <summary>The practice's people as the supplier's file holds them.</summary>
    private static async Task<object[]> PatientsAsync(RunningSandbox sandbox)
    {
        var practice = SandboxDefaults.Practice.ToWire();
        var people = (await sandbox.Http.GetFromJsonAsync<JsonElement>($"/sandbox/people?practice={practice}&limit=200")).GetProperty("people");
        return [.. people.EnumerateArray().Select(p => Patient(practice, p.GetProperty("case").GetString()!, p.GetProperty("person")))];
    }

    private static object Patient(string practice, string story, JsonElement person) => new
    {
        organisation = practice,
        localId = $"local-{person.GetProperty("nhsNumber").GetString()![^6..]}",
        nhsNumber = person.GetProperty("nhsNumber").GetString(),
        surname = person.GetProperty("name").GetProperty("family").GetString(),
        birthDate = person.GetProperty("dateOfBirth").GetString(),
        standing = story is "registered" or "deducted" ? story : "deceased",
        endedOn = person.GetProperty("registrations")[0].TryGetProperty("to", out var to) ? to.GetString() : null,
        diedOn = person.TryGetProperty("dateOfDeath", out var died) ? died.GetString() : null,
    };
}
