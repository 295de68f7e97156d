namespace Plexus.Fhir;

/// <summary>What a concept map makes of a code.</summary>
/// <param name="System">The target code system; empty when the map states none.</param>
/// <param name="Code">The target code; empty when the map says that there is none (<see cref="ConceptEquivalence.Unmatched"/>).</param>
/// <param name="Equivalence">How the target relates to the source.</param>
/// <param name="ConceptMap">Canonical of the map that says so.</param>
public sealed record ConceptTranslation(string System, string Code, ConceptEquivalence Equivalence, string ConceptMap);
