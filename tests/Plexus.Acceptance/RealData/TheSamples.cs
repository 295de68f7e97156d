using Plexus.Acceptance.Installing;
using Plexus.Mesh;
using Xunit.Abstractions;

namespace Plexus.Acceptance.RealData;

/// <summary>Samples that were published with the guides go through MESH as they are: old, imperfect, some of them templates.</summary>
[Collection(HeavyTests.Name)]
public sealed class TheSamples(ITestOutputHelper output)
{
    private static readonly string[] Folders = ["gp-connect-send-document/examples", "itk3/examples"];

    [SpecificationsFact]
    public void Are_all_in_the_table() =>
        SampleOutcome.AtAnyPractice.Select(o => o.File).Order(StringComparer.Ordinal).ShouldBe(
            Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(SpecificationsFactAttribute.Folder, folder)).Select(file => $"{folder}/{Path.GetFileName(file)}")).Order(StringComparer.Ordinal));

    [SpecificationsFact]
    public Task End_as_the_table_says() => PostAsync(new InstallationPlan(), SampleOutcome.AtAnyPractice);

    [SpecificationsFact]
    public Task End_as_the_table_says_where_they_belong() => PostAsync(new InstallationPlan { Sites = ["RY6", "P86609"] }, SampleOutcome.WhereTheyBelong);

    private async Task PostAsync(InstallationPlan plan, IReadOnlyList<SampleOutcome> expected)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, plan);
        await using var gateway = await installation.ServeAsync();
        using var post = await PracticePost.OpenAsync(sandbox, gateway, [.. expected.Select(o => o.Workflow.Replace("_ACK", "", StringComparison.Ordinal)).Distinct()]);

        var differences = new List<string>();
        foreach (var sample in expected)
        {
            var became = await post.SendAsync(sample.Workflow, MeshPayload.FromFile(Path.Combine(SpecificationsFactAttribute.Folder, sample.File)));
            var tasks = string.Join(' ', (await gateway.GetAsync($"/api/exchanges/{became.Exchange}")).GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("kind").GetString()));
            output.WriteLine($"{sample.File} | {sample.Workflow} | {became} | {tasks}");
            if ((became.ToString(), tasks) != (sample.Became, sample.Tasks))
                differences.Add($"{sample.File}: {became} | {tasks}; the table says {sample.Became} | {sample.Tasks}");
        }

        differences.ShouldBeEmpty();
        (await gateway.ExchangesAsync("in")).Count.ShouldBe(expected.Count);
        (await gateway.GetAsync("/api/parked-steps")).GetArrayLength().ShouldBe(0);
        gateway.Process.Error.ShouldBeEmpty();
    }
}
