using System.CommandLine;
using Plexus.Cli.Bench;
using Plexus.Cli.Config;
using Plexus.Cli.Demo;
using Plexus.Cli.Fhir;
using Plexus.Cli.Mesh;
using Plexus.Cli.Patients;
using Plexus.Cli.Sandbox;
using Plexus.Cli.Sending;
using Plexus.Cli.Serve;
using Plexus.Cli.Standards;

namespace Plexus.Cli;

/// <summary>The verbs of <c>plexus</c>, as a table of contents. A verb's work starts when it is called, never when it is listed.</summary>
internal static class RootCommands
{
    private static readonly (string Name, Func<Command> Create)[] Verbs =
    [
        ("bench", BenchCommands.Create),
        ("config", ConfigCommands.Create),
        ("demo", DemoCommand.Create),
        ("fhir", FhirCommands.Create),
        ("mesh", MeshCommands.Create),
        ("patients", PatientsCommands.Create),
        ("sandbox", SandboxCommands.Create),
        ("send-document", SendDocumentVerb.Create),
        ("serve", ServeCommand.Create),
        ("standards", StandardsCommand.Create),
    ];

    /// <summary>Every verb.</summary>
    public static RootCommand Create() => Of(Verbs);

    /// <summary>The verb that the arguments begin with, or every verb where they begin otherwise: describing them all takes a part of a program's start that is felt.</summary>
    public static RootCommand For(string[] arguments) =>
        arguments.Length > 0 && Array.FindIndex(Verbs, verb => verb.Name == arguments[0]) is var named and >= 0 ? Of([Verbs[named]]) : Create();

    private static RootCommand Of(ReadOnlySpan<(string Name, Func<Command> Create)> verbs)
    {
        var root = new RootCommand("Connects a supplier's product to the national services, and gets it onboarded.") { CommonOptions.Json };
        foreach (var (_, create) in verbs)
            root.Add(create());
        return root;
    }
}
