namespace Plexus.Fhir.Validation.Profiles;

/// <summary>The form of a SNOMED CT identifier: 6 to 18 digits, a partition that exists, a Verhoeff check digit.</summary>
/// <remarks>SNOMED CT Technical Implementation Guide, SCTID.</remarks>
internal static class SnomedIdentifier
{
    // The dihedral group of order 10, and the permutation that Verhoeff applies by place.
    private static ReadOnlySpan<byte> Product =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
        1, 2, 3, 4, 0, 6, 7, 8, 9, 5,
        2, 3, 4, 0, 1, 7, 8, 9, 5, 6,
        3, 4, 0, 1, 2, 8, 9, 5, 6, 7,
        4, 0, 1, 2, 3, 9, 5, 6, 7, 8,
        5, 9, 8, 7, 6, 0, 4, 3, 2, 1,
        6, 5, 9, 8, 7, 1, 0, 4, 3, 2,
        7, 6, 5, 9, 8, 2, 1, 0, 4, 3,
        8, 7, 6, 5, 9, 3, 2, 1, 0, 4,
        9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ];

    private static ReadOnlySpan<byte> Permutation =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
        1, 5, 7, 6, 2, 8, 3, 0, 9, 4,
        5, 8, 0, 3, 7, 9, 6, 1, 4, 2,
        8, 9, 1, 6, 0, 4, 3, 5, 2, 7,
        9, 4, 5, 3, 1, 2, 6, 8, 7, 0,
        4, 2, 8, 6, 5, 7, 3, 9, 0, 1,
        2, 7, 9, 3, 8, 0, 6, 4, 1, 5,
        7, 0, 4, 6, 9, 1, 3, 2, 5, 8,
    ];

    internal static bool IsValid(ReadOnlySpan<byte> code)
    {
        // An expression of several concepts has a grammar of its own, and is not judged.
        if (code.IndexOfAny(":+="u8) >= 0)
            return true;
        if (code.Length is < 6 or > 18 || code[0] == (byte)'0' || code.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (code[^3] is not ((byte)'0' or (byte)'1') || code[^2] is not ((byte)'0' or (byte)'1' or (byte)'2'))
            return false;

        var check = 0;
        for (var i = 0; i < code.Length; i++)
            check = Product[(check * 10) + Permutation[(i % 8 * 10) + code[^(i + 1)] - '0']];
        return check == 0;
    }
}
