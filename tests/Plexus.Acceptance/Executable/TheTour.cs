using System.Text.Json;

namespace Plexus.Acceptance.Executable;

public sealed class TheTour
{
    /// <summary>What must become of each kind of message, written down apart from the tour's own script: answers, tasks, state and outcome.</summary>
    private static readonly string[] Promised =
    [
        "A letter with five attachments: 20013 30001, 1, done accepted",
        "Consultation report of the older guide: 20013 30001, 1, done accepted",
        "Letter from 111: 20013 30001, 1, done accepted",
        "Replacement of that letter: 20013 30001, 1, done accepted",
        "The same message again: 20007, 0, done duplicate",
        "The same document in a new message: 20008, 0, done duplicate",
        "Patient nobody knows: 20013 30002, 0, done refused",
        "Patient who moved to another practice: 20013 30003, 0, done refused",
        "Patient who died eight months ago: 20013 30003, 0, done refused",
        "Patient who died three months ago: 20013 30004, 1, done accepted",
        "Surname differs; a person matches it: 20013 30001, 1, done accepted",
        "Surname differs; a person refuses it: 20013 30002, 1, done refused",
        "Date of birth differs; it waits for you: 20013, 1, waiting -",
        "Handling key unreadable: 10002, 0, done refused",
        "Message definition unknown: 10004, 0, done refused",
        "Addressed to another practice: 20002, 0, done refused",
        "Payload broken: 20009, 0, done refused",
        "Unreadable bytes: 10009, 0, parked unreadable",
        "XML with a document type definition: 10009, 0, parked unreadable",
        "XML of another namespace: 10009, 0, parked unreadable",
        "Above the size limit: 20015, 0, parked refused",
        "Large letter in chunks, limit raised: 20013 30001, 1, done accepted",
        "Workflow nobody handles: none, 0, parked unroutable",
        "Letter that asks for no answer: none, 1, done accepted",
        "Acknowledgements of a letter we sent: none, 0, done accepted",
        "MESH report on a letter we sent: none, 0, done accepted",
        "Replacement whose original never came: 20014, 1, done refused",
    ];

    [Fact]
    public async Task Ends_every_message_as_it_is_promised()
    {
        var (exitCode, output, error) = await PlexusProcess.RunAsync("demo", "--once", "--json");

        using var tour = JsonDocument.Parse(output);
        var messages = tour.RootElement.GetProperty("messages").EnumerateArray().ToList();
        messages.Where(m => !m.GetProperty("ok").GetBoolean()).Select(m => m.GetRawText()).ShouldBeEmpty();
        messages.Select(Told).ShouldBe(Promised);
        tour.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue();
        exitCode.ShouldBe(0);
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_found_as_it_was_after_a_stop()
    {
        var folder = Directory.CreateTempSubdirectory("plexus-tour-");
        try
        {
            var first = await PlayedAsync(folder.FullName);
            first.ShouldContain(line => line.EndsWith("messages ended as they should.", StringComparison.Ordinal));

            var second = await PlayedAsync(folder.FullName);

            second.ShouldContain(line => line.StartsWith("Everything is as you left it", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Leaves_a_gateway_through_which_a_document_can_be_sent_from_the_command_line()
    {
        var folder = Directory.CreateTempSubdirectory("plexus-tour-");
        try
        {
            await using var demo = PlexusProcess.Start("demo", "--data", Path.Combine(folder.FullName, "demo"), "--port", "0", "--sandbox-port", "0");
            var lines = await InvitedAsync(demo);
            var patient = Path.Combine(folder.FullName, "patient.json");
            await File.WriteAllTextAsync(patient, await PatientOfThePartnerAsync(AddressIn(lines, "Sandbox")));
            var letter = Path.Combine(folder.FullName, "letter.txt");
            await File.WriteAllTextAsync(letter, "Seen at home; well.");

            var (exitCode, output, error) = await PlexusProcess.RunAsync(
                "send-document", letter, "--to", "@" + patient, "--organisation", "A99901", "--author", "Morgan Ashdown", "--gateway", AddressIn(lines, "Console"));

            exitCode.ShouldBe(0, error);
            output.ShouldContain("completed: 30001");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_document_is_not_sent_when_no_gateway_answers_or_the_patient_stands_on_the_command_line()
    {
        var letter = Path.GetTempFileName();
        try
        {
            File.Move(letter, letter + ".txt");
            var misuse = await PlexusProcess.RunAsync("send-document", letter + ".txt", "--to", "somebody");
            misuse.ExitCode.ShouldBe(2);
            misuse.Error.ShouldNotContain("somebody");

            await File.WriteAllTextAsync(letter + ".json", "{}");
            var nobody = await PlexusProcess.RunAsync("send-document", letter + ".txt", "--to", "@" + letter + ".json", "--gateway", "http://127.0.0.1:1");
            nobody.ExitCode.ShouldBe(3);
            nobody.Error.ShouldContain("plexus serve");
        }
        finally
        {
            File.Delete(letter + ".txt");
            File.Delete(letter + ".json");
        }
    }

    private static string Told(JsonElement message)
    {
        string Text(string name) => message.GetProperty(name).GetString() ?? "-";
        var answers = string.Join(' ', message.GetProperty("acks").EnumerateArray().Select(a => a.GetString()));
        return $"{Text("name")}: {(answers.Length == 0 ? "none" : answers)}, {message.GetProperty("tasks").GetInt32()}, {Text("state")} {Text("outcome")}";
    }

    private static string AddressIn(IReadOnlyList<string> lines, string what) => lines.First(l => l.StartsWith(what, StringComparison.Ordinal))[what.Length..].Trim();

    private static async Task<string> PatientOfThePartnerAsync(string sandbox)
    {
        using var http = new HttpClient { BaseAddress = new Uri(sandbox) };
        using var people = JsonDocument.Parse(await http.GetStringAsync("/sandbox/people?practice=A99903"));
        var person = people.RootElement.GetProperty("people").EnumerateArray()
            .First(p => p.GetProperty("case").GetString() == "registered" && p.GetProperty("person").GetProperty("practice").GetString() == "A99903").GetProperty("person");
        return JsonSerializer.Serialize(new
        {
            nhsNumber = person.GetProperty("nhsNumber").GetString(),
            surname = person.GetProperty("name").GetProperty("family").GetString(),
            givenName = person.GetProperty("name").GetProperty("given")[0].GetString(),
            birthDate = person.GetProperty("dateOfBirth").GetString(),
        });
    }

    /// <summary>Starts the demonstration, waits until it invites Ctrl+C, and presses it.</summary>
    private static async Task<IReadOnlyList<string>> PlayedAsync(string folder)
    {
        await using var demo = PlexusProcess.Start("demo", "--data", folder, "--port", "0", "--sandbox-port", "0");
        var lines = await InvitedAsync(demo);
        var (exitCode, error) = await demo.InterruptAsync();
        exitCode.ShouldBe(0, error);
        error.ShouldBeEmpty();
        return lines;
    }

    /// <summary>What the demonstration says until it invites Ctrl+C.</summary>
    private static async Task<IReadOnlyList<string>> InvitedAsync(PlexusProcess demo)
    {
        var lines = new List<string>();
        while (await demo.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("Ctrl+C", StringComparison.Ordinal))
                break;
        }
        return lines;
    }
}
