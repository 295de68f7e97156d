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
    public async Task End_as_the_table_says()
    {
        var expected = SampleOutcome.Table;
        expected.Select(o => o.File).Order(StringComparer.Ordinal).ShouldBe(
            Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(SpecificationsFactAttribute.Folder, folder)).Select(file => $"{folder}/{Path.GetFileName(file)}")).Order(StringComparer.Ordinal));
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        await using var gateway = await installation.ServeAsync();
        using var post = await PracticePost.OpenAsync(sandbox, gateway, [.. expected.Select(o => o.Workflow.Replace("_ACK", "", StringComparison.Ordinal)).Distinct()]);

        var differences = new List<string>();
        foreach (var sample in expected)
        {
            var became = (await post.SendAsync(sample.Workflow, MeshPayload.FromFile(Path.Combine(SpecificationsFactAttribute.Folder, sample.File)))).ToString();
            output.WriteLine($"{sample.File} | {sample.Workflow} | {became}");
            if (became != sample.Became)
                differences.Add($"{sample.File}: {became}; the table says {sample.Became}");
        }

        differences.ShouldBeEmpty();
        (await gateway.ExchangesAsync("in")).Count.ShouldBe(expected.Count);
        (await gateway.GetAsync("/api/parked-steps")).GetArrayLength().ShouldBe(0);
    }
}
