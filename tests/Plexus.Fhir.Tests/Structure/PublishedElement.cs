namespace Plexus.Fhir.Tests.Structure;

/// <summary>What HL7's definition says of one element, as far as it is structure.</summary>
/// <param name="Name">Without the <c>[x]</c> of a choice.</param>
/// <param name="Max"><see langword="null"/> when unbounded.</param>
/// <param name="Repeats">Whether the definition that introduced the element lets it repeat: JSON then wants an array.</param>
/// <param name="IsAttribute">Whether XML writes it as an attribute.</param>
/// <param name="Types">Names of types; of a backbone element its path.</param>
internal sealed record PublishedElement(string Name, bool IsChoice, int Min, int? Max, bool Repeats, bool IsAttribute, IReadOnlyList<string> Types)
{
    /// <summary>The type that the element has when it is written under this name; null when it is not written so.</summary>
    internal string? TypeUnder(string name) =>
        !IsChoice
            ? name == Name ? Types[0] : null
            : Types.FirstOrDefault(type => name == Name + char.ToUpperInvariant(type[0]) + type[1..]);
}
