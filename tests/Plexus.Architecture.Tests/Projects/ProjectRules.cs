using System.Xml.Linq;

namespace Plexus.Architecture.Tests.Projects;

internal sealed record Project(string Name, string[] References, string[] Packages)
{
    public static Project Read(string path) => Read(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));

    public static Project Read(string name, string text)
    {
        var xml = XDocument.Parse(text);
        return new(name, Includes(xml, "ProjectReference", path => Path.GetFileNameWithoutExtension(path)), Includes(xml, "PackageReference", id => id));
    }

    private static string[] Includes(XDocument xml, string element, Func<string, string> name) =>
        [.. xml.Descendants(element).Select(item => name(((string?)item.Attribute("Include") ?? "").Replace('\\', '/')))];
}

internal static class ProjectRules
{
    /// <summary>Every way in which a product project breaks the table.</summary>
    public static IEnumerable<string> Violations(IEnumerable<Project> projects)
    {
        foreach (var project in projects)
        {
            if (!ProjectTable.MayReference.TryGetValue(project.Name, out var allowed))
            {
                yield return $"{project.Name} is not in the table of projects.";
                continue;
            }

            foreach (var reference in project.References.Except(allowed))
                yield return $"{project.Name} may not reference {reference}.";
        }
    }

    /// <summary>Packages referenced by a project outside the few that may carry them.</summary>
    public static IEnumerable<string> PackageViolations(IEnumerable<Project> projects) =>
        from project in projects
        from package in project.Packages
        where ProjectTable.OnlyIn.TryGetValue(package, out var homes) && !homes.Contains(Owner(project.Name))
        select $"{project.Name} may not reference the package {package}.";

    // A project's own tests may use what it uses.
    private static string Owner(string name) => name.EndsWith(".Tests", StringComparison.Ordinal) ? name[..^".Tests".Length] : name;
}
