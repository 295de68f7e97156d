namespace Plexus.Fhir.Conversion;

/// <summary>What one version demands and the other leaves optional or understood.</summary>
internal static class SuppliedValues
{
    private static readonly Row[] All =
    [
        new(FhirVersion.R4, "Encounter", "class", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "UNK"),
        new(FhirVersion.R4, "MedicationDispense", "status", null, "unknown"),
        new(FhirVersion.R4, "MedicationRequest", "status", null, "unknown"),
        new(FhirVersion.Stu3, "AllergyIntolerance", "verificationStatus", null, "unconfirmed"),

        // R4's Money has a currency, STU3's the code of a system.
        new(FhirVersion.Stu3, "Money", "system", null, "urn:iso:std:iso:4217", IsImplied: true),
    ];

    /// <param name="To">The version that demands the element.</param>
    /// <param name="System">Of a Coding; null where the element is a plain value.</param>
    /// <param name="IsImplied">Whether the other version means just this value; else it is one that says "not known".</param>
    internal sealed record Row(FhirVersion To, string Type, string Name, string? System, string Code, bool IsImplied = false);

    internal static IEnumerable<Row> Of(FhirVersion to, string type) => All.Where(row => row.To == to && row.Type == type);

    /// <summary>Whether an element says only what the other version means without it.</summary>
    internal static bool IsImplied(FhirVersion from, FhirElement element) =>
        Array.Exists(All, row => row.IsImplied && row.To == from && row.Type == element.Parent.TypeName && row.Name == element.Name && element.ValueEquals(row.Code));
}
