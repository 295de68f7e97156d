using System.CommandLine;
using System.Text.Json;
using Plexus.Contracts;
using Plexus.Standards;

namespace Plexus.Cli.Standards;

/// <summary><c>plexus standards [NAME]</c>: what is implemented, read from the descriptors, with how far each operation's wire is known.</summary>
internal static class StandardsCommand
{
    private static readonly Argument<string?> Name = new("name") { Description = "Folder or catalogue id of one standard; without it all are listed.", Arity = ArgumentArity.ZeroOrOne };

    internal static Command Create()
    {
        var command = new Command("standards", "Lists the standards spoken here: roles, options, and how far each operation is known.") { Name };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var name = parsed.GetValue(Name);
        var chosen = StandardsCatalogue.All.Select(s => s.Descriptor).Where(s => name is null || Answers(s, name)).ToList();
        if (parsed.GetValue(CommonOptions.Json))
            await output.WriteLineAsync(JsonSerializer.Serialize(chosen.Select(View), JsonSerializerOptions.Web));
        else if (name is null)
            foreach (var standard in chosen)
                await output.WriteLineAsync($"{standard.Folder,-22} {string.Join(", ", standard.Roles.Select(r => r.Role)),-20} {standard.Title}");
        else
            foreach (var standard in chosen)
                await DescribeAsync(output, standard);
        if (chosen.Count > 0)
            return ExitCode.Yes;
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"No standard is called {name}. plexus standards lists them.");
        return ExitCode.No;
    }

    private static bool Answers(StandardDescriptor standard, string name) =>
        standard.Folder.Equals(name, StringComparison.OrdinalIgnoreCase) || standard.CatalogueIds.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static async Task DescribeAsync(TextWriter output, StandardDescriptor standard)
    {
        await output.WriteLineAsync($"{standard.Title} ({standard.Folder}), versions {string.Join(", ", standard.Versions)}");
        foreach (var role in standard.Roles)
        {
            await output.WriteLineAsync($"\n{role.Role}: {role.Summary}");
            foreach (var route in role.Routes)
                await output.WriteLineAsync($"  takes {route.Workflow}");
            foreach (var command in role.Commands.Keys)
                await output.WriteLineAsync($"  does  {command}");
        }
        await output.WriteLineAsync("\nOperations");
        foreach (var operation in standard.Operations)
            await output.WriteLineAsync($"  {Word(operation.Grade),-11} {operation.Name} ({operation.Source})");
        await output.WriteLineAsync("\nOptions");
        foreach (var option in standard.Options)
            await output.WriteLineAsync($"  {option.Name,-24} {option.Default,-10} {option.Summary}{(option.Unconfirmed ? " Unconfirmed: the standard leaves it open." : "")}");
    }

    private static object View(StandardDescriptor standard) => new
    {
        standard.Folder,
        standard.Title,
        standard.CatalogueIds,
        standard.Versions,
        roles = standard.Roles.Select(r => new { r.Role, r.Summary, workflows = r.Routes.Select(w => w.Workflow.ToString()), commands = r.Commands.Keys }),
        operations = standard.Operations.Select(o => new { o.Name, grade = Word(o.Grade), o.Source }),
        options = standard.Options.Select(o => new { o.Name, o.Kind, o.Default, o.Summary, o.Choices, o.Unconfirmed }),
    };

    private static string Word(Grade grade) => grade switch
    {
        Grade.Verified => "verified",
        Grade.Documented => "documented",
        _ => "inferred",
    };
}
