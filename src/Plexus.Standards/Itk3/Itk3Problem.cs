namespace Plexus.Standards.Itk3;

/// <summary>Why a message is refused: the code that answers it and what its sender must mend.</summary>
/// <param name="Code">A negative code of <see cref="ResponseCodes"/>.</param>
/// <param name="Place">Where, as a FHIRPath.</param>
/// <param name="Text">Goes out as diagnostics (GPCM-SD-074): never a value from the message, so never a patient's (FHIR-BA-02).</param>
/// <param name="IssueCode">The more exact <c>issue.code</c>, where the response code allows one.</param>
internal sealed record Itk3Problem(string Code, string Place, string Text, string? IssueCode = null)
{
    /// <summary>The diagnostics of a response: place and text.</summary>
    internal string Diagnostics => Place.Length == 0 ? Text : $"{Text} Place: {Place}.";
}
