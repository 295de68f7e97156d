using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Tests.Paths;

public sealed class InvariantsOnExamples
{
    /// <summary>What the published expressions give other than true on published examples; the validator corrects or replaces these rules.</summary>
    private static readonly Dictionary<FhirVersion, string[]> Known = new()
    {
        [FhirVersion.Stu3] =
        [
            // One example has a contained resource with a narrative.
            "dom-1 is false",

            // A union where an "or" is meant: true and false are two items.
            "ele-1 ends with NotSingle",

            // Says nothing of an absent reference, and looks for contained resources in a contained one.
            "ref-1 is empty",
            "ref-1 is false",
        ],
        [FhirVersion.R4] =
        [
            // Each asks for the form of a computable name that the example leaves out.
            "adf-0 is empty", "cid-0 is empty",

            // as() on many items, which the language forbids.
            "dom-3 ends with NotSingle",

            // A recommendation: examples without narrative.
            "dom-6 is false",
            "ees-0 is empty", "esc-0 is empty", "evd-0 is empty", "evi-0 is empty", "evv-0 is empty", "lib-0 is empty",
            "mea-0 is empty", "pdf-0 is empty", "que-0 is empty",

            // Compares an absent probability.
            "ras-2 is empty",
            "red-0 is empty",
            "ref-1 is empty",
            "rsd-0 is empty", "rvs-0 is empty",

            // One example has an empty narrative.
            "txt-1 is false", "txt-2 is false",
        ],
    };

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, "stu3")]
    [InlineData(FhirVersion.R4, "r4")]
    public void Every_invariant_holds_on_every_example_but_for_those_published_wrong(FhirVersion version, string folder)
    {
        var rules = new Rules(FhirModel.For(version));
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var evaluations = 0;

        foreach (var document in Documents(version, folder))
        {
            for (var i = 0; i < document.Nodes.Length; i++)
            {
                foreach (var (key, expression) in rules.Of(document.Nodes[i]))
                {
                    evaluations++;
                    if (Outcome(expression, new FhirElement(document, i)) is { } outcome)
                        found.Add($"{key} {outcome}");
                }
            }
        }

        found.ShouldBe(Known[version]);
        evaluations.ShouldBeGreaterThan(5_000);
    }

    private static IEnumerable<FhirDocument> Documents(FhirVersion version, string folder) =>
        from file in Specifications.Files("fhir-examples/" + folder, "*.json")
        let document = FhirJson.Read(Specifications.Read(file), version).Document
        where document is not null
        select document;

    private static string? Outcome(FhirPathExpression expression, FhirElement element)
    {
        try
        {
            return expression.Test(element) switch { true => null, false => "is false", _ => "is empty" };
        }
        catch (FhirPathException fault)
        {
            return $"ends with {fault.Error.Kind}";
        }
    }

    /// <summary>The compiled invariants of each type and element.</summary>
    private sealed class Rules
    {
        private readonly FhirModel _model;
        private readonly (string Key, FhirPathExpression Expression)[][] _byType;
        private readonly (string Key, FhirPathExpression Expression)[][] _byElement;

        internal Rules(FhirModel model)
        {
            _model = model;
            _byType = [.. model.Types.Select(type => Compile(type.Invariants))];
            _byElement = [.. model.Elements.Select(element => Compile(element.Invariants))];
        }

        internal IEnumerable<(string Key, FhirPathExpression Expression)> Of(Node node) =>
            node.Property < 0 ? _byType[node.Type] : _byType[node.Type].Concat(_byElement[_model.Properties[node.Property].Element]);

        private (string, FhirPathExpression)[] Compile(int[] invariants) =>
        [
            .. from number in invariants
               let invariant = _model.Invariants[number]
               where invariant.Expression != 0
               select (_model.Strings[invariant.Key], FhirPath.Compile(_model.Strings[invariant.Expression], _model.Version)),
        ];
    }
}
