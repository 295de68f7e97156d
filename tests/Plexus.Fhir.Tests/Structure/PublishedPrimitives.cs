using System.Globalization;
using System.Text.RegularExpressions;

namespace Plexus.Fhir.Tests.Structure;

/// <summary>Whether a text is one of a primitive type: by the published regular expression, and by what the prose says beyond it.</summary>
internal static class PublishedPrimitives
{
    private const string White = " \t\r\n\f\v";

    // What the expressions of some version leave out or get wrong, and the prose or a later version puts right.
    private static readonly Dictionary<string, Func<string, bool>> Prose = new(StringComparer.Ordinal)
    {
        ["boolean"] = text => text is "true" or "false",
        ["string"] = text => text.Any(c => !White.Contains(c)),
        ["markdown"] = text => text.Any(c => !White.Contains(c)),
        ["code"] = text => text.Split(White.ToCharArray()).All(word => word.Length > 0),
        ["uri"] = text => !text.Any(White.Contains),
        ["url"] = text => !text.Any(White.Contains),
        ["canonical"] = text => !text.Any(White.Contains),
        ["base64Binary"] = IsBase64,

        // 32 bits.
        ["integer"] = text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ["unsignedInt"] = text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        ["positiveInt"] = text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),

        // Days that exist; no year 0 and none before it.
        ["date"] = IsDate,
        ["dateTime"] = text => IsDate(text.Split('T')[0]),
        ["instant"] = text => Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))\z", RegexOptions.ECMAScript) && IsDate(text[..10]),

        // DSTU2 forgets that there are three roots.
        ["oid"] = text => Regex.IsMatch(text, @"^urn:oid:[0-2](\.(0|[1-9][0-9]*))+\z"),
    };

    // The prose above says the same: some of the expressions take exponential time.
    private static readonly HashSet<string> IgnoredExpressions = ["base64Binary", "boolean", "code", "string", "markdown"];

    internal static bool IsValid(PublishedStructure structure, string type, string text)
    {
        if (text.Length == 0)
            return false;
        if (Prose.TryGetValue(type, out var rule) && !rule(text))
            return false;
        if (IgnoredExpressions.Contains(type) || structure.ExpressionOf(type) is not { } expression)
            return true;

        // Whether second 60 may stand depends on the version in HL7's expressions; the engine lets it stand in all.
        var tried = type is "time" or "dateTime" ? Regex.Replace(text, @"(?<=:\d\d:)60", "59") : text;

        // .NET's \s and \d know more characters than those of XML; FHIR means those of ASCII.
        return Regex.IsMatch(tried, $@"^(?:{expression})\z", RegexOptions.ECMAScript | RegexOptions.CultureInvariant);
    }

    /// <summary>The id of an element: text without white space.</summary>
    internal static bool IsElementId(string text) => text.Length > 0 && !text.Any(White.Contains);

    private static bool IsBase64(string text)
    {
        var packed = string.Concat(text.Where(c => c is not (' ' or '\t' or '\r' or '\n')));
        return packed.Length > 0 && Convert.TryFromBase64String(packed, new byte[packed.Length], out _);
    }

    private static bool IsDate(string text)
    {
        var parts = text.Split('-');
        return parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit))
            && parts[0].Length == 4 && parts.Skip(1).All(part => part.Length == 2) && parts.Length <= 3
            && DateTime.TryParseExact(text, ["yyyy", "yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }
}
