namespace Plexus.Fhir.Tests.Corpus;

public sealed class PublishedExamplesSurvive
{
    private static readonly string ExceptionsFile =
        Path.Combine(Specifications.Repository, "tests", "Plexus.Fhir.Tests", "Corpus", "round-trip-exceptions.tsv");

    [SpecificationFact]
    public void Going_to_the_other_format_and_back_unless_listed_with_the_reason()
    {
        var listed = File.ReadAllLines(ExceptionsFile).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1]);
        var examples = PublishedExamples.All().ToArray();

        var failed = examples
            .Select(example => (example.Path, Problem: RoundTrip.Problem(example.Bytes, example.IsXml, example.Version)))
            .Where(result => result.Problem is not null)
            .ToArray();

        examples.Length.ShouldBeGreaterThan(1_000);
        failed.Where(result => !listed.ContainsKey(result.Path)).Select(result => $"{result.Path}\t{result.Problem}").ShouldBeEmpty();
        listed.Keys.Except(failed.Select(result => result.Path)).ShouldBeEmpty("these survive now");
        listed.Values.ShouldAllBe(reason => reason.Length > 20);
    }
}
