namespace Plexus.Fhir.Paths;

/// <summary>A Boolean of three-valued logic.</summary>
internal enum Truth : byte
{
    /// <summary>The empty collection.</summary>
    Unknown,
    False,
    True,
}

internal static class Truths
{
    internal static Truth Of(bool value) => value ? Truth.True : Truth.False;

    internal static Truth Of(bool? value) => value is { } known ? Of(known) : Truth.Unknown;

    internal static Truth Not(this Truth value) => value switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => Truth.Unknown,
    };
}
