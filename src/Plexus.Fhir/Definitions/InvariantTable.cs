using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Every invariant once, by key and expression: snapshots repeat the universal ones at thousands of places.</summary>
internal sealed class InvariantTable
{
    private readonly Dictionary<CompiledInvariant, int> _numbers = [];
    private readonly List<CompiledInvariant> _invariants = [];

    internal IReadOnlyList<CompiledInvariant> All => _invariants;

    internal void Collect(JsonElement element, List<int> into)
    {
        foreach (var constraint in element.Items("constraint"))
        {
            var expression = constraint.Text("expression");
            var invariant = new CompiledInvariant(
                constraint.Text("key") ?? "",
                constraint.Text("severity") == "warning" ? InvariantSeverity.Warning : InvariantSeverity.Error,
                expression,
                expression is null ? constraint.Text("xpath") : null);
            if (!_numbers.TryGetValue(invariant, out var number))
            {
                _numbers.Add(invariant, number = _invariants.Count);
                _invariants.Add(invariant);
            }

            if (!into.Contains(number))
                into.Add(number);
        }
    }

    internal static byte[] ToSection(IReadOnlyList<CompiledInvariant> invariants, PackStringTable strings)
    {
        var section = new PackSectionWriter();
        section.Number(invariants.Count);
        foreach (var invariant in invariants)
        {
            section.Number(strings.Number(invariant.Key));
            section.Byte((byte)invariant.Severity);
            section.Number(strings.Number(invariant.Expression));
            section.Number(strings.Number(invariant.XPath));
        }

        return section.ToArray();
    }

    internal static void AddTexts(IReadOnlyList<CompiledInvariant> invariants, PackStringTable strings)
    {
        foreach (var invariant in invariants)
        {
            strings.Add(invariant.Key);
            strings.Add(invariant.Expression);
            strings.Add(invariant.XPath);
        }
    }
}
