using System.Collections.Frozen;

namespace Plexus.Fhir.Conversion;

/// <summary>That something was not done is a flag beside the status in STU3, and a status in R4.</summary>
/// <param name="Flag">The element of STU3.</param>
/// <param name="Yes">Its value when it was not done.</param>
/// <param name="No">Its value when it was, where STU3 demands one.</param>
/// <param name="R4Status">What R4 says instead.</param>
/// <param name="Stu3Status">What STU3's status is then, since it demands one.</param>
/// <param name="Unsure">Statuses of which neither can be said, and what the flag says then.</param>
internal sealed record NotDone(string Type, string Flag, string Yes, string? No, string R4Status, string Stu3Status, string[]? Unsure = null, string? UnsureValue = null)
{
    private static readonly FrozenDictionary<string, NotDone> ByType = new NotDone[]
    {
        new("Immunization", "notGiven", "true", "false", "not-done", "completed"),
        new("MedicationAdministration", "notGiven", "true", null, "not-done", "completed"),
        new("MedicationDispense", "notDone", "true", null, "declined", "stopped"),
        new("MedicationStatement", "taken", "n", "y", "not-taken", "completed", ["intended", "on-hold", "entered-in-error", "unknown"], "unk"),
    }.ToFrozenDictionary(row => row.Type, StringComparer.Ordinal);

    internal static NotDone? Of(string type) => ByType.GetValueOrDefault(type);

    /// <summary>The flag for what an R4 status says of something done; null when STU3 does not demand one.</summary>
    internal string? FlagFor(string? status) => Unsure is not null && (status is null || Unsure.Contains(status)) ? UnsureValue : No;
}
