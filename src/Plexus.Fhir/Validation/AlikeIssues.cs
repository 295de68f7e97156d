namespace Plexus.Fhir.Validation;

/// <summary>Counts issues that differ in nothing but the indices of their place. No path is written to compare places.</summary>
internal sealed class AlikeIssues(FhirDocument document)
{
    private readonly Dictionary<Issue, int> _counts = [];
    private readonly Dictionary<(int Around, int Name), int> _places = [];
    private readonly List<int> _names = [];

    private readonly record struct Issue(FhirSeverity Severity, string Rule, string? Source, string? Slice, int Place);

    /// <summary>How many of its like have come, this one included.</summary>
    internal int Count(FhirSeverity severity, string rule, int node, string? source, string? slice)
    {
        var issue = new Issue(severity, rule, source, slice, PlaceOf(node));
        return _counts[issue] = _counts.GetValueOrDefault(issue) + 1;
    }

    /// <summary>A number that the repeats of an element have in common; 0 is the document.</summary>
    private int PlaceOf(int node)
    {
        _names.Clear();
        for (; document.Nodes[node].Property is >= 0 and var property; node = document.Nodes[node].Parent)
            _names.Add(document.Model.Properties[property].BaseNameId);

        var place = 0;
        for (var i = _names.Count - 1; i >= 0; i--)
        {
            if (!_places.TryGetValue((place, _names[i]), out var next))
                _places.Add((place, _names[i]), next = _places.Count + 1);
            place = next;
        }

        return place;
    }
}
