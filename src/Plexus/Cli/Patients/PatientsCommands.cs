using System.CommandLine;

namespace Plexus.Cli.Patients;

/// <summary><c>plexus patients</c>: the embedded patient index.</summary>
internal static class PatientsCommands
{
    public static Command Create() => new("patients", "Works on the patient index that Plexus keeps for organisations without one of their own.")
    {
        ImportVerb.Create(),
    };
}
