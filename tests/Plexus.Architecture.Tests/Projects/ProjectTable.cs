namespace Plexus.Architecture.Tests.Projects;

/// <summary>Who may reference whom: the table of docs/architecture.md. A project that does not exist yet may stand here already.</summary>
internal static class ProjectTable
{
    private static readonly string[] Formats = ["Plexus.Primitives", "Plexus.Fhir", "Plexus.Edifact", "Plexus.Hl7", "Plexus.Jose"];
    private static readonly string[] Transports = ["Plexus.Mesh", "Plexus.Identity", "Plexus.Spine"];
    private static readonly string[] ForStandards = [.. Formats, .. Transports, "Plexus.Profiles"];
    private static readonly string[] ForTheEngine = [.. ForStandards, "Plexus.Contracts", "Plexus.Storage"];

    private static readonly string[] BelowTheSurface =
        [.. ForTheEngine, "Plexus.Standards", "Plexus.Engine", "Plexus.Sandbox", "Plexus.Onboarding", "Plexus.Conformance"];

    public static readonly IReadOnlyDictionary<string, string[]> MayReference = new Dictionary<string, string[]>
    {
        ["Plexus.Primitives"] = [],
        ["Plexus.Fhir"] = ["Plexus.Primitives"],
        ["Plexus.Edifact"] = ["Plexus.Primitives"],
        ["Plexus.Hl7"] = ["Plexus.Primitives"],
        ["Plexus.Jose"] = ["Plexus.Primitives"],
        ["Plexus.Profiles"] = Formats,
        ["Plexus.Mesh"] = Formats,
        ["Plexus.Identity"] = Formats,
        ["Plexus.Spine"] = Formats,
        ["Plexus.Contracts"] = ForStandards,
        ["Plexus.Standards"] = [.. ForStandards, "Plexus.Contracts"],
        ["Plexus.Storage"] = ["Plexus.Primitives"],
        ["Plexus.Engine"] = ForTheEngine,
        ["Plexus.Sandbox"] = [.. Formats, "Plexus.Profiles", "Plexus.Storage"],
        ["Plexus.Onboarding"] = ["Plexus.Primitives", "Plexus.Storage"],
        ["Plexus.Conformance"] = [.. Formats, "Plexus.Profiles"],
        ["Plexus.Web"] = BelowTheSurface,
        ["Plexus"] = [.. BelowTheSurface, "Plexus.Web"],
    };

    /// <summary>Packages that only the named projects may reference, so that nobody else carries what they bring.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> OnlyIn = new Dictionary<string, string[]>
    {
        ["Npgsql"] = ["Plexus.Storage"],
        ["Dapper"] = ["Plexus.Storage"],
        ["Microsoft.Data.Sqlite.Core"] = ["Plexus.Storage"],
        ["SQLitePCLRaw.provider.e_sqlite3"] = ["Plexus.Storage"],
        ["RabbitMQ.Client"] = ["Plexus.Engine", "Plexus"],
        ["System.CommandLine"] = ["Plexus"],
        ["Spectre.Console"] = ["Plexus"],
        // Playwright copies 138 MB of drivers into the output of every project that references it.
        ["Microsoft.Playwright"] = ["Plexus.Acceptance"],
        ["Deque.AxeCore.Playwright"] = ["Plexus.Acceptance"],
    };
}
