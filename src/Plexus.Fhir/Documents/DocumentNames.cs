namespace Plexus.Fhir.Documents;

/// <summary>Names by which documents find their way about themselves, as numbers of the model.</summary>
internal sealed class DocumentNames(FhirModel model)
{
    internal int Id { get; } = model.Names.Find("id");

    internal int Meta { get; } = model.Names.Find("meta");

    internal int VersionId { get; } = model.Names.Find("versionId");

    internal int FullUrl { get; } = model.Names.Find("fullUrl");

    internal int Reference { get; } = model.Names.Find("reference");

    internal int BundleEntryType { get; } = model.FindType("Bundle.entry");
}
