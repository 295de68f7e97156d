using System.Text.Json;
using Plexus.Engine.Patients;
using Plexus.Primitives;

namespace Plexus.Tour;

/// <summary>What the tour asks of a sandbox, over its control surface.</summary>
internal sealed class SandboxDesk(HttpClient http)
{
    /// <summary>Has the synthetic sender send a case.</summary>
    /// <returns>The last message sent: the case itself.</returns>
    public async Task<SandboxSent> SendAsync(string name, MeshMailboxId to, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync("/sandbox/send", new { Case = name, To = to.ToWire() }, cancellation);
        response.EnsureSuccessStatusCode();
        var sent = await response.Content.ReadFromJsonAsync<List<SandboxSent>>(cancellation);
        return sent is [.., var last] ? last : throw new InvalidDataException($"The sandbox sent nothing for the case {name}.");
    }

    /// <summary>What came back for a message so far.</summary>
    public async Task<IReadOnlyList<SandboxAnswer>> AnswersAsync(SandboxSent sent, CancellationToken cancellation)
    {
        var page = await http.GetFromJsonAsync<SentPage>($"/sandbox/sent?after={sent.Number - 1}", cancellation);
        return page?.Sent.FirstOrDefault(s => s.Number == sent.Number)?.Answers ?? [];
    }

    /// <summary>Moves the business clock on.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync("/sandbox/clock", new { Advance = by }, cancellation);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Brings the population's patients of a practice into the patient index.</summary>
    public async Task<PatientImportResult> ImportPatientsAsync(OdsCode practice, PatientImport import, CancellationToken cancellation)
    {
        await using var csv = await http.GetStreamAsync($"/sandbox/people/patients.csv?practice={practice.ToWire()}", cancellation);
        return await import.RunAsync(csv, practice, dryRun: false, "tour", null, cancellation);
    }

    private sealed record SentPage(IReadOnlyList<SandboxSent> Sent);
}

/// <param name="MeshId">The MESH message; null when MESH refused it.</param>
internal sealed record SandboxSent(int Number, string Workflow, string? MeshId, IReadOnlyList<SandboxAnswer> Answers);

/// <param name="Problems">What the sandbox finds wrong with the answer itself.</param>
internal sealed record SandboxAnswer(string? Code, IReadOnlyList<JsonElement> Problems);
