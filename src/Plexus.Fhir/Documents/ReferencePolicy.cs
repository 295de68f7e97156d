namespace Plexus.Fhir;

/// <summary>What to do with a reference for which the specification gives no match.</summary>
public enum ReferencePolicy
{
    /// <summary>By type and id among the entries when exactly one fits: GP Connect bundles carry no fullUrl and rely on it.</summary>
    NhsLenient,

    /// <summary>Only what the FHIR specification matches.</summary>
    Strict,
}

/// <summary>How a reference was, or was not, resolved.</summary>
public enum ReferenceOutcome
{
    NotAReference,
    Resolved,

    /// <summary>Not matched by the specification's rules, found by type and id.</summary>
    ResolvedLeniently,
    NotFound,

    /// <summary>More than one resource fits.</summary>
    Ambiguous,
}
