using Plexus.Fhir.Conversion;

namespace Plexus.Fhir.Tests.Conversion;

public sealed class TablesOfConversion
{
    public static TheoryData<string, string, string, string> Moves
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var move in ElementMoves.All)
                rows.Add(move.Stu3Type, move.Stu3, move.R4Type, move.R4);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void Every_row_leads_from_an_element_that_exists_to_one_that_does(string stu3Type, string stu3, string r4Type, string r4)
    {
        Exists(FhirVersion.Stu3, stu3Type, stu3).ShouldBeTrue();
        Exists(FhirVersion.R4, r4Type, r4).ShouldBeTrue();
    }

    [Theory]
    [InlineData(FhirVersion.Stu3)]
    [InlineData(FhirVersion.R4)]
    public void Every_code_of_an_interpretation_is_in_the_value_set_of_each_version(FhirVersion version)
    {
        var terminology = new FhirTerminology(version, Hl7Definitions.Stu3, Hl7Definitions.R4);

        foreach (var code in CodeMoves.Interpretations)
            terminology.Contains("http://hl7.org/fhir/ValueSet/observation-interpretation", CodeMoves.InterpretationSystem(version), code).ShouldBe(true, code);
        CodeMoves.Interpretations.Count.ShouldBe(38);
    }

    private static bool Exists(FhirVersion version, string type, string path)
    {
        var model = FhirModel.For(version);
        var at = model.FindType(type);
        foreach (var part in PathPart.Split(path))
        {
            if (at < 0)
                return false;

            ref var definition = ref model.Types[at];
            var name = part.Name;
            var found = Enumerable.Range(definition.FirstProperty, definition.PropertyCount).Where(property => model.Names[model.Properties[property].BaseNameId] == name).ToArray();
            if (found.Length == 0)
                return false;
            at = model.Properties[found[0]].Type;
        }

        return true;
    }
}
