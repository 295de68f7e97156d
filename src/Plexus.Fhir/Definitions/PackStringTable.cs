using System.Text;

namespace Plexus.Fhir.Definitions;

/// <summary>Collects every text of a pack, then numbers them in byte order so that the same input gives the same pack.</summary>
internal sealed class PackStringTable
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal) { "" };
    private Dictionary<string, int>? _numbers;

    internal string Add(string? text)
    {
        if (_numbers is not null)
            throw new InvalidOperationException("The table is numbered already.");

        _texts.Add(text ?? "");
        return text ?? "";
    }

    internal int Number(string? text) => (_numbers ??= Freeze())[text ?? ""];

    internal byte[] ToSection()
    {
        _numbers ??= Freeze();
        var section = new PackSectionWriter();
        var texts = _numbers.OrderBy(pair => pair.Value).Select(pair => Encoding.UTF8.GetBytes(pair.Key)).ToArray();
        section.Number(texts.Length);
        foreach (var text in texts)
            section.Number(text.Length);
        foreach (var text in texts)
            section.Bytes(text);
        return section.ToArray();
    }

    private Dictionary<string, int> Freeze()
    {
        var ordered = _texts.Select(text => (Text: text, Utf8: Encoding.UTF8.GetBytes(text))).ToArray();
        Array.Sort(ordered, (left, right) => left.Utf8.AsSpan().SequenceCompareTo(right.Utf8));
        return ordered.Select((entry, number) => (entry.Text, number)).ToDictionary(entry => entry.Text, entry => entry.number, StringComparer.Ordinal);
    }
}
