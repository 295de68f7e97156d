using System.Net;
using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Sandbox.Tests;

public sealed class PatientsForImport
{
    [Fact]
    public async Task A_practices_list_is_a_file_that_can_be_imported()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        using var response = await sandbox.Mesh.Http.GetAsync(new Uri("/sandbox/people/patients.csv?practice=A99901", UriKind.Relative));
        var rows = (await response.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        rows[0].ShouldBe("local_id,organisation,nhs_number,surname,given_names,birth_date,gender,postcode,registered_from,registered_to,end_reason,died_on");
        var people = sandbox.Host.World.Population;
        rows.Length.ShouldBe(1 + people.People.SelectMany(p => p.Registrations).Count(r => r.Practice == SandboxDefaults.Practice));
        var ends = rows.Skip(1).Select(r => r.Split(',')).ToDictionary(r => r[2], r => string.Join(' ', r[9..].Where(f => f.Length > 0)));
        ends[One(LifeCycle.Registered)].ShouldBe("");
        ends[One(LifeCycle.Deducted)].ShouldBe($"{people.Today.AddMonths(-2):yyyy-MM-dd} deducted");
        ends[One(LifeCycle.RecentlyDeceased)].ShouldBe($"{people.Today.AddMonths(-3):yyyy-MM-dd}");
        ends[One(LifeCycle.Deceased)].ShouldBe($"{people.Today.AddMonths(-7):yyyy-MM-dd} died {people.Today.AddMonths(-8):yyyy-MM-dd}");

        string One(LifeCycle story) => people.Cases(story, SandboxDefaults.Practice).First().NhsNumber.ToDigits();
    }

    [Fact]
    public void Fields_with_commas_and_quotes_are_quoted()
    {
        var today = new DateOnly(2026, 5, 4);
        var population = new Population(1, today, new ManualTime(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero)));
        population.Change(population.People[0].NhsNumber, ChangeKind.Demographics, p => p with { Name = p.Name with { Family = "Ash, \"Jr\"" } });

        PatientsCsv.Write(population, OdsCode.Parse("A99901")).ShouldContain(",\"Ash, \"\"Jr\"\"\",");
    }

    [Fact]
    public async Task A_practice_that_is_no_code_is_refused()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        (await sandbox.Mesh.Http.GetAsync(new Uri("/sandbox/people/patients.csv?practice=%21", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_defaults_name_organisations_and_mailboxes_that_are_there()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        var defaults = JsonSerializer.Deserialize<JsonElement>(await sandbox.Mesh.Http.GetStringAsync("/sandbox/defaults"));

        defaults.GetProperty("mesh").GetString().ShouldBe(sandbox.Host.Url + "messageexchange");
        defaults.GetProperty("sharedKey").GetString().ShouldBe(SandboxDefaults.SharedKey);
        foreach (var name in (string[])["practice", "otherPractice", "partner", "sender", "trust"])
        {
            var place = defaults.GetProperty(name);
            var mailbox = sandbox.Twin.Directory.Find(MeshMailboxId.Parse(place.GetProperty("mailbox").GetString()!)).ShouldNotBeNull(name);
            mailbox.Settings.OdsCode.ToWire().ShouldBe(place.GetProperty("ods").GetString());
            mailbox.Settings.Password.ShouldBe(defaults.GetProperty("mailboxPassword").GetString());
        }
        sandbox.Host.World.Population.Practices.Select(p => p.Ods).ShouldContain(SandboxDefaults.Practice);
    }
}
