namespace Plexus.Fhir;

/// <summary>Answers for code systems that are not held here, such as SNOMED CT and dm+d.</summary>
/// <remarks>
/// In-process and synchronous: validation waits for it. What one document asks is collected and asked in one call when the document
/// has been walked; only where a slice or a rule depends on the answer is it asked at once. Answers are kept by the validator
/// (<see cref="ProfileValidatorOptions.MaxTerminologyAnswers"/>), so a source need not cache. It may be called by several threads.
/// <para>
/// A source that throws, or that gives more or fewer answers than there are questions, leaves all of that call unknown: the codes are
/// accepted, a warning says so, and nothing is kept, so that they are asked again. An <see cref="OperationCanceledException"/> ends the
/// validation, unless it stands for a timeout (<see cref="TimeoutException"/> within, as HttpClient throws it).
/// </para>
/// </remarks>
public interface ITerminologySource
{
    /// <summary>Whether each code is in the value set it is asked for.</summary>
    /// <param name="questions">Each once.</param>
    /// <returns>An answer for each question, in their order.</returns>
    IReadOnlyList<TerminologyAnswer> Answer(IReadOnlyList<TerminologyQuestion> questions);
}

/// <summary>A code to look up.</summary>
/// <param name="Version">The FHIR version of the resource: value sets and code systems of HL7 differ by it.</param>
/// <param name="ValueSet">Canonical of the value set, as the profile states it.</param>
/// <param name="System">Its code system; null when the element has a plain code whose system is understood.</param>
/// <param name="Code">The code; empty when there is none.</param>
public readonly record struct TerminologyQuestion(FhirVersion Version, string ValueSet, string? System, string Code);

/// <summary>What a source says of a code.</summary>
public enum TerminologyAnswer
{
    /// <summary>The source does not know the value set or the code system.</summary>
    Unknown,

    /// <summary>The code is in the value set.</summary>
    In,

    /// <summary>The source knows value set and code system, and the code is not in the set.</summary>
    NotIn,
}
