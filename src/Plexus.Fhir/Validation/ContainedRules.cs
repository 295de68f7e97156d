namespace Plexus.Fhir.Validation;

/// <summary>What contained resources may be and do.</summary>
internal static class ContainedRules
{
    internal static bool HaveNoNarrative(FhirElement resource) => Contained(resource, contained => !contained["text"].Exists);

    internal static bool ContainNothing(FhirElement resource) => Contained(resource, contained => !contained["contained"].Exists);

    internal static bool HaveNoVersion(FhirElement resource) =>
        Contained(resource, contained => !contained["meta"]["versionId"].Exists && !contained["meta"]["lastUpdated"].Exists);

    internal static bool HaveNoSecurity(FhirElement resource) => Contained(resource, contained => !contained["meta"]["security"].Exists);

    /// <summary>Every contained resource is referred to from its container or another contained one, or refers to the container.</summary>
    internal static bool AreReferredTo(FhirElement resource) => !resource["contained"].Exists || AreAllNamed(resource);

    private static bool AreAllNamed(FhirElement resource)
    {
        var document = resource.Document!;
        var end = document.Nodes[resource.Index].End;
        var named = new HashSet<string>(StringComparer.Ordinal);
        for (var node = resource.Index + 1; node < end; node++)
        {
            if (IsLocalReference(document, node))
                named.Add(new FhirElement(document, node).Value![1..]);
        }

        return Contained(resource, contained => (contained["id"].Value is { } id && named.Contains(id)) || RefersToContainer(contained));
    }

    /// <summary>A reference that begins with <c>#</c> finds its resource, or is to the container itself.</summary>
    internal static bool HoldsLocalTarget(FhirElement reference)
    {
        if (!reference["reference"].Utf8Value.StartsWith("#"u8))
            return true;

        reference.Resolve(ReferencePolicy.Strict, out var outcome);
        return outcome is ReferenceOutcome.Resolved or ReferenceOutcome.Ambiguous;
    }

    /// <summary>A container has one resource of an id, so that a reference to it says which.</summary>
    internal static void CheckIds(ValidationRun run, FhirElement resource)
    {
        if (!resource["contained"].Exists)
            return;

        using var seen = new DistinctTexts(run.Document);
        foreach (var contained in resource.Elements("contained"))
        {
            var id = contained["id"];
            if (id.HasValue && !seen.AddWithin(resource.Index, id.Index))
                run.Error(ValidationRules.DuplicateContained, id.Index);
        }
    }

    private static bool Contained(FhirElement resource, Func<FhirElement, bool> rule)
    {
        foreach (var contained in resource.Elements("contained"))
        {
            if (!rule(contained))
                return false;
        }

        return true;
    }

    private static bool RefersToContainer(FhirElement contained)
    {
        var document = contained.Document!;
        for (var node = contained.Index + 1; node < document.Nodes[contained.Index].End; node++)
        {
            if (IsLocalReference(document, node) && document.Nodes[node].ValueLength == 1)
                return true;
        }

        return false;
    }

    /// <summary>References, and the URI types in which R4 also names contained resources, are all that can begin so.</summary>
    private static bool IsLocalReference(FhirDocument document, int node) =>
        document.Nodes[node].HasValue && document.Value(node).StartsWith("#"u8) && IsAddress(document, node);

    private static bool IsAddress(FhirDocument document, int node) =>
        document.Model.Types[document.Nodes[node].Type].Primitive is Model.PrimitiveKind.Uri or Model.PrimitiveKind.Url or Model.PrimitiveKind.Canonical
        || document.Model.Names[document.Model.Properties[document.Nodes[node].Property].NameId] == "reference";
}
