namespace Plexus.Sandbox.Itk3;

/// <summary>What the ITK3 part of the sandbox does, with the grade of each: rows of <c>docs/fidelity.md</c>.</summary>
internal static class Itk3Operations
{
    internal static IReadOnlyList<SandboxOperation> All { get; } =
    [
        Row("partner-reads", "DATA on any workflow", Fidelity.Documented, "checks a message strictly: header, handling keys, duplicates, recipient, size, payload, attachments"),
        Row("partner-answers", "DATA on W_ACK", Fidelity.Documented, "answers as the handling flags ask: infrastructure, then business by the population"),
        Row("partner-triggers", "given name 10001 … 20015, 30001 … 30025, IB001 … IB025, noresponse, invrep", Fidelity.Documented, "answers as the given name of a Practitioner or Patient says"),
        Row("partner-acknowledges", "ITK008M that asks InfAck", Fidelity.Documented, "full pattern: acknowledges an acknowledgement that asks for it"),
        Row("partner-deaths", "30004 or 30003", Fidelity.Inferred, "six months since death, counted by calendar on the business clock"),
        Row("sender", "POST /sandbox/send", Fidelity.Documented, "sends good and crafted messages, numbered, with ids that repeat for a seed and day"),
        Row("sender-checks", "GET /sandbox/sent", Fidelity.Verified, "checks the acknowledgements that come back; published responses are held against the same rules"),
    ];

    private static SandboxOperation Row(string name, string route, Fidelity grade, string summary) => new(Itk3Service.ServiceName, name, route, grade, summary);
}
