using System.CommandLine;
using Plexus.Cli.Fhir.Bench;

namespace Plexus.Cli.Fhir;

/// <summary><c>plexus fhir</c>: resources in files.</summary>
internal static class FhirCommands
{
    public static Command Create() => new("fhir", "Validates, converts, queries and measures FHIR resources.")
    {
        ValidateCommand.Create(),
        DefinitionsCommand.Create(),
        ConvertCommand.Create(),
        FhirPathCommand.Create(),
        BenchCommand.Create(),
    };
}
