using System.IO.Compression;
using System.Text;
using Plexus.Fhir.Tests.Corpus;
using Xunit.Abstractions;

namespace Plexus.Fhir.Tests.Paths;

/// <summary>A rule that no document satisfies may be one that our language gets wrong.</summary>
public sealed class InvariantsHaveExamples(ITestOutputHelper output)
{
    private static readonly string ListFile =
        Path.Combine(Specifications.Repository, "tests", "Plexus.Fhir.Tests", "Path", "invariants-without-example.tsv");

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3)]
    [InlineData(FhirVersion.R4)]
    public void Every_invariant_holds_on_some_document_published_or_ours_but_for_those_listed(FhirVersion version)
    {
        var model = FhirModel.For(version);
        var open = Enumerable.Range(0, model.Invariants.Length).Where(number => model.Invariants[number].Expression != 0).ToHashSet();

        foreach (var document in Documents(version))
        {
            for (var i = 0; i < document.Nodes.Length && open.Count > 0; i++)
            {
                var (type, property) = (document.Nodes[i].Type, document.Nodes[i].Property);
                var rules = property < 0 ? model.Types[type].Invariants : model.Types[type].Invariants.Concat(model.Elements[model.Properties[property].Element].Invariants);
                foreach (var number in rules.Where(open.Contains).ToArray())
                {
                    if (Holds(model.Strings[model.Invariants[number].Expression], new FhirElement(document, i)))
                        open.Remove(number);
                }
            }
        }

        var left = open.Select(number => $"{version}\t{model.Strings[model.Invariants[number].Key]}").Order(StringComparer.Ordinal).ToArray();
        foreach (var line in left)
            output.WriteLine(line);
        left.ShouldBe(File.ReadAllLines(ListFile).Where(line => line.StartsWith(version.ToString(), StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<FhirDocument> Documents(FhirVersion version)
    {
        foreach (var own in OwnExamples.Keeping(version))
            yield return own;

        foreach (var example in PublishedExamples.All().Where(example => example.Version == version && example.Bytes.Length < 200_000))
        {
            if ((example.IsXml ? FhirXml.Read(example.Bytes, version) : FhirJson.Read(example.Bytes, version)).Document is { } document)
                yield return document;
        }

        foreach (var file in new[] { "profiles-types", "valuesets", "search-parameters", "conceptmaps", "operations" })
        {
            using var stream = new MemoryStream(Specifications.Read($"fhir-definitions/{version.ToString().ToLowerInvariant()}/{file}.ndjson.gz"));
            using var lines = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
            while (lines.ReadLine() is { } line)
            {
                if (line.Length < 200_000 && FhirJson.Read(Encoding.UTF8.GetBytes(line), version).Document is { } document)
                    yield return document;
            }
        }
    }

    private static bool Holds(string expression, FhirElement element) =>
        FhirPath.Compile(expression, element.Document!.Version).TryEvaluate(element, null, out var result, out _) && result is [{ BooleanValue: true }];
}
