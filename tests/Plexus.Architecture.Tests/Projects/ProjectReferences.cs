namespace Plexus.Architecture.Tests.Projects;

public sealed class ProjectReferences
{
    private static readonly Project[] Product = Projects("src");
    private static readonly Project[] Tests = Projects("tests");

    [Fact]
    public void Every_project_references_only_what_the_table_allows() => ProjectRules.Violations(Product).ShouldBeEmpty();

    [Fact]
    public void A_package_that_weighs_or_binds_stays_in_its_project() =>
        ProjectRules.PackageViolations([.. Product, .. Tests]).ShouldBeEmpty();

    [Fact]
    public void The_product_never_references_a_test() =>
        Product.SelectMany(p => p.References).Intersect(Tests.Select(t => t.Name)).ShouldBeEmpty();

    [Fact]
    public void Every_test_project_is_named_after_what_it_tests() =>
        Tests.Select(t => t.Name)
            .Where(name => name is not ("Plexus.Acceptance" or "Plexus.Architecture.Tests" or "Plexus.Web.Styleguide"))
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal) || Product.All(p => $"{p.Name}.Tests" != name))
            .ShouldBeEmpty();

    [Fact]
    public void The_table_is_closed_so_no_reference_arrives_by_a_detour()
    {
        var detours =
            from row in ProjectTable.MayReference
            from reference in row.Value
            from further in ProjectTable.MayReference[reference]
            where !row.Value.Contains(further)
            select $"{row.Key} → {reference} → {further}";

        detours.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Plexus.Sandbox", "Plexus.Standards")]
    [InlineData("Plexus.Sandbox", "Plexus.Engine")]
    [InlineData("Plexus.Sandbox", "Plexus.Mesh")]
    [InlineData("Plexus.Sandbox", "Plexus.Identity")]
    [InlineData("Plexus.Standards", "Plexus.Storage")]
    [InlineData("Plexus.Engine", "Plexus.Standards")]
    [InlineData("Plexus.Conformance", "Plexus.Standards")]
    [InlineData("Plexus.Primitives", "Plexus.Brand.New")]
    public void Sees_a_forbidden_reference(string from, string to)
    {
        var project = Project.Read(from, $"""<Project><ItemGroup><ProjectReference Include="..\{to}\{to}.csproj" /></ItemGroup></Project>""");

        ProjectRules.Violations([project]).ShouldBe([$"{from} may not reference {to}."]);
    }

    [Fact]
    public void Sees_a_project_nobody_declared() =>
        ProjectRules.Violations([new("Plexus.Helpers", [], [])]).ShouldBe(["Plexus.Helpers is not in the table of projects."]);

    [Fact]
    public void Sees_a_database_in_a_standard()
    {
        var project = Project.Read("Plexus.Standards", """<Project><ItemGroup><PackageReference Include="Npgsql" /></ItemGroup></Project>""");

        ProjectRules.PackageViolations([project]).ShouldBe(["Plexus.Standards may not reference the package Npgsql."]);
    }

    private static Project[] Projects(string folder) =>
        [.. Repository.TextFiles(folder).Where(f => Path.GetExtension(f) == ".csproj").Select(Project.Read)];
}
