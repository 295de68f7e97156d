namespace Plexus.Fhir.Paths;

/// <summary>Every function of the language and of FHIR.</summary>
/// <remarks>http://hl7.org/fhirpath/N1 section 5 and 6, FHIR R4 fhirpath.html, and those later functions that expressions in use call.</remarks>
internal static class PathFunctions
{
    internal static readonly Dictionary<string, PathFunction> All =
        ExistenceFunctions.All
            .Concat(FilteringFunctions.All)
            .Concat(SubsettingFunctions.All)
            .Concat(TypeFunctions.All)
            .Concat(ConversionFunctions.All)
            .Concat(TextFunctions.All)
            .Concat(PatternFunctions.All)
            .Concat(MathFunctions.All)
            .Concat(BoundaryFunctions.All)
            .Concat(TreeFunctions.All)
            .Concat(UtilityFunctions.All)
            .ToDictionary(function => function.Name, StringComparer.Ordinal);
}
