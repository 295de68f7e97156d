using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests;

public sealed class FidelityPage
{
    [Fact]
    public async Task The_page_grades_every_operation_as_the_code_does()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var rows = Page("fidelity.md").Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToArray();

        foreach (var operation in sandbox.Host.Services.SelectMany(s => s.Operations))
        {
            var row = rows.SingleOrDefault(r => r.StartsWith($"| {operation.Name} | `{operation.Route}` | ", StringComparison.Ordinal));
            row.ShouldNotBeNull($"docs/fidelity.md has no row for {operation.Name}");
            row.Split('|')[3].Trim().ShouldBe(operation.Grade.ToString().ToLowerInvariant(), operation.Name);
        }
    }

    [Fact]
    public void The_page_on_mesh_lists_every_relaxation()
    {
        var page = Page("standards/Mesh.md").ToArray();

        foreach (var row in Relaxation.All)
            page.ShouldContain(line => line.StartsWith($"| {row.Name} | ", StringComparison.Ordinal), row.Name);
    }

    [Fact]
    public async Task The_index_page_lists_every_operation()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        var page = await sandbox.Mesh.Http.GetStringAsync("/sandbox");

        foreach (var operation in sandbox.Host.Services.SelectMany(s => s.Operations))
            page.ShouldContain($"<td>{operation.Name}</td>");
    }

    private static IEnumerable<string> Page(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plexus.slnx")))
                return File.ReadLines(Path.Combine(folder.FullName, "docs", name));
        }
        throw new DirectoryNotFoundException("The repository's docs folder.");
    }
}
