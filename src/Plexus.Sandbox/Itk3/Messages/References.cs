using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>Finds what a reference points at within its bundle: <c>urn:uuid:x</c>, <c>Type/id</c>, or, as older messages write it, a bare id.</summary>
internal static class References
{
    /// <summary>The resource; nothing when it is not in the bundle.</summary>
    internal static FhirElement Target(this FhirElement reference, FhirElement bundle)
    {
        var found = reference.Resolve();
        if (found.Exists || reference["reference"].Value is not { Length: > 0 } id || id.Contains(':', StringComparison.Ordinal) || id.Contains('/', StringComparison.Ordinal))
            return found;
        return bundle.Elements("entry")
            .FirstOrDefault(e => e["fullUrl"].ValueEquals("urn:uuid:" + id) || e["resource"]["id"].ValueEquals(id))["resource"];
    }
}
