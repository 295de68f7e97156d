using System.Collections.Frozen;

namespace Plexus.Standards.Itk3;

/// <summary>ITK-Acknowledgement-1: the superseded vocabulary, each code with its successor. Accepted on input, never written.</summary>
/// <remarks>51012 (service failure) has no successor: it is judged by <c>response.code</c> alone.</remarks>
internal static class OldAcknowledgementCodes
{
    internal static readonly FrozenDictionary<string, string> Successors = new Dictionary<string, string>
    {
        ["41001"] = ResponseCodes.PatientKnown,
        ["41002"] = ResponseCodes.PatientUnknown,
        ["41022"] = ResponseCodes.PatientLeft,
        ["51001"] = ResponseCodes.Success,
        ["51002"] = "20001",
        ["51003"] = "20003",
        ["51004"] = ResponseCodes.AttachmentNotApproved,
        ["51005"] = ResponseCodes.PayloadInvalid,
        ["51006"] = ResponseCodes.PayloadInvalid,
        ["51007"] = ResponseCodes.AttachmentNotSupported,
        ["51008"] = ResponseCodes.RecipientOrganisationUnknown,
        ["51009"] = "20012",
        ["51010"] = ResponseCodes.DuplicateMessage,
        ["51011"] = ResponseCodes.DuplicateDocument,
        ["51013"] = ResponseCodes.Unreadable,
        ["RC001"] = ResponseCodes.HandlingError,
        ["RC002"] = ResponseCodes.BusinessFlagUnreadable,
        ["RC003"] = ResponseCodes.InfrastructureFlagUnreadable,
        ["RC004"] = ResponseCodes.DefinitionUnknown,
        ["RC005"] = ResponseCodes.HandlingError,
        ["RC006"] = ResponseCodes.SenderReferenceBad,
        ["RC999"] = ResponseCodes.BusinessRuleBroken,
    }.ToFrozenDictionary();
}
