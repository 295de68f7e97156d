namespace Plexus.Fhir.Documents;

/// <summary>The entries of one Bundle by fullUrl and by type and id. Texts are compared where they stand in the document.</summary>
internal sealed class BundleScope(FhirDocument document, DocumentNames names)
{
    private const int LongestOnStack = 512;

    // So many resources of one address are ambiguous whatever else is asked of them.
    private const int MostAlike = 256;

    private readonly List<Entry> _entries = [];
    private HashChains _byFullUrl;
    private HashChains _byTypeAndId;

    private readonly record struct Entry(int Resource, int FullUrl, int Version, int Id);

    internal void Add(int entry, int resource)
    {
        var number = _entries.Count;
        var meta = document.FirstChild(resource, names.Meta);
        var added = new Entry(resource, ValueOf(entry, names.FullUrl), meta < 0 ? -1 : ValueOf(meta, names.VersionId), ValueOf(resource, names.Id));
        _entries.Add(added);
        if (added.FullUrl >= 0)
            _byFullUrl.Add(number, HashChains.HashOf(document.Value(added.FullUrl)));
        if (added.Id < 0)
            return;

        var type = TypeOf(added);
        var id = document.Value(added.Id);
        var length = type.Length + 1 + id.Length;
        var key = length <= LongestOnStack ? stackalloc byte[length] : new byte[length];
        type.CopyTo(key);
        key[type.Length] = (byte)'/';
        id.CopyTo(key[(type.Length + 1)..]);
        _byTypeAndId.Add(number, HashChains.HashOf(key));
    }

    internal int Resolve(int entry, ReadOnlySpan<byte> reference, ReferencePolicy policy, out ReferenceOutcome outcome)
    {
        var hasVersion = ReferenceText.SplitVersion(reference, out var target, out var version);
        var isAbsolute = ReferenceText.IsAbsolute(target);
        if (isAbsolute)
        {
            return TryByFullUrl(target, default, hasVersion, version, out var absolute, out outcome) ? absolute : -1;
        }

        var fullUrl = ValueOf(entry, names.FullUrl);
        var server = fullUrl < 0 ? default : ReferenceText.BaseOf(document.Value(fullUrl));
        if (!server.IsEmpty)
        {
            var length = server.Length + target.Length;
            var sought = length <= LongestOnStack ? stackalloc byte[length] : new byte[length];
            server.CopyTo(sought);
            target.CopyTo(sought[server.Length..]);

            // A relative reference names the type too, and that must be what stands there.
            var slash = target.IndexOf((byte)'/');
            if (TryByFullUrl(sought, slash < 0 ? default : target[..(slash + 1)], hasVersion, version, out var relative, out outcome, isTyped: true))
                return relative;
        }

        outcome = ReferenceOutcome.NotFound;
        return policy == ReferencePolicy.Strict ? -1 : ByTypeAndId(target, ref outcome);
    }

    /// <summary>Whether any entry has the address; what is found is the one that fits, when it is one.</summary>
    private bool TryByFullUrl(
        scoped ReadOnlySpan<byte> sought,
        ReadOnlySpan<byte> type,
        bool hasVersion,
        ReadOnlySpan<byte> version,
        out int found,
        out ReferenceOutcome outcome,
        bool isTyped = false)
    {
        found = -1;
        outcome = ReferenceOutcome.NotFound;
        var (alike, matches) = (0, 0);
        for (var number = _byFullUrl.First(HashChains.HashOf(sought)); number >= 0 && matches < 2; number = _byFullUrl.Next(number))
        {
            var candidate = _entries[number];
            if (!document.Value(candidate.FullUrl).SequenceEqual(sought))
                continue;

            if (++alike > MostAlike)
            {
                matches = 2;
                break;
            }

            if (hasVersion && (candidate.Version < 0 || !document.Value(candidate.Version).SequenceEqual(version)))
                continue;
            if (isTyped && !(type.Length > 0 && type[..^1].SequenceEqual(TypeOf(candidate))))
                continue;
            found = candidate.Resource;
            matches++;
        }

        if (matches > 1)
            (found, outcome) = (-1, ReferenceOutcome.Ambiguous);
        else if (matches == 1)
            outcome = ReferenceOutcome.Resolved;
        return alike > 0;
    }

    private int ByTypeAndId(ReadOnlySpan<byte> target, ref ReferenceOutcome outcome)
    {
        var found = -1;
        for (var number = _byTypeAndId.First(HashChains.HashOf(target)); number >= 0; number = _byTypeAndId.Next(number))
        {
            var candidate = _entries[number];
            var type = TypeOf(candidate);
            if (target.Length <= type.Length || !target.StartsWith(type) || target[type.Length] != '/' || !target[(type.Length + 1)..].SequenceEqual(document.Value(candidate.Id)))
                continue;
            if (found >= 0)
            {
                outcome = ReferenceOutcome.Ambiguous;
                return -1;
            }

            found = candidate.Resource;
        }

        if (found >= 0)
            outcome = ReferenceOutcome.ResolvedLeniently;
        return found;
    }

    private ReadOnlySpan<byte> TypeOf(in Entry entry) => document.Model.Names.Utf8(document.Model.Types[document.Nodes[entry.Resource].Type].NameId);

    /// <summary>The child of that name when it has a value, or -1.</summary>
    private int ValueOf(int parent, int name) =>
        document.FirstChild(parent, name) is var child and >= 0 && document.Nodes[child].HasValue ? child : -1;
}
