using System.Text;
using Plexus.Fhir.Tests.Json;
using Plexus.Fhir.Tests.Xml;

namespace Plexus.Fhir.Tests.Corpus;

/// <summary>Takes a document to the other format and back, and says what did not survive.</summary>
internal static class RoundTrip
{
    internal static string? Problem(byte[] source, bool isXml, FhirVersion version)
    {
        var first = Read(source, isXml, version);
        if (first.Document is null)
            return "fatal " + Ids(first);

        var other = Write(first.Document, !isXml);
        var second = Read(other, !isXml, version);
        if (second.Document is null)
            return "other format fatal " + Ids(second);

        var back = Write(second.Document, isXml);
        var isOrdered = first.Issues.All(issue => issue.Id != "FHIR-XML-008");
        var before = isXml ? XmlTree.Of(source, isOrdered) : JsonTree.Of(source);
        var after = isXml ? XmlTree.Of(back, isOrdered) : JsonTree.Of(back);
        if (before != after)
            return $"differs {Ids(first)} {FirstDifference(before, after)}";

        var again = Write(Read(back, isXml, version).Document!, isXml);
        return again.AsSpan().SequenceEqual(back) ? null : "not stable";
    }

    private static string Ids(FhirReadResult result) =>
        string.Join(' ', result.Issues.Select(issue => issue.Id).Distinct().Order(StringComparer.Ordinal));

    private static FhirReadResult Read(byte[] bytes, bool isXml, FhirVersion version) =>
        isXml ? FhirXml.Read(bytes, version) : FhirJson.Read(bytes, version);

    private static byte[] Write(FhirDocument document, bool isXml) =>
        isXml ? FhirXml.ToBytes(document.Root) : FhirJson.ToBytes(document.Root);

    private static string FirstDifference(string before, string after)
    {
        var (left, right) = (before.Split('\n'), after.Split('\n'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] != right[i])
                return new StringBuilder().Append('-').Append(left[i].Trim()).Append(" +").Append(right[i].Trim()).ToString();
        }

        return "length";
    }
}
