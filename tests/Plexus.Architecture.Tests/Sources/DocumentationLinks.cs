using System.Text.RegularExpressions;

namespace Plexus.Architecture.Tests.Sources;

public sealed partial class DocumentationLinks
{
    [Fact]
    public void Every_link_of_the_documentation_leads_somewhere() =>
        Repository.TextFiles().Where(f => Path.GetExtension(f) == ".md")
            .SelectMany(f => Broken(f, File.ReadAllText(f)))
            .ShouldBeEmpty();

    [Fact]
    public void Every_page_of_the_documentation_is_in_its_index()
    {
        var index = File.ReadAllText(Path.Combine(Repository.Root, "docs", "README.md"));

        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(Path.GetFileName)
            .Where(page => page != "README.md" && !index.Contains($"({page})", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[a](missing.md)", 1)]
    [InlineData("![a](images/missing.png)", 1)]
    [InlineData("[a](README.md#part) and [b](https://example.test/x)", 0)]
    public void Sees_a_link_to_nothing(string text, int broken) =>
        Broken(Path.Combine(Repository.Root, "page.md"), text).Count().ShouldBe(broken);

    private static IEnumerable<string> Broken(string file, string text) =>
        from Match match in Link().Matches(text)
        let target = match.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains(':') && !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target))
        select $"{Repository.Name(file)} links to {target}, which is not there.";

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
