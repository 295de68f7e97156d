namespace Plexus.Fhir;

/// <summary>What an evaluation may use beside the document: variables, a clock, terminology, profiles.</summary>
public sealed record FhirPathOptions
{
    public static FhirPathOptions Default { get; } = new();

    public FhirPathLimits Limits { get; init; } = FhirPathLimits.Default;

    /// <summary>The clock of <c>now()</c>, <c>today()</c> and <c>timeOfDay()</c>, read once per evaluation.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Environment variables by name without <c>%</c>; these come before the built-in ones.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FhirPathValue>>? Variables { get; init; }

    /// <summary>What <c>%context</c> is, when that is not the element evaluated on.</summary>
    public FhirElement Context { get; init; }

    /// <summary>Whether a code, Coding, CodeableConcept or string is in a value set; null when that is not known, which gives an empty result.</summary>
    public Func<FhirPathValue, string, bool?>? MemberOf { get; init; }

    /// <summary>Whether an element conforms to a profile; null when the profile is not known, which is an error by the specification.</summary>
    public Func<FhirElement, string, bool?>? ConformsTo { get; init; }

    /// <summary>Whether a narrative follows the rules for XHTML in FHIR; the validator's own check when null.</summary>
    public Func<FhirElement, bool>? HtmlChecks { get; init; }

    /// <summary>Where a reference leads that the document itself does not resolve; nothing when it leads nowhere.</summary>
    public Func<string, FhirElement>? Resolve { get; init; }

    /// <summary>Sees what <c>trace(name)</c> is given.</summary>
    public Action<string, IReadOnlyList<FhirPathValue>>? Trace { get; init; }

    /// <summary>Lets <c>as()</c> filter collections, as some published R4 expressions expect; always so before R4.</summary>
    public bool AsFilters { get; init; }
}
