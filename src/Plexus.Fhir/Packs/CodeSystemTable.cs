namespace Plexus.Fhir.Packs;

/// <summary>The concepts of a code system of a pack.</summary>
internal sealed class CodeSystemTable
{
    private readonly Dictionary<int, int> _positions;

    internal CodeSystemTable(string url, PackReader body)
    {
        Url = url;
        var flags = body.Byte();
        IsComplete = (flags & 1) != 0;
        IsCaseSensitive = (flags & 2) != 0;
        Concepts = new Concept[body.Number()];
        _positions = new Dictionary<int, int>(Concepts.Length);
        for (var i = 0; i < Concepts.Length; i++)
        {
            Concepts[i] = new Concept(body.Number(), body.Number(), body.Byte() != 0, body.Numbers());
            _positions[Concepts[i].Code] = i;
        }
    }

    internal string Url { get; }

    internal bool IsComplete { get; }

    internal bool IsCaseSensitive { get; }

    internal Concept[] Concepts { get; }

    /// <param name="code">A text of the pack.</param>
    internal Concept? Find(int code) => _positions.TryGetValue(code, out var position) ? Concepts[position] : null;

    /// <summary>Code and display are texts of the pack, parents are positions in the table.</summary>
    internal sealed record Concept(int Code, int Display, bool IsAbstract, int[] Parents);
}
