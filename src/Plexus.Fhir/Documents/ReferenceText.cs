namespace Plexus.Fhir.Documents;

/// <summary>What the text of a reference says by itself.</summary>
internal static class ReferenceText
{
    private static ReadOnlySpan<byte> HistoryPart => "/_history/"u8;

    /// <summary>Takes <c>/_history/version</c> off a reference; whether there was one.</summary>
    internal static bool SplitVersion(ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> version)
    {
        var cut = reference.LastIndexOf(HistoryPart);
        target = cut < 0 ? reference : reference[..cut];
        version = cut < 0 ? default : reference[(cut + HistoryPart.Length)..];
        return cut >= 0;
    }

    /// <summary>Whether a scheme comes first.</summary>
    internal static bool IsAbsolute(ReadOnlySpan<byte> target) =>
        target.IndexOf((byte)':') is var colon and > 0 && target.IndexOf((byte)'/') is var slash && (slash < 0 || colon < slash);

    /// <summary>The type in <c>Type/id</c> or <c>http://server/Type/id</c>, or -1.</summary>
    internal static int TypeIn(FhirModel model, ReadOnlySpan<byte> reference)
    {
        if (reference.StartsWith("#"u8) || reference.StartsWith("urn:"u8))
            return -1;

        SplitVersion(reference, out var target, out _);
        var id = target.LastIndexOf((byte)'/');
        if (id < 0)
            return -1;

        var before = target[..id];
        var type = model.FindType(before[(before.LastIndexOf((byte)'/') + 1)..]);
        return type >= 0 && model.IsConcreteResource(type) ? type : -1;
    }

    /// <summary><c>[base]/</c> of a RESTful fullUrl <c>[base]/Type/id</c>; empty for a URN or none.</summary>
    internal static ReadOnlySpan<byte> BaseOf(ReadOnlySpan<byte> fullUrl)
    {
        if (!fullUrl.StartsWith("http"u8))
            return default;

        var id = fullUrl.LastIndexOf((byte)'/');
        var type = id <= 0 ? -1 : fullUrl[..id].LastIndexOf((byte)'/');
        return type <= 0 ? default : fullUrl[..(type + 1)];
    }
}
