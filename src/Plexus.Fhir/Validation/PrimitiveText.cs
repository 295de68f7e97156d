using System.Buffers;
using System.Buffers.Text;
using Plexus.Fhir.Model;

namespace Plexus.Fhir.Validation;

/// <summary>The lexical rules of primitives, scanned by hand: the published expressions have known faults and slow cases.</summary>
internal static class PrimitiveText
{
    private const int LongestId = 64;

    private static readonly SearchValues<byte> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);

    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n\f\v"u8);

    internal static bool IsValid(PrimitiveKind kind, ReadOnlySpan<byte> text, FhirVersion version) => kind switch
    {
        PrimitiveKind.Xhtml => true,
        _ when text.IsEmpty => false,
        PrimitiveKind.Boolean => text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8),
        PrimitiveKind.Integer => IsInteger(text, int.MinValue),
        PrimitiveKind.UnsignedInt => text[0] != '-' && IsInteger(text, 0),
        PrimitiveKind.PositiveInt => text[0] != '-' && IsInteger(text, 1),
        PrimitiveKind.Decimal => IsDecimal(text, version),
        PrimitiveKind.String or PrimitiveKind.Markdown => text.ContainsAnyExcept(White),
        PrimitiveKind.Code => IsCode(text),
        PrimitiveKind.Id => text.Length <= LongestId && !text.ContainsAnyExcept(IdCharacters),
        PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical => !text.ContainsAny(White),
        PrimitiveKind.Oid => IsOid(text),
        PrimitiveKind.Uuid => IsUuid(text),
        PrimitiveKind.Base64Binary => Base64.IsValid(text) && text.ContainsAnyExcept(White),
        PrimitiveKind.Date => TemporalText.IsDate(text),
        PrimitiveKind.DateTime => TemporalText.IsDateTime(text),
        PrimitiveKind.Instant => TemporalText.IsInstant(text),
        PrimitiveKind.Time => TemporalText.IsTime(text),
        _ => true,
    };

    /// <summary>Element ids are strings without spaces.</summary>
    internal static bool IsElementId(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAny(White);

    private static bool IsInteger(ReadOnlySpan<byte> text, int least)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        var isCanonical = !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits.Length == 1 || digits[0] != '0');
        return isCanonical && Utf8Parser.TryParse(text, out int number, out var used) && used == text.Length && number >= least;
    }

    private static bool IsDecimal(ReadOnlySpan<byte> text, FhirVersion version) =>
        Json.JsonText.IsNumber(text) && (version == FhirVersion.R4 || !text.ContainsAny((byte)'e', (byte)'E'));

    /// <summary>Words with single white space between them and none around.</summary>
    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny(White))
            return true;
        if (White.Contains(text[0]) || White.Contains(text[^1]))
            return false;

        for (var i = 1; i < text.Length; i++)
        {
            if (White.Contains(text[i]) && White.Contains(text[i - 1]))
                return false;
        }

        return true;
    }

    private static bool IsOid(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("urn:oid:"u8))
            return false;

        var arcs = text[8..];
        if (arcs.Length < 3 || arcs[0] is < (byte)'0' or > (byte)'2' || arcs[1] != '.')
            return false;

        arcs = arcs[2..];
        while (true)
        {
            var end = arcs.IndexOf((byte)'.');
            var arc = end < 0 ? arcs : arcs[..end];
            if (arc.IsEmpty || arc.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (arc.Length > 1 && arc[0] == '0'))
                return false;
            if (end < 0)
                return true;
            arcs = arcs[(end + 1)..];
        }
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 45 || !text.StartsWith("urn:uuid:"u8))
            return false;

        var uuid = text[9..];
        for (var i = 0; i < uuid.Length; i++)
        {
            var isHyphen = i is 8 or 13 or 18 or 23;
            if (isHyphen ? uuid[i] != '-' : !(uuid[i] is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f'))
                return false;
        }

        return true;
    }
}
