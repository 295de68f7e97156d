using System.Text.Json;

namespace Plexus.Fhir.Definitions;

/// <summary>The translations of a ConceptMap by pair of code systems.</summary>
internal sealed class CompiledConceptMap
{
    internal sealed record Target(string Code, ConceptEquivalence Equivalence);

    /// <summary>What becomes of a code that a group does not list; the text is the one code of all, or the canonical of another map.</summary>
    internal sealed record Group(string Source, string Target, List<(string Code, List<Target> Targets)> Elements)
    {
        internal UnmappedMode Unmapped { get; init; }

        internal string UnmappedText { get; init; } = "";
    }

    internal required string Url { get; init; }

    internal required string SourceSet { get; init; }

    internal required string TargetSet { get; init; }

    internal List<Group> Groups { get; } = [];

    internal static CompiledConceptMap? Read(JsonElement resource)
    {
        if (resource.Text("url")?.Trim() is not { } url)
            return null;

        var map = new CompiledConceptMap { Url = url, SourceSet = ValueSetOf(resource, "source"), TargetSet = ValueSetOf(resource, "target") };
        foreach (var group in resource.Items("group"))
            map.Groups.Add(ReadGroup(group));
        map.Groups.AddRange(ReadDstu2(resource));
        return map;
    }

    private static string ValueSetOf(JsonElement resource, string name) =>
        resource.Text(name + "Canonical") ?? resource.Text(name + "Uri") ?? resource.Child(name + "Reference")?.Text("reference") ?? "";

    private static Group ReadGroup(JsonElement group)
    {
        var unmapped = group.Child("unmapped");
        var mode = unmapped?.Text("mode") switch
        {
            "provided" => UnmappedMode.Provided,
            "fixed" => UnmappedMode.Fixed,
            "other-map" => UnmappedMode.OtherMap,
            _ => UnmappedMode.None,
        };
        var elements = group.Items("element")
            .Where(element => element.Text("code") is not null)
            .Select(element => (element.Text("code")!, element.Items("target").Select(ReadTarget).ToList()));
        return new Group(group.Text("source")?.Trim() ?? "", group.Text("target")?.Trim() ?? "", [.. elements])
        {
            Unmapped = mode,
            UnmappedText = (mode == UnmappedMode.OtherMap ? unmapped?.Text("url") : unmapped?.Text("code")) ?? "",
        };
    }

    private static Target ReadTarget(JsonElement target) => new(target.Text("code") ?? "", EquivalenceOf(target.Text("equivalence")));

    /// <summary>DSTU2 states the systems with each code.</summary>
    private static IEnumerable<Group> ReadDstu2(JsonElement resource) =>
        from element in resource.Items("element")
        let system = element.Text("codeSystem") ?? ""
        from target in element.Items("target")
        group (Code: element.Text("code") ?? "", Target: ReadTarget(target)) by (Source: system, Target: target.Text("codeSystem") ?? "") into pair
        select new Group(pair.Key.Source, pair.Key.Target, [.. pair.GroupBy(item => item.Code).Select(items => (items.Key, items.Select(item => item.Target).ToList()))]);

    /// <summary>Equivalent unless stated, as STU3 and R4 say.</summary>
    private static ConceptEquivalence EquivalenceOf(string? code) =>
        code is not null && Enum.TryParse<ConceptEquivalence>(code, ignoreCase: true, out var equivalence) ? equivalence : ConceptEquivalence.Equivalent;
}
