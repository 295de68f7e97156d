using Plexus.Contracts;
using Plexus.Fhir;
using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.Itk3;
using Plexus.Standards.SendDocument;

namespace Plexus.Standards;

/// <summary>Every standard Plexus speaks. A new standard is a folder and a line here.</summary>
public static class StandardsCatalogue
{
    public static IReadOnlyList<IStandard> All { get; } = Create();

    private static IStandard[] Create()
    {
        IStandard[] own =
        [
            new Itk3Standard(),
            new SendDocumentStandard(),
        ];
        return [.. own, new GenericFhirReceiverStandard(own, new BaseValidator())];
    }
}
