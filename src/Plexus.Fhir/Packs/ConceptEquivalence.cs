namespace Plexus.Fhir;

/// <summary>How a target concept relates to the source concept; the codes of FHIR's value set concept-map-equivalence.</summary>
public enum ConceptEquivalence
{
    RelatedTo = 0,
    Equivalent = 1,
    Equal = 2,

    /// <summary>The target means more than the source.</summary>
    Wider = 3,
    Subsumes = 4,

    /// <summary>The target means less than the source.</summary>
    Narrower = 5,
    Specializes = 6,
    Inexact = 7,
    Unmatched = 8,
    Disjoint = 9,
}

/// <summary>What a group of a concept map says of a code that it does not list.</summary>
internal enum UnmappedMode : byte
{
    None = 0,

    /// <summary>The code itself, in the target system.</summary>
    Provided = 1,
    Fixed = 2,
    OtherMap = 3,
}
