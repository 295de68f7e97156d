namespace Plexus.Fhir.Documents;

/// <summary>Finds resources by reference: contained ids and Bundle entries are indexed once, on first use.</summary>
/// <remarks>FHIR STU3 bundle.html#references; a reference is looked up in the Bundle that directly holds its entry.</remarks>
internal sealed class ReferenceIndex
{
    private const string HistoryPart = "/_history/";

    private readonly FhirDocument _document;
    private readonly Dictionary<int, BundleScope> _bundles = [];
    private readonly Dictionary<(int Container, string Id), int> _contained = [];

    internal ReferenceIndex(FhirDocument document)
    {
        _document = document;
        var nodes = document.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!nodes[i].IsResource || nodes[i].Parent < 0)
                continue;

            var parent = nodes[i].Parent;
            if (nodes[parent].IsResource)
                AddContained(parent, i);
            else if (nodes[parent].Parent is var bundle and >= 0 && IsBundleEntry(parent))
                ScopeOf(bundle).Add(document, parent, i);
        }
    }

    internal FhirElement Resolve(int from, string reference, ReferencePolicy policy, out ReferenceOutcome outcome)
    {
        var container = ContainerOf(from);
        if (reference.StartsWith('#'))
            return Found(reference.Length == 1 ? container : _contained.GetValueOrDefault((container, reference[1..]), -1), out outcome);

        outcome = ReferenceOutcome.NotFound;
        var isUrn = reference.StartsWith("urn:", StringComparison.Ordinal);
        for (var entry = EntryOf(container); entry >= 0; entry = EntryOf(_document.Nodes[entry].Parent))
        {
            var scope = _bundles[_document.Nodes[entry].Parent];
            var found = scope.Resolve(entry, reference, policy, out outcome);
            if (outcome != ReferenceOutcome.NotFound)
                return found < 0 ? default : new FhirElement(_document, found);

            // An inner Bundle is its own scope; only names that are unique everywhere may reach outwards.
            if (!isUrn || policy == ReferencePolicy.Strict)
                break;
        }

        return default;
    }

    /// <summary>The resource whose contained resources an element may refer to.</summary>
    internal int ContainerOf(int index)
    {
        var nodes = _document.Nodes;
        while (!nodes[index].IsResource)
            index = nodes[index].Parent;

        return nodes[index].Parent is var parent and >= 0 && nodes[parent].IsResource ? parent : index;
    }

    internal BundleScope? BundleAt(int bundle) => _bundles.GetValueOrDefault(bundle);

    private int EntryOf(int resource) =>
        _document.Nodes[resource].Parent is var parent and >= 0 && IsBundleEntry(parent) ? parent : -1;

    private bool IsBundleEntry(int index)
    {
        var nodes = _document.Nodes;
        return nodes[index].Parent >= 0
            && nodes[nodes[index].Parent].IsResource
            && nodes[index].Property >= 0
            && _document.Model.TypeName(nodes[index].Type) == "Bundle.entry";
    }

    private BundleScope ScopeOf(int bundle)
    {
        if (!_bundles.TryGetValue(bundle, out var scope))
            _bundles.Add(bundle, scope = new BundleScope());
        return scope;
    }

    private void AddContained(int container, int resource)
    {
        if (new FhirElement(_document, resource)["id"].Value is { } id)
            _contained.TryAdd((container, id), resource);
    }

    private FhirElement Found(int index, out ReferenceOutcome outcome)
    {
        outcome = index < 0 ? ReferenceOutcome.NotFound : ReferenceOutcome.Resolved;
        return new FhirElement(_document, index);
    }

    /// <summary>Takes <c>/_history/version</c> off a reference.</summary>
    internal static (string Reference, string? Version) SplitVersion(string reference)
    {
        var cut = reference.LastIndexOf(HistoryPart, StringComparison.Ordinal);
        return cut < 0 ? (reference, null) : (reference[..cut], reference[(cut + HistoryPart.Length)..]);
    }
}
