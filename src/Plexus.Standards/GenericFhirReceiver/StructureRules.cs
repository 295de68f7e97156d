using System.Collections.Frozen;
using Plexus.Fhir;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>Which findings about a message's FHIR structure refuse it, and with which code: 20009 inside the payload, 20006 elsewhere.</summary>
internal static class StructureRules
{
    /// <summary>Faults that real messages carry and whose meaning is clear; the strict option refuses them as well.</summary>
    internal static readonly FrozenSet<string> Tolerated = new[]
    {
        "FHIR-XML-006", // an attribute that is not defined
        "FHIR-XML-007", // stray text: the published ITK009D sample writes a name that way; what it says is not read
        "FHIR-XML-008", // elements out of order: the published ITK009D sample
        "FHIR-XML-012", // an encoding other than UTF-8
        "FHIR-XML-013", // an attribute of a foreign namespace
        "FHIR-DIV-002", // named entities in a narrative
        "FHIR-DIV-004", // a narrative that does not declare its namespace
        "FHIR-INV-ele-1", // an element with nothing in it says nothing
    }.ToFrozenSet();

    /// <summary>The reader warns of what it had to leave out or guess; what the validator warns of is harmless.</summary>
    private static readonly string[] OfReader = ["FHIR-XML-", "FHIR-DIV-", "FHIR-TYPE-"];

    /// <summary>The first fault about the frame: everything outside the payload and outside the handling keys, which have codes of their own.</summary>
    internal static Itk3Problem? OfFrame(Itk3Frame frame, IReadOnlyList<FhirIssue> issues, bool strict)
    {
        var payload = Within(frame.Payload);
        var handling = frame.Keys.Place;
        foreach (var issue in issues)
        {
            if (Refuses(issue, strict) && !IsWithin(issue.Path, payload) && !IsWithin(issue.Path, handling))
                return Problem(ResponseCodes.HeaderInvalid, issue);
        }

        return null;
    }

    /// <summary>The first fault inside the payload.</summary>
    internal static Itk3Problem? OfPayload(Itk3Frame frame, IReadOnlyList<FhirIssue> issues, bool strict)
    {
        var payload = Within(frame.Payload);
        foreach (var issue in issues)
        {
            if (Refuses(issue, strict) && IsWithin(issue.Path, payload))
                return Problem(ResponseCodes.PayloadInvalid, issue);
        }

        return null;
    }

    private static bool Refuses(FhirIssue issue, bool strict)
    {
        if (!strict && Tolerated.Contains(issue.Id))
            return false;
        return issue.Severity <= FhirSeverity.Error
            || (issue.Severity == FhirSeverity.Warning && OfReader.Any(prefix => issue.Id.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static string Within(FhirElement payload) => payload.Exists ? payload.Path : "";

    private static bool IsWithin(string path, string parent) =>
        parent.Length > 0 && path.StartsWith(parent, StringComparison.Ordinal) && (path.Length == parent.Length || path[parent.Length] is '.' or '[');

    private static Itk3Problem Problem(string code, FhirIssue issue) => new(code, issue.Path, $"{issue.Id}: {issue.Text}", issue.Code);
}
