namespace Plexus.Fhir.Conversion;

/// <summary>What one version demands of a type of Bundle and the other does not know.</summary>
internal static class BundleDifferences
{
    /// <summary>Only R4's histories hold responses.</summary>
    internal static bool IsOutOfPlace(FhirElement element, FhirVersion to) =>
        to == FhirVersion.Stu3 && element.Name == "response" && element.Parent.TypeName == "Bundle.entry" && element.Parent.Parent["type"].ValueEquals("history");

    /// <summary>A document of R4 says when it was put together, one of STU3 cannot.</summary>
    internal static bool LacksTimestamp(FhirElement resource, FhirVersion to) =>
        to == FhirVersion.R4 && resource.TypeName == "Bundle" && resource["type"].ValueEquals("document");
}
