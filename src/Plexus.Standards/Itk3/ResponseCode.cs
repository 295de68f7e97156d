using System.Text.Json.Serialization;

namespace Plexus.Standards.Itk3;

/// <summary>One ITK response code and how an ITK Response writes it.</summary>
/// <param name="Code">Five digits.</param>
/// <param name="Display">As the code system prints it; required on the wire.</param>
/// <param name="Positive">The sender may go on. Anything else is final.</param>
/// <param name="Severity"><c>OperationOutcome.issue.severity</c>.</param>
/// <param name="IssueCode"><c>OperationOutcome.issue.code</c>; where the guide allows several, the general one.</param>
public sealed record ResponseCode(string Code, string Display, bool Positive, string Severity, string IssueCode)
{
    /// <summary>Further values of <c>issue.code</c> that the guide allows with this code.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> FurtherIssueCodes { get; init; } = [];

    /// <summary>Codes from 30001 answer the business of the message; those below answer its transport and form.</summary>
    public bool IsBusiness => Code[0] == '3';

    /// <summary><c>MessageHeader.response.code</c>.</summary>
    public string Response => Positive ? "ok" : "fatal-error";

    internal string IssueCodeFor(string? wanted) => wanted is not null && FurtherIssueCodes.Contains(wanted) ? wanted : IssueCode;
}
