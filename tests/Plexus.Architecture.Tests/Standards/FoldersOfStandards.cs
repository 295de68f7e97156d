using System.Reflection.Metadata;
using Plexus.Architecture.Tests.Compiled;

namespace Plexus.Architecture.Tests.Standards;

public sealed class FoldersOfStandards
{
    [Fact]
    public void A_standard_uses_only_the_folders_the_table_allows() =>
        FolderRules.Violations(Assemblies.Product.SelectMany(a => a.Uses)).Distinct().ShouldBeEmpty();

    [Fact]
    public void Every_file_of_a_standard_declares_the_namespace_of_its_folder()
    {
        var root = Path.Combine(Repository.Root, "src", "Plexus.Standards");
        var sources = Repository.TextFiles("src/Plexus.Standards")
            .Where(f => Path.GetExtension(f) == ".cs")
            .Select(f => (Path.GetRelativePath(root, f), File.ReadAllText(f)));

        FolderRules.Misplaced(sources).ShouldBeEmpty();
    }

    [Fact]
    public void The_table_names_only_folders_it_declares_and_has_no_circles()
    {
        FolderTable.MayUse.Values.SelectMany(to => to).Except(FolderTable.MayUse.Keys).ShouldBeEmpty();
        foreach (var folder in FolderTable.MayUse.Keys)
            Reach(folder).ShouldNotContain(folder);
    }

    [Theory]
    [InlineData("Plexus.Standards.Itk3.Frame", "Plexus.Standards.SendDocument.Rules", "Itk3 may not use SendDocument")]
    [InlineData("Plexus.Standards.Helpers.Text", "System.String", "Plexus.Standards.Helpers is not in the table")]
    public void Sees_a_use_the_table_does_not_allow(string from, string to, string verdict)
    {
        var use = new Use(from, $"{from}.Run", to, "Read", [], ILOpCode.Nop);

        FolderRules.Violations([use]).ShouldHaveSingleItem().ShouldStartWith(verdict);
    }

    [Theory]
    [InlineData("Plexus.Standards.SendDocument.Rules", "Plexus.Standards.Itk3.Frame")]
    [InlineData("Plexus.Standards.Itk3.Frame", "Plexus.Standards.StandardsCatalogue")]
    [InlineData("Plexus.Standards.StandardsCatalogue", "Plexus.Standards.Itk3.Frame")]
    [InlineData("Plexus.Engine.Receiving.Receiver", "Plexus.Standards.Itk3.Frame")]
    public void Lets_an_allowed_use_pass(string from, string to) =>
        FolderRules.Violations([new Use(from, $"{from}.Run", to, "Read", [], ILOpCode.Nop)]).ShouldBeEmpty();

    [Fact]
    public void Sees_a_file_that_hides_in_another_namespace() =>
        FolderRules.Misplaced([("Itk3/Frame.cs", "namespace Plexus.Standards.Cda;\n")]).ShouldHaveSingleItem();

    private static HashSet<string> Reach(string folder)
    {
        var reached = new HashSet<string>();
        var waiting = new Queue<string>(FolderTable.MayUse[folder]);
        while (waiting.TryDequeue(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var further in FolderTable.MayUse[next])
                    waiting.Enqueue(further);
            }
        }

        return reached;
    }
}
