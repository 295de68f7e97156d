using System.Collections.Frozen;

namespace Plexus.Sandbox.Itk3;

/// <summary>A code of ITK-ResponseCodes-1 with what else a response to it carries.</summary>
/// <param name="Code">Five digits.</param>
/// <param name="Display">Text of the code system.</param>
/// <param name="Response">MessageHeader.response.code.</param>
/// <param name="Severity">OperationOutcome.issue.severity.</param>
/// <param name="IssueTypes">What issue.code may be; the first is what the sandbox writes.</param>
internal sealed record ResponseCode(string Code, string Display, string Response, string Severity, IReadOnlyList<string> IssueTypes)
{
    /// <summary>The message goes on its way.</summary>
    internal bool Positive => Response == "ok";

    /// <summary>An answer of the business level, not the infrastructure's.</summary>
    internal bool Business => Code[0] == '3';
}

/// <summary>ITK-ResponseCodes-1 v1.5.0 with the triples of the ITK3 guide (2.10.0, response codes).</summary>
internal static class ResponseCodes
{
    internal const string Success = "20013";
    internal const string PatientKnown = "30001";
    internal const string PatientUnknown = "30002";
    internal const string PatientGone = "30003";
    internal const string PatientRecentlyDied = "30004";

    internal static IReadOnlyList<ResponseCode> Table { get; } =
    [
        Fatal("10001", "Handling Specification Error", "processing"),
        Fatal("10002", "Infrastructure Level Response Value - Processing Error", "processing"),
        Fatal("10003", "Business Level Response Value - Processing Error", "processing"),
        Fatal("10004", "Message Definition Value - Processing Error", "processing"),
        Fatal("10005", "Message Definition Version Value - Processing Error", "processing"),
        Fatal("10007", "Sender Reference Value - Processing Error", "processing"),
        Fatal("10008", "Handling Specification Business Rule Error", "processing"),
        Fatal("10009", "Unreadable message received", "processing"),
        Fatal("10010", "Recipient Type - Processing Error", "processing"),
        Fatal("20001", "Unrecognised Recipient Person", "not-found"),
        Fatal("20002", "Unrecognised Recipient Organisation", "not-found"),
        Fatal("20003", "Unrecognised Sender", "not-found"),
        Fatal("20004", "Non-Approved file type received as an attachment", "security"),
        Fatal("20005", "Unsupported file type received as an attachment", "security"),
        Fatal("20006", "ITK header validation failure", "invalid", "structure", "required", "value", "processing"),
        Fatal("20007", "Duplicate Message received", "duplicate"),
        Fatal("20008", "Duplicate Document received", "duplicate"),
        Fatal("20009", "Payload validation failure", "invalid", "structure", "required", "value", "processing", "not-supported", "business-rule"),
        Fatal("20010", "Unrecognised Payload Recipient Organisation", "not-found"),
        Fatal("20011", "Unrecognised Payload Recipient Person", "not-found"),
        Fatal("20012", "Unauthorised Sender", "security"),
        Ok("20013", "Success"),
        Fatal("20014", "Unable to Process Replacement Document", "processing"),
        // Inferred: no triple is printed for the code that 2.9.0 added.
        Fatal("20015", "Message too large", "processing"),
        Ok("30001", "Patient known here. (e.g. Patient is registered here)"),
        Fatal("30002", "Patient not known here. (aka 'patient record not present in system')", "not-found"),
        Fatal("30003", "Patient no longer at this clinical setting", "business-rule"),
        Ok("30004", "Patient known here and recently deceased (i.e. patient record current in GP practice system at time of patient\u2019s death and deduction subsequently occurred for this reason)"),
        Ok("30005", "Referral open"),
        Ok("30006", "Referral completed"),
        Warning("30007", "Referral escalated back to GP"),
        Ok("30008", "Signposting to GP (non-urgent)"),
        Ok("30009", "Clinical escalation to UTC/111/GPOOH"),
        Ok("30010", "Clinical escalation to A&E or 999"),
        Ok("30011", "Advised to go elsewhere/self-referral"),
        Warning("30012", "Unable to contact the patient"),
        Ok("30013", "Closure (service not needed)"),
        new("30014", "Closure (service not accepted)", "fatal-error", "information", ["informational"]),
        new("30015", "Closure (duplicate referral)", "fatal-error", "information", ["duplicate"]),
        Ok("30016", "Referral accepted"),
        Warning("30017", "Referral rejected"),
        Warning("30018", "Did Not Attend"),
        Ok("30019", "GP Registration - Application accepted"),
        Warning("30020", "GP Registration - Application pending (contact practice)"),
        Warning("30021", "GP Registration - Application rejected (patient already registered)"),
        Warning("30022", "GP Registration - Application rejected (at capacity)"),
        Warning("30023", "GP Registration - Application rejected (out of boundary)"),
        Warning("30024", "GP Registration - Application rejected (Previously removed from this practice)"),
        Warning("30025", "GP Registration - Application rejected (Previously removed from another practice)"),
    ];

    internal static FrozenDictionary<string, ResponseCode> All { get; } = Table.ToFrozenDictionary(c => c.Code);

    private static ResponseCode Ok(string code, string display) => new(code, display, "ok", "information", ["informational"]);

    private static ResponseCode Fatal(string code, string display, params string[] issueTypes) => new(code, display, "fatal-error", "fatal", issueTypes);

    private static ResponseCode Warning(string code, string display) => new(code, display, "fatal-error", "warning", ["informational"]);
}
