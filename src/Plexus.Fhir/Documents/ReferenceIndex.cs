using System.Text;

namespace Plexus.Fhir.Documents;

/// <summary>Finds resources by reference: contained ids and Bundle entries are indexed once, on first use.</summary>
/// <remarks>FHIR STU3 bundle.html#references; a reference is looked up in the Bundle that directly holds its entry.</remarks>
internal sealed class ReferenceIndex
{
    private const int LongestOnStack = 512;

    private readonly FhirDocument _document;
    private readonly DocumentNames _names;
    private readonly Dictionary<int, BundleScope> _bundles = [];
    private readonly List<Contained> _containedResources = [];
    private HashChains _contained;

    /// <summary>What a container has of one id; ambiguous when it is more than one resource.</summary>
    private readonly record struct Contained(int Container, int Id, int Resource, bool IsAmbiguous);

    internal ReferenceIndex(FhirDocument document)
    {
        _document = document;
        _names = document.Model.DocumentNames;
        var nodes = document.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!nodes[i].IsResource || nodes[i].Parent < 0)
                continue;

            var parent = nodes[i].Parent;
            if (nodes[parent].IsResource)
                AddContained(parent, i);
            else if (nodes[parent].Parent is var bundle and >= 0 && IsBundleEntry(parent))
                ScopeOf(bundle).Add(parent, i);
        }
    }

    internal FhirElement Resolve(int from, string reference, ReferencePolicy policy, out ReferenceOutcome outcome)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(reference.Length);
        var bytes = longest <= LongestOnStack ? stackalloc byte[longest] : new byte[longest];
        return Resolve(from, bytes[..Encoding.UTF8.GetBytes(reference, bytes)], policy, out outcome);
    }

    internal FhirElement Resolve(int from, ReadOnlySpan<byte> reference, ReferencePolicy policy, out ReferenceOutcome outcome)
    {
        var container = ContainerOf(from);
        if (reference.StartsWith("#"u8))
            return reference.Length == 1 ? Found(container, out outcome) : FoundContained(FindContained(container, reference[1..]), out outcome);

        outcome = ReferenceOutcome.NotFound;
        var isUrn = reference.StartsWith("urn:"u8);
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

    private int EntryOf(int resource) =>
        _document.Nodes[resource].Parent is var parent and >= 0 && IsBundleEntry(parent) ? parent : -1;

    private bool IsBundleEntry(int index)
    {
        var nodes = _document.Nodes;
        return nodes[index].Type == _names.BundleEntryType
            && nodes[index].Parent >= 0
            && nodes[nodes[index].Parent].IsResource
            && nodes[index].Property >= 0;
    }

    private BundleScope ScopeOf(int bundle)
    {
        if (!_bundles.TryGetValue(bundle, out var scope))
            _bundles.Add(bundle, scope = new BundleScope(_document, _names));
        return scope;
    }

    private void AddContained(int container, int resource)
    {
        var id = _document.FirstChild(resource, _names.Id);
        if (id < 0 || !_document.Nodes[id].HasValue)
            return;

        if (FindContained(container, _document.Value(id)) is var known and >= 0)
        {
            _containedResources[known] = _containedResources[known] with { IsAmbiguous = true };
            return;
        }

        _contained.Add(_containedResources.Count, HashOf(container, _document.Value(id)));
        _containedResources.Add(new Contained(container, id, resource, IsAmbiguous: false));
    }

    /// <summary>The number among the contained resources, or -1.</summary>
    private int FindContained(int container, ReadOnlySpan<byte> id)
    {
        for (var number = _contained.First(HashOf(container, id)); number >= 0; number = _contained.Next(number))
        {
            var contained = _containedResources[number];
            if (contained.Container == container && _document.Value(contained.Id).SequenceEqual(id))
                return number;
        }

        return -1;
    }

    private static int HashOf(int container, ReadOnlySpan<byte> id) => HashCode.Combine(container, HashChains.HashOf(id));

    private FhirElement FoundContained(int number, out ReferenceOutcome outcome)
    {
        if (number < 0 || !_containedResources[number].IsAmbiguous)
            return Found(number < 0 ? -1 : _containedResources[number].Resource, out outcome);

        outcome = ReferenceOutcome.Ambiguous;
        return default;
    }

    private FhirElement Found(int index, out ReferenceOutcome outcome)
    {
        outcome = index < 0 ? ReferenceOutcome.NotFound : ReferenceOutcome.Resolved;
        return new FhirElement(_document, index);
    }
}
