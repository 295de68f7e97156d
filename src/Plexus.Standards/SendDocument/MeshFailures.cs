using System.Collections.Frozen;

namespace Plexus.Standards.SendDocument;

/// <summary>What a MESH failure means to whoever sent the document.</summary>
/// <remarks>GPCM-SD-075; MESH error codes.</remarks>
internal static class MeshFailures
{
    internal static readonly FrozenDictionary<string, string> All = new Dictionary<string, string>
    {
        ["EPL-150"] = "More than one mailbox at the patient's practice takes this kind of document. Send it to a mailbox by name.",
        ["EPL-151"] = "The patient's practice has no mailbox for this kind of document. Send it another way.",
        ["EPL-152"] = "The NHS number is not valid. Trace the patient and send again.",
        ["EPL-153"] = "The NHS number was not found. Trace the patient and send again.",
        ["EPL-154"] = "The patient's details do not agree with the demographics service. Trace the patient and send again.",
        ["12"] = "The mailbox does not exist.",
        ["14"] = "The practice did not collect the document within five days. Send it another way.",
        ["17"] = "The mailbox does not take this kind of document.",
    }.ToFrozenDictionary();

    internal static string Explain(string? code) =>
        code is not null && All.TryGetValue(code, out var text) ? text : "MESH did not take or did not deliver the document.";
}
