using System.Text;
using Plexus.Fhir.Xml;

namespace Plexus.Fhir.Validation;

/// <summary>Looks through a narrative that holds nothing out of the ordinary; another is for the platform's parser.</summary>
internal ref struct NarrativeScan
{
    private const int Deepest = 48;
    private const int MostAttributes = 12;
    private const int LongestName = 32;

    private readonly int _maxDepth;
    private XmlScanner _in;

    private NarrativeScan(ReadOnlySpan<byte> narrative, int maxDepth)
    {
        _in = new XmlScanner(narrative);
        _maxDepth = Math.Min(maxDepth, Deepest);
    }

    /// <summary>Whether every element and attribute met is one that a narrative may have.</summary>
    internal bool IsAllowed { get; private set; } = true;

    /// <summary>Whether there is text or an image.</summary>
    internal bool HasContent { get; private set; }

    private static ReadOnlySpan<byte> Namespace => "http://www.w3.org/1999/xhtml"u8;

    /// <summary>False when the narrative is not one well-formed <c>div</c> in the XHTML namespace beyond doubt; then nothing is said of it.</summary>
    internal static bool TryScan(ReadOnlySpan<byte> narrative, int maxDepth, out NarrativeScan result)
    {
        result = new NarrativeScan(narrative, maxDepth);
        return XmlScanner.IsPlain(narrative) && narrative.StartsWith("<div"u8) && result.Run();
    }

    private bool Run()
    {
        Span<Range> open = stackalloc Range[Deepest];
        var depth = 0;
        do
        {
            switch (_in.Next)
            {
                case XmlToken.StartTag:
                    var name = _in.TakeStartName();
                    if (depth == _maxDepth || !StartElement(name, isRoot: depth == 0, out var isOpen))
                        return false;
                    if (isOpen)
                        open[depth++] = name;
                    break;
                case XmlToken.EndTag:
                    if (depth == 0 || !_in.TakeEndTag(open[--depth]))
                        return false;
                    break;
                case XmlToken.Comment:
                    if (!_in.SkipComment())
                        return false;
                    break;
                default:
                    if (!ReadText())
                        return false;
                    break;
            }
        }
        while (depth > 0);

        return _in.Rest.IsEmpty;
    }

    private bool StartElement(Range name, bool isRoot, out bool isOpen)
    {
        Span<Range> names = stackalloc Range[MostAttributes];
        var (count, isDeclared) = (0, false);
        isOpen = false;
        var element = _in.Text(name);
        if (isRoot && !element.SequenceEqual("div"u8))
            return false;

        IsAllowed &= IsIn(NarrativeRules.ElementNames, element);
        while (true)
        {
            var end = _in.EndStartTagOrAttribute();
            if (end != XmlTagEnd.Attribute)
            {
                isOpen = end == XmlTagEnd.Open;
                return end != XmlTagEnd.Unknown && (isDeclared || !isRoot);
            }

            if (count == MostAttributes || !ReadAttribute(element, names[..count], out names[count], ref isDeclared))
                return false;
            count++;
        }
    }

    private bool ReadAttribute(ReadOnlySpan<byte> element, scoped ReadOnlySpan<Range> before, out Range name, ref bool isDeclared)
    {
        name = _in.TakeAttributeName();
        if (name.Equals(default) || !_in.TakePlainValue(out var value))
            return false;

        var text = _in.Text(name);
        foreach (var other in before)
        {
            if (_in.Text(other).SequenceEqual(text))
                return false;
        }

        if (text.SequenceEqual("xmlns"u8))
        {
            isDeclared = true;
            return value.SequenceEqual(Namespace);
        }

        if (text.SequenceEqual("xml:lang"u8))
            return true;
        if (text.Contains((byte)':'))
            return false;

        IsAllowed &= IsIn(NarrativeRules.AttributeNames, text);
        if (element.SequenceEqual("a"u8) && text.SequenceEqual("href"u8))
            IsAllowed &= NarrativeRules.IsSafeLink(Encoding.UTF8.GetString(value));
        if (!element.SequenceEqual("img"u8) || !text.SequenceEqual("src"u8))
            return true;

        IsAllowed &= NarrativeRules.IsSafeImage(Encoding.UTF8.GetString(value));
        HasContent = true;
        return true;
    }

    private bool ReadText()
    {
        Span<byte> character = stackalloc byte[4];
        if (_in.Rest.StartsWith("&"u8))
        {
            if (!_in.TakeReference(character, out var used))
                return false;
            HasContent |= character[..used].ContainsAnyExcept(" \t\r\n"u8);
            return true;
        }

        var length = _in.Rest.IndexOfAny((byte)'<', (byte)'&');
        if (length <= 0)
            return false;

        var text = _in.Rest[..length];
        HasContent |= text.ContainsAnyExcept(" \t\r\n"u8);
        _in.Advance(length);
        return text.IndexOf("]]>"u8) < 0;
    }

    private static bool IsIn(HashSet<string>.AlternateLookup<ReadOnlySpan<char>> names, ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
            return false;

        Span<char> characters = stackalloc char[LongestName];
        return names.Contains(characters[..Encoding.ASCII.GetChars(name, characters)]);
    }
}
