namespace Plexus.Fhir.Documents;

/// <summary>The entries of one Bundle by fullUrl and by type and id.</summary>
internal sealed class BundleScope
{
    private readonly Dictionary<string, List<Entry>> _byFullUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _byTypeAndId = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _fullUrls = [];

    internal IEnumerable<KeyValuePair<string, List<Entry>>> ByFullUrl => _byFullUrl;

    internal void Add(FhirDocument document, int entry, int resource)
    {
        var element = new FhirElement(document, resource);
        if (new FhirElement(document, entry)["fullUrl"].Value is { } fullUrl)
        {
            _fullUrls[entry] = fullUrl;
            Append(_byFullUrl, fullUrl, new Entry(resource, element.TypeName, element["meta"]["versionId"].Value));
        }

        if (element["id"].Value is { } id)
            Append(_byTypeAndId, $"{element.TypeName}/{id}", resource);
    }

    internal int Resolve(int entry, string reference, ReferencePolicy policy, out ReferenceOutcome outcome)
    {
        var (target, version) = ReferenceIndex.SplitVersion(reference);
        var fullUrl = _fullUrls.GetValueOrDefault(entry);
        var isAbsolute = target.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && target.IndexOf('/', StringComparison.Ordinal) is var slash && (slash < 0 || colon < slash);
        var sought = isAbsolute ? target : BaseOf(fullUrl) is { } server ? server + target : null;

        if (sought is not null && _byFullUrl.TryGetValue(sought, out var entries))
        {
            // A relative reference names the type too, and that must be what stands there.
            var matches = entries.Where(candidate =>
                (version is null || candidate.Version == version)
                && (isAbsolute || target.StartsWith(candidate.TypeName + "/", StringComparison.Ordinal))).ToArray();
            outcome = matches.Length switch { 0 => ReferenceOutcome.NotFound, 1 => ReferenceOutcome.Resolved, _ => ReferenceOutcome.Ambiguous };
            return matches.Length == 1 ? matches[0].Resource : -1;
        }

        outcome = ReferenceOutcome.NotFound;
        return isAbsolute || policy == ReferencePolicy.Strict ? -1 : ByTypeAndId(target, ref outcome);
    }

    private int ByTypeAndId(string target, ref ReferenceOutcome outcome)
    {
        if (!_byTypeAndId.TryGetValue(target, out var resources))
            return -1;

        outcome = resources.Count == 1 ? ReferenceOutcome.ResolvedLeniently : ReferenceOutcome.Ambiguous;
        return resources.Count == 1 ? resources[0] : -1;
    }

    /// <summary><c>[base]/</c> of a RESTful fullUrl <c>[base]/Type/id</c>; null for a URN or none.</summary>
    private static string? BaseOf(string? fullUrl)
    {
        if (fullUrl is null || !fullUrl.StartsWith("http", StringComparison.Ordinal))
            return null;

        var id = fullUrl.LastIndexOf('/');
        var type = id <= 0 ? -1 : fullUrl.LastIndexOf('/', id - 1);
        return type <= 0 ? null : fullUrl[..(type + 1)];
    }

    private static void Append<TItem>(Dictionary<string, List<TItem>> index, string key, TItem item)
    {
        if (!index.TryGetValue(key, out var items))
            index.Add(key, items = []);
        items.Add(item);
    }

    internal readonly record struct Entry(int Resource, string TypeName, string? Version);
}
