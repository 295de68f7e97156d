using System.Collections.Frozen;
using System.Text;

namespace Plexus.Engine.Patients;

/// <summary>Brings a name to the form it is compared in: capital letters A to Z and whatever other scripts carry, nothing else.</summary>
/// <remarks>
/// Case, accents, spacing, hyphens, apostrophes and other punctuation do not tell two people apart (generic FHIR receiver, patient matching).
/// The table is our own because the framework folds no accents in invariant globalisation, and an installation must match alike on every machine.
/// </remarks>
internal static class NameFolding
{
    // One character each from U+00C0, U+0180 and U+1E00: the letter without its marks; a full stop where there is none.
    private const string Latin =
        "AAAAAA.CEEEEIIIIDNOOOOO.OUUUUY..AAAAAA.CEEEEIIIIDNOOOOO.OUUUUY.Y" +
        "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII..JJKKKLLLLLLL" +
        "LLLNNNNNNNNNOOOOOO..RRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS" +
        ".B........D....A.FF....IKK......OO.............UU..YY..........." +
        ".............AAIIOOUUUUUUUUUU.AAAA....GGKKOOOO..J...GG..NNAA..OO" +
        "AAAAEEEEIIIIOOOORRRRUUUUSSTT..HH......AAEEOOOOOOOOYY............" +
        "................";

    private const string LatinAdditional =
        "AABBBBBBCCDDDDDDDDDDEEEEEEEEEEFFGGHHHHHHHHHHIIIIKKKKKKLLLLLLLLMM" +
        "MMMMNNNNNNNNOOOOOOOOPPPPRRRRRRRRSSSSSSSSSSTTTTTTTTUUUUUUUUUUVVVV" +
        "WWWWWWWWWWXXXXYYZZZZZZHTWYAS....AAAAAAAAAAAAAAAAAAAAAAAAEEEEEEEE" +
        "EEEEEEEEIIIIOOOOOOOOOOOOOOOOOOOOOOOOUUUUUUUUUUUUUUYYYYYYYY......";

    private static readonly FrozenDictionary<char, string> Pairs = new Dictionary<char, string>
    {
        ['ß'] = "SS",
        ['ẞ'] = "SS",
        ['Þ'] = "TH",
        ['þ'] = "TH",
        ['Æ'] = "AE",
        ['æ'] = "AE",
        ['Ǽ'] = "AE",
        ['ǽ'] = "AE",
        ['Ǣ'] = "AE",
        ['ǣ'] = "AE",
        ['Œ'] = "OE",
        ['œ'] = "OE",
        ['Ĳ'] = "IJ",
        ['ĳ'] = "IJ",
        ['Ǆ'] = "DZ",
        ['ǅ'] = "DZ",
        ['ǆ'] = "DZ",
        ['Ǳ'] = "DZ",
        ['ǲ'] = "DZ",
        ['ǳ'] = "DZ",
        ['Ǉ'] = "LJ",
        ['ǈ'] = "LJ",
        ['ǉ'] = "LJ",
        ['Ǌ'] = "NJ",
        ['ǋ'] = "NJ",
        ['ǌ'] = "NJ",
        ['ﬀ'] = "FF",
        ['ﬁ'] = "FI",
        ['ﬂ'] = "FL",
        ['ﬃ'] = "FFI",
        ['ﬄ'] = "FFL",
        ['ﬅ'] = "ST",
        ['ﬆ'] = "ST",
    }.ToFrozenDictionary();

    internal static string Fold(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "";

        var folded = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            Append(folded, rune);
        return folded.ToString();
    }

    /// <summary>A postcode without its space, in capitals.</summary>
    internal static string FoldPostcode(string? postcode) => Fold(postcode);

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (rune.IsBmp && Pairs.TryGetValue((char)rune.Value, out var pair))
            folded.Append(pair);
        else if (Base(rune.Value) is var letter and not '.')
            folded.Append(letter);
        else if (Rune.IsLetterOrDigit(rune))
            folded.Append(Rune.ToUpperInvariant(rune).ToString());
    }

    private static char Base(int code) => code switch
    {
        >= 0xC0 and < 0x250 => Latin[code - 0xC0],
        >= 0x1E00 and < 0x1F00 => LatinAdditional[code - 0x1E00],
        _ => '.',
    };
}
