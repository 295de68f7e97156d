using System.Globalization;
using System.Text;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Web.Console.Pages.Fhir;

/// <summary>A resource's own text, line by line, with the places of its issues marked.</summary>
/// <remarks>Small files are shown whole; of large ones what surrounds the issues, within lines too: JSON without line breaks is one line.</remarks>
internal sealed class SourceListing
{
    private const int WholeUpTo = 300_000;
    private const int LinesAround = 3;
    private const int LongLine = 2_000;
    private const int CharactersAround = 160;
    private const int MostShown = 1_000_000;

    private SourceListing(IReadOnlyList<SourceLine> lines, bool isWhole) => (Lines, IsWhole) = (lines, isWhole);

    public IReadOnlyList<SourceLine> Lines { get; }

    /// <summary>Whether nothing was left out.</summary>
    public bool IsWhole { get; }

    /// <param name="resource">The bytes as they came.</param>
    /// <param name="found">What was found in them.</param>
    /// <param name="issues">Those that are shown; a place is named by the index of its first.</param>
    public static SourceListing Of(byte[] resource, CheckedResource found, IReadOnlyList<FhirIssue> issues)
    {
        using var reader = new StreamReader(new MemoryStream(resource, writable: false), Encoding.UTF8);
        var text = reader.ReadToEnd();
        var places = Places(issues);
        var whole = text.Length <= WholeUpTo;
        var lines = new List<SourceLine>();
        var (number, skipped, shown) = (0, 0, 0);
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            if ((!whole && !IsNear(places, number)) || shown > MostShown)
            {
                skipped++;
                continue;
            }

            var line = text[range].TrimEnd('\r');
            var marks = Marks(places, number, line, found.IsXml);
            var pieces = Cut(line, marks);
            shown += pieces.Sum(piece => piece.Text.Length);
            lines.Add(new SourceLine(number, skipped, pieces));
            skipped = 0;
        }

        if (skipped > 0)
            lines.Add(new SourceLine(0, skipped, []));
        return new SourceListing(lines, whole && lines.TrueForAll(line => line.Pieces.All(piece => !piece.IsGap)));
    }

    /// <summary>The id of the element that marks an issue's place; null when the issue has none.</summary>
    public static string? PlaceOf(IReadOnlyList<FhirIssue> issues, int issue)
    {
        var at = issues[issue];
        if (at.Line <= 0)
            return null;
        for (var i = 0; i <= issue; i++)
            if (issues[i].Line == at.Line && issues[i].Column == at.Column)
                return Id(i);
        return null;
    }

    public static string Id(int issue) => string.Create(CultureInfo.InvariantCulture, $"place-{issue + 1}");

    private static SortedDictionary<int, List<(int Column, int Issue)>> Places(IReadOnlyList<FhirIssue> issues)
    {
        var places = new SortedDictionary<int, List<(int Column, int Issue)>>();
        for (var i = 0; i < issues.Count; i++)
        {
            if (issues[i] is not { Line: > 0 } issue)
                continue;
            if (!places.TryGetValue(issue.Line, out var line))
                places[issue.Line] = line = [];
            if (!line.Exists(place => place.Column == issue.Column))
                line.Add((issue.Column, i));
        }

        return places;
    }

    private static bool IsNear(SortedDictionary<int, List<(int, int)>> places, int line)
    {
        for (var near = line - LinesAround; near <= line + LinesAround; near++)
            if (places.ContainsKey(near))
                return true;
        return false;
    }

    /// <summary>Where in the line the issues begin, in characters from 0, in order.</summary>
    private static List<(int At, int Issue)> Marks(SortedDictionary<int, List<(int Column, int Issue)>> places, int number, string line, bool isXml)
    {
        if (!places.TryGetValue(number, out var found))
            return [];
        var bytes = isXml ? [] : Encoding.UTF8.GetBytes(line);
        return [.. found.Select(place => (At: Math.Clamp(isXml ? place.Column - 1 : Characters(bytes, place.Column - 1), 0, line.Length), place.Issue)).OrderBy(mark => mark.At)];
    }

    // XmlReader counts characters, the JSON reader bytes.
    private static int Characters(byte[] line, int bytes) => Encoding.UTF8.GetCharCount(line, 0, Math.Clamp(bytes, 0, line.Length));

    private static List<SourcePiece> Cut(string line, List<(int At, int Issue)> marks)
    {
        var pieces = new List<SourcePiece>();
        var from = 0;
        foreach (var (at, issue) in marks)
        {
            // Two places at one character: the later mark is empty but can still be linked to.
            var start = Math.Max(at, from);
            AddPlain(pieces, line[from..start], line.Length > LongLine, from == 0, false);
            from = Math.Min(line.Length, start + TokenLength(line.AsSpan(start)));
            pieces.Add(new SourcePiece(line[start..from], issue));
        }

        AddPlain(pieces, line[from..], line.Length > LongLine, from == 0, true);
        return pieces;
    }

    private static void AddPlain(List<SourcePiece> pieces, string text, bool isLong, bool isFirst, bool isLast)
    {
        if (text.Length == 0)
            return;
        if (!isLong || text.Length <= 2 * CharactersAround)
        {
            pieces.Add(new SourcePiece(text, null));
            return;
        }

        var (head, tail) = (!isFirst || isLast ? CharactersAround : 0, isLast ? 0 : CharactersAround);
        if (head > 0)
            pieces.Add(new SourcePiece(text[..head], null));
        pieces.Add(new SourcePiece("", null, text.Length - head - tail));
        if (tail > 0)
            pieces.Add(new SourcePiece(text[^tail..], null));
    }

    /// <summary>A name or a value, so that the mark can be seen; at least one character.</summary>
    private static int TokenLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && length < 60 && (char.IsLetterOrDigit(text[length]) || text[length] is '-' or '_' or '.' or ':'))
            length++;
        return Math.Max(1, length);
    }
}

/// <param name="Number">From 1; 0 for what follows the last line that is shown.</param>
/// <param name="SkippedBefore">Lines left out in front of it.</param>
public sealed record SourceLine(int Number, int SkippedBefore, IReadOnlyList<SourcePiece> Pieces);

/// <param name="Issue">Index of the first issue whose place this is; null for what lies between.</param>
/// <param name="Skipped">Characters left out here.</param>
public sealed record SourcePiece(string Text, int? Issue, int Skipped = 0)
{
    public bool IsGap => Skipped > 0;
}
