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
    public static RootCommand Create() =>
        new("Connects a supplier's product to the national services, and gets it onboarded.")
        {
            CommonOptions.Json,
            BenchCommands.Create(),
            ConfigCommands.Create(),
            DemoCommand.Create(),
            FhirCommands.Create(),
            MeshCommands.Create(),
            PatientsCommands.Create(),
            SandboxCommands.Create(),
            SendDocumentVerb.Create(),
            ServeCommand.Create(),
            StandardsCommand.Create(),
        };
}
