using Plexus.Fhir.Building;

namespace Plexus.Fhir;

/// <summary>Fills one element of a resource that is being built.</summary>
public sealed class ElementBuilder : Builder<ElementBuilder>
{
    internal ElementBuilder(FhirModel model, BuildNode node)
        : base(model, node)
    {
    }
}
