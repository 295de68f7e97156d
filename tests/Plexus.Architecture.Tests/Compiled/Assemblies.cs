namespace Plexus.Architecture.Tests.Compiled;

/// <summary>The product's assemblies, as built beside these tests.</summary>
internal static class Assemblies
{
    private static readonly Lazy<CompiledAssembly[]> Read = new(() =>
        [.. Repository.TextFiles("src").Where(f => Path.GetExtension(f) == ".csproj").Select(PathOf).Select(CompiledAssembly.Read)]);

    private static readonly Lazy<CompiledAssembly> OfTheseTests =
        new(() => CompiledAssembly.Read(typeof(Assemblies).Assembly.Location));

    public static IReadOnlyList<CompiledAssembly> Product => Read.Value;

    /// <summary>This assembly, which holds the bad samples that prove the rules can fail.</summary>
    public static CompiledAssembly Own => OfTheseTests.Value;

    private static string PathOf(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        return Path.Combine(AppContext.BaseDirectory, name == "Plexus" ? "plexus.dll" : $"{name}.dll");
    }
}
