namespace Plexus.Architecture.Tests.Standards;

/// <summary>
/// Which folders of Plexus.Standards a folder may use. Folders are the names of the standards; one that does not exist yet may stand here already.
/// What stands directly in Plexus.Standards, beside the folders, may be used by all and use all.
/// </summary>
internal static class FolderTable
{
    public static readonly IReadOnlyDictionary<string, string[]> MayUse = new Dictionary<string, string[]>
    {
        // Families: each owns its correlation and acknowledgements once.
        ["Mesh"] = [],
        ["Itk3"] = [],
        ["Itk2"] = [],
        ["Cda"] = [],
        ["Edifact"] = [],
        ["GenericFhirReceiver"] = ["Itk3"],
        ["GpConnectFoundations"] = ["Sds", "ApiPlatform"],

        // Identity and directories.
        ["ApiPlatform"] = [],
        ["NhsLogin"] = [],
        ["Cis2"] = [],
        ["Pds"] = ["ApiPlatform"],
        ["Sds"] = ["ApiPlatform"],
        ["Ods"] = [],
        ["RegisterWithGp"] = ["ApiPlatform", "Pds"],

        // Clinical messages.
        ["SendDocument"] = ["Itk3", "GenericFhirReceiver"],
        ["UpdateRecord"] = ["Itk3", "GenericFhirReceiver"],
        ["DigitalMedicines"] = ["Itk3", "GenericFhirReceiver", "ApiPlatform"],
        ["Nhs111"] = ["Itk2", "Cda"],
        ["Bars"] = ["ApiPlatform"],
        ["Pathology"] = ["Edifact"],
        ["PcrmNhais"] = ["Edifact"],
        ["Gp2Gp"] = ["Pds", "Sds", "AccessRecordStructured", "GpConnectFoundations"],

        // GP record as a provider.
        ["AccessRecordHtml"] = ["GpConnectFoundations"],
        ["AccessRecordStructured"] = ["GpConnectFoundations"],
        ["AccessDocument"] = ["GpConnectFoundations", "AccessRecordStructured"],
        ["Appointments"] = ["GpConnectFoundations"],
        ["PatientFacingRecord"] = ["GpConnectFoundations", "AccessRecordStructured", "NhsLogin"],
        ["PatientFacingPrescriptions"] = ["GpConnectFoundations", "AccessRecordStructured", "NhsLogin"],
        ["PatientFacingPermissions"] = ["GpConnectFoundations", "NhsLogin"],
        ["Im1"] = ["NhsLogin"],

        // Medicines, referrals, events, returns, forms.
        ["Eps"] = ["ApiPlatform", "Dss", "DmD", "Cis2"],
        ["Dss"] = ["ApiPlatform", "Cis2"],
        ["DmD"] = [],
        ["NhsbsaClaims"] = ["Eps", "ApiPlatform"],
        ["YellowCard"] = [],
        ["Emed3"] = [],
        ["Ers"] = ["ApiPlatform", "Cis2"],
        ["Dos"] = [],
        ["Mns"] = ["ApiPlatform"],
        ["Nems"] = ["ApiPlatform"],
        ["Ncrs"] = ["Cis2"],
        ["Ndop"] = ["Mesh"],
        ["Gpes"] = [],
        ["Gpad"] = [],
        ["Seft"] = [],
        ["TerminologyUsage"] = [],
        ["Email"] = [],
    };
}
