namespace Plexus.Fhir.Conversion;

/// <summary>One row of the table of moves: where an element stands in each version.</summary>
/// <param name="Stu3Type">Type that holds it in STU3; a backbone element goes by its path.</param>
/// <param name="R4Type">The same in R4.</param>
/// <param name="Stu3">
/// Path from that type, without <c>[x]</c>. A step may say the code of a sibling that goes with it: <c>related[has-member].target</c>
/// is the target of a <c>related</c> whose <c>type</c> is <c>has-member</c>.
/// </param>
/// <param name="R4">The same in R4.</param>
/// <param name="IsReasonNotDone">Whether STU3 knows the element only for what was not done.</param>
internal sealed record ElementMove(string Stu3Type, string R4Type, string Stu3, string R4, bool IsReasonNotDone = false)
{
    internal string TypeIn(FhirVersion version) => version == FhirVersion.R4 ? R4Type : Stu3Type;

    internal string PathIn(FhirVersion version) => version == FhirVersion.R4 ? R4 : Stu3;
}

/// <summary>A step of a path, with the code of the sibling <c>type</c> when it has one.</summary>
internal readonly record struct PathPart(string Name, string? Code)
{
    internal static PathPart[] Split(string path) => [.. path.Split('.').Select(Parse)];

    private static PathPart Parse(string step) =>
        step.IndexOf('[') is var open and > 0 ? new PathPart(step[..open], step[(open + 1)..^1]) : new PathPart(step, null);
}
