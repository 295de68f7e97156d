namespace Plexus.Fhir.Tests.Paths;

public sealed class Units
{
    private static string Evaluate(string expression) => string.Join(", ", Patients.R4.Give(expression));

    [Theory]
    [InlineData("1 'kg' = 1000 'g'", "true")]
    [InlineData("1 '[lb_av]' = 453.59237 'g'", "true")]
    [InlineData("1 '[in_i]' = 2.54 'cm'", "true")]
    [InlineData("1 'L' = 1 'dm3'", "true")]
    [InlineData("5 'mmol/L' = 0.005 'mol/l'", "true")]
    [InlineData("120 'mm[Hg]' = 15.99864 'kPa'", "true")]
    [InlineData("37 'Cel' = 98.6 '[degF]'", "true")]
    [InlineData("1 'mg/dL' < 1 'g/L'", "true")]
    [InlineData("50 '%' = 0.5 '1'", "true")]
    [InlineData("10 '10*3/uL' = 10 '10*9/L'", "true")]
    [InlineData("1 'mL/min/{1.73_m2}' = 1 'mL/min'", "true")]
    [InlineData("100 '[iU]' = 100 '[IU]'", "true")]
    [InlineData("1 'kg' = 1 'm'", "")]
    [InlineData("1 '[iU]' = 1 'mg'", "")]
    [InlineData("1 'tablet' = 1 'tablet'", "true")]
    [InlineData("1 'tablet' = 1 'capsule'", "")]
    [InlineData("1 'Cel' + 1 'Cel'", "")]
    [InlineData("2.5 'mg' + 1.25 'mg'", "3.75 'mg'")]
    [InlineData("10 'mg' / 2 'mL'", "5 'mg/mL'")]
    [InlineData("1 'kg/(m.s2)' = 1 'Pa'", "true")]
    [InlineData("1 'W' = 1 'J/s'", "true")]
    [InlineData("1 'kg' / 0 'g'", "")]
    public void Ucum_converts_exactly_or_not_at_all(string expression, string expected) => Evaluate(expression).ShouldBe(expected);

    [Theory]
    [InlineData("m/")]
    [InlineData("/")]
    [InlineData("(m")]
    [InlineData("m)")]
    [InlineData("{open")]
    [InlineData("[in_i")]
    [InlineData("xyz")]
    [InlineData("m^2")]
    [InlineData("k[in_i]")]
    [InlineData("((((((((((((((((((((m))))))))))))))))))))")]
    public void What_is_not_ucum_converts_to_nothing(string code) => Evaluate($"1 '{code}' = 1 'g'").ShouldBe("");

    [Fact]
    public void Every_unit_of_the_table_is_defined_by_others_of_it()
    {
        foreach (var atom in Plexus.Fhir.Paths.UcumAtoms.All.Values)
            Plexus.Fhir.Paths.UcumUnit.Find(atom.Code).ShouldNotBeNull(atom.Code);
    }

    [Fact]
    public void A_quantity_of_FHIR_meets_one_of_the_language()
    {
        var observation = Patients.Parse(FhirVersion.R4, """
            <Observation xmlns="http://hl7.org/fhir">
              <status value="final"/>
              <code><text value="Weight"/></code>
              <valueQuantity><value value="72.50"/><unit value="kilograms"/><system value="http://unitsofmeasure.org"/><code value="kg"/></valueQuantity>
              <referenceRange>
                <low><value value="3"/><unit value="boxes"/></low>
                <high><value value="5"/><unit value="boxes"/></high>
              </referenceRange>
              <referenceRange>
                <high><value value="5"/><comparator value="&lt;"/><system value="http://unitsofmeasure.org"/><code value="kg"/></high>
              </referenceRange>
            </Observation>
            """);

        observation.Give("value = 72500 'g'").ShouldBe(["true"]);
        observation.Give("value > 70 'kg'").ShouldBe(["true"]);
        observation.Give("value * 2").ShouldBe(["145 'kg'"]);
        observation.Give("referenceRange[0].low <= referenceRange[0].high").ShouldBe(["true"]);
        observation.Give("referenceRange[0].low < value").ShouldBeEmpty();
        observation.Give("referenceRange[1].high > value").ShouldBeEmpty();
        observation.Give("value is Quantity and value is FHIR.Quantity and (value is System.Quantity).not()").ShouldBe(["true"]);
    }
}
