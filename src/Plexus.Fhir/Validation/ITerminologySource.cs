namespace Plexus.Fhir;

/// <summary>Answers for code systems that are not held here, such as SNOMED CT and dm+d. In-process: validation waits for it.</summary>
public interface ITerminologySource
{
    /// <summary>Whether each of the codings of one element is in a value set.</summary>
    /// <param name="valueSet">Canonical of the value set, with its version when the profile states one.</param>
    /// <param name="codings">All codings of the element, to be looked up together.</param>
    /// <returns>An answer for each coding, in their order; null for what the source does not know.</returns>
    IReadOnlyList<bool?> Find(string valueSet, IReadOnlyList<FhirCoding> codings);
}

/// <summary>A code to look up.</summary>
/// <param name="System">Its code system; null when the element has a plain code whose system is understood.</param>
/// <param name="Code">The code; empty when there is none.</param>
public readonly record struct FhirCoding(string? System, string Code);
