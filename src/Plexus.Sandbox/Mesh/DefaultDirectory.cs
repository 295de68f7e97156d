using Plexus.Primitives;

namespace Plexus.Sandbox.Mesh;

/// <summary>Mailboxes and workflows a sandbox begins with: those of the official sandbox, and one mailbox for every organisation.</summary>
internal static class DefaultDirectory
{
    internal const string Password = "password";

    /// <summary>Workflows that MESH routes to the registered practice (2024 list), and whether they have an <c>_ACK</c> twin.</summary>
    private static readonly string[] _routed =
    [
        "TOC_FHIR_IP_DISCH", "TOC_FHIR_MH_DISCH", "TOC_FHIR_EC_DISCH", "TOC_FHIR_OP_ATTEN", "TOC_OUTP_ATT_DMS",
        "GPFED_CONSULT_REPORT", "GPCONNECT_UPDATE_RECORD", "GPCONNECT_SEND_DOCUMENT",
    ];

    private static readonly string[] _addressed = ["DIGMED_FLU_VAC", "DIGMED_EMG_MED", "DIGIMED_MINOR_ILLNESS_PEM", "TOC_DISCH_DMS", "TOC_AE_DMS", "TOC_DISCH_MH_DMS"];

    /// <summary>Whether MESH resolves a patient address for this workflow.</summary>
    internal static bool IsRouted(string workflow) =>
        _routed.Contains(workflow, StringComparer.Ordinal) || workflow is "GPFED_CONSULT_REPORT_ACK" or "GPCONNECT_UPDATE_RECORD_ACK";

    /// <summary>The mailbox of an organisation of the population.</summary>
    internal static MeshMailboxId MailboxOf(Organisation organisation) => MeshMailboxId.Parse(organisation.Ods.ToWire() + "OT001");

    internal static void Fill(MeshDirectory directory, Population population)
    {
        directory.Put(Test("X26ABC1", "TESTMB1", "England", "X26"));
        directory.Put(Test("X26ABC2", "TESTMB2", "Wales", "X26"));
        directory.Put(Test("X26ABC3", "TESTMB3", "England", "X27"));
        directory.Put(new WorkflowSettings("TEST_WORKFLOW", ["X26ABC1"], ["X26ABC2"]));
        directory.Put(new WorkflowSettings("TEST_WORKFLOW_ACK", ["X26ABC2"], ["X26ABC1", "X26ABC3"]));
        directory.Put(new WorkflowSettings("TEST_WORKFLOW2", ["X26ABC1"], ["X26ABC1", "X26ABC2", "X26ABC3"]));

        foreach (var organisation in population.Organisations)
        {
            directory.Put(new MailboxSettings(
                MailboxOf(organisation), organisation.Name, "England", organisation.Ods, organisation.Ods.ToWire(), organisation.Name, Password));
        }
        var practices = population.Practices.Select(o => MailboxOf(o).ToWire()).ToArray();
        string[] everybody = [.. population.Organisations.Select(o => MailboxOf(o).ToWire()), "X26ABC1", "X26ABC2", "X26ABC3"];
        foreach (var workflow in _routed.Concat(_addressed))
        {
            directory.Put(new WorkflowSettings(workflow, everybody, practices));
            // Everybody answers: in the full pattern the sender of a letter acknowledges its acknowledgement.
            directory.Put(new WorkflowSettings(workflow + "_ACK", everybody, everybody));
        }
    }

    private static MailboxSettings Test(string id, string name, string nation, string ods) =>
        new(MeshMailboxId.Parse(id), name, nation, OdsCode.Parse(ods), ods, "", Password);
}
