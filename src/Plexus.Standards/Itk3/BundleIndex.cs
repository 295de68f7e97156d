using Plexus.Fhir;

namespace Plexus.Standards.Itk3;

/// <summary>The resources of one Bundle, found by fullUrl, id or type and id: ITK3 messages refer in all three ways.</summary>
/// <remarks>fhir-engine rules resolve <c>urn:uuid:</c> and <c>Type/id</c>; real ITK3 messages also write bare ids.</remarks>
internal sealed class BundleIndex
{
    private readonly Dictionary<string, FhirElement> _resources = new(StringComparer.Ordinal);

    private BundleIndex()
    {
    }

    internal static BundleIndex Of(FhirElement bundle)
    {
        var index = new BundleIndex();
        foreach (var entry in bundle.Elements("entry"))
        {
            if (entry["fullUrl"].Value is { } fullUrl)
                index._resources.TryAdd(Itk3Id.Normalise(fullUrl), entry["resource"]);
        }

        foreach (var entry in bundle.Elements("entry"))
        {
            var resource = entry["resource"];
            if (resource["id"].Value is not { } id)
                continue;
            index._resources.TryAdd(Itk3Id.Normalise(id), resource);
            index._resources.TryAdd($"{resource.TypeName}/{id}", resource);
        }

        return index;
    }

    /// <summary>What a Reference points at inside this bundle; nothing when it points elsewhere.</summary>
    internal FhirElement Resolve(FhirElement reference)
    {
        var text = reference["reference"].Value;
        if (string.IsNullOrWhiteSpace(text))
            return default;
        if (text.StartsWith('#'))
            return reference.Resolve();
        return _resources.TryGetValue(Itk3Id.Normalise(text), out var resource) ? resource : default;
    }
}
