using System.Collections.Frozen;

namespace Plexus.Standards.Itk3;

/// <summary>ITK-ResponseCodes-1 v1.5.0: what each code means and how it is written in an ITK Response.</summary>
/// <remarks>ITK3 2.10.0, response codes. 10006 (Priority) was withdrawn. The triple of 20015 is not printed in the guide: taken to be that of the other processing errors.</remarks>
public static class ResponseCodes
{
    private const string Fatal = "fatal";
    private const string Warning = "warning";
    private const string Information = "information";
    private const string Processing = "processing";
    private const string NotFound = "not-found";
    private const string Security = "security";
    private const string Duplicate = "duplicate";
    private const string Informational = "informational";

    private static readonly string[] FormIssues = ["structure", "required", "value", "processing"];
    private static readonly string[] PayloadIssues = [.. FormIssues, "not-supported", "business-rule"];

    public static FrozenDictionary<string, ResponseCode> All { get; } = new ResponseCode[]
    {
        //   code     display                                                                       positive severity     issue
        new("10001", "Handling Specification Error",                                                   false, Fatal,       Processing),
        new("10002", "Infrastructure Level Response Value - Processing Error",                         false, Fatal,       Processing),
        new("10003", "Business Level Response Value - Processing Error",                               false, Fatal,       Processing),
        new("10004", "Message Definition Value - Processing Error",                                    false, Fatal,       Processing),
        new("10005", "Message Definition Version Value - Processing Error",                            false, Fatal,       Processing),
        new("10007", "Sender Reference Value - Processing Error",                                      false, Fatal,       Processing),
        new("10008", "Handling Specification Business Rule Error",                                     false, Fatal,       Processing),
        new("10009", "Unreadable message received",                                                    false, Fatal,       Processing),
        new("10010", "Recipient Type - Processing Error",                                              false, Fatal,       Processing),
        new("20001", "Unrecognised Recipient Person",                                                  false, Fatal,       NotFound),
        new("20002", "Unrecognised Recipient Organisation",                                            false, Fatal,       NotFound),
        new("20003", "Unrecognised Sender",                                                            false, Fatal,       NotFound),
        new("20004", "Non-Approved file type received as an attachment",                               false, Fatal,       Security),
        new("20005", "Unsupported file type received as an attachment",                                false, Fatal,       Security),
        new("20006", "ITK header validation failure",                                                  false, Fatal,       "invalid") { FurtherIssueCodes = FormIssues },
        new("20007", "Duplicate Message received",                                                     false, Fatal,       Duplicate),
        new("20008", "Duplicate Document received",                                                    false, Fatal,       Duplicate),
        new("20009", "Payload validation failure",                                                     false, Fatal,       "invalid") { FurtherIssueCodes = PayloadIssues },
        new("20010", "Unrecognised Payload Recipient Organisation",                                    false, Fatal,       NotFound),
        new("20011", "Unrecognised Payload Recipient Person",                                          false, Fatal,       NotFound),
        new("20012", "Unauthorised Sender",                                                            false, Fatal,       Security),
        new("20013", "Success",                                                                        true,  Information, Informational),
        new("20014", "Unable to Process Replacement Document",                                         false, Fatal,       Processing),
        new("20015", "Message too large",                                                              false, Fatal,       Processing),
        new("30001", "Patient known here. (e.g. Patient is registered here)",                          true,  Information, Informational),
        new("30002", "Patient not known here. (aka 'patient record not present in system')",           false, Fatal,       NotFound),
        new("30003", "Patient no longer at this clinical setting",                                     false, Fatal,       "business-rule"),
        new("30004", "Patient known here and recently deceased (i.e. patient record current in GP practice system at time of patient’s death and deduction subsequently occurred for this reason)",
                                                                                                       true,  Information, Informational),
        new("30005", "Referral open",                                                                  true,  Information, Informational),
        new("30006", "Referral completed",                                                             true,  Information, Informational),
        new("30007", "Referral escalated back to GP",                                                  false, Warning,     Informational),
        new("30008", "Signposting to GP (non-urgent)",                                                 true,  Information, Informational),
        new("30009", "Clinical escalation to UTC/111/GPOOH",                                           true,  Information, Informational),
        new("30010", "Clinical escalation to A&E or 999",                                              true,  Information, Informational),
        new("30011", "Advised to go elsewhere/self-referral",                                          true,  Information, Informational),
        new("30012", "Unable to contact the patient",                                                  false, Warning,     Informational),
        new("30013", "Closure (service not needed)",                                                   true,  Information, Informational),
        new("30014", "Closure (service not accepted)",                                                 false, Information, Informational),
        new("30015", "Closure (duplicate referral)",                                                   false, Information, Duplicate),
        new("30016", "Referral accepted",                                                              true,  Information, Informational),
        new("30017", "Referral rejected",                                                              false, Warning,     Informational),
        new("30018", "Did Not Attend",                                                                 false, Warning,     Informational),
        new("30019", "GP Registration - Application accepted",                                         true,  Information, Informational),
        new("30020", "GP Registration - Application pending (contact practice)",                       false, Warning,     Informational),
        new("30021", "GP Registration - Application rejected (patient already registered)",            false, Warning,     Informational),
        new("30022", "GP Registration - Application rejected (at capacity)",                           false, Warning,     Informational),
        new("30023", "GP Registration - Application rejected (out of boundary)",                       false, Warning,     Informational),
        new("30024", "GP Registration - Application rejected (Previously removed from this practice)", false, Warning,     Informational),
        new("30025", "GP Registration - Application rejected (Previously removed from another practice)", false, Warning,  Informational),
    }.ToFrozenDictionary(code => code.Code);

    internal const string HandlingError = "10001";
    internal const string InfrastructureFlagUnreadable = "10002";
    internal const string BusinessFlagUnreadable = "10003";
    internal const string DefinitionUnknown = "10004";
    internal const string DefinitionVersionUnknown = "10005";
    internal const string SenderReferenceBad = "10007";
    internal const string BusinessRuleBroken = "10008";
    internal const string Unreadable = "10009";
    internal const string RecipientTypeBad = "10010";
    internal const string RecipientOrganisationUnknown = "20002";
    internal const string AttachmentNotApproved = "20004";
    internal const string AttachmentNotSupported = "20005";
    internal const string HeaderInvalid = "20006";
    internal const string DuplicateMessage = "20007";
    internal const string DuplicateDocument = "20008";
    internal const string PayloadInvalid = "20009";
    internal const string Success = "20013";
    internal const string CannotReplace = "20014";
    internal const string TooLarge = "20015";
    internal const string PatientKnown = "30001";
    internal const string PatientUnknown = "30002";
    internal const string PatientLeft = "30003";
    internal const string PatientRecentlyDied = "30004";
}
