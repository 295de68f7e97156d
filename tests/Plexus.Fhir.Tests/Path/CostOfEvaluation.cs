namespace Plexus.Fhir.Tests.Paths;

public sealed class CostOfEvaluation
{
    [Theory]
    [InlineData("name.given.exists()")]
    [InlineData("name.where(use = 'official').exists()")]
    [InlineData("name.exists(use = 'official' and family.exists())")]
    [InlineData("name.all(family.exists() or given.exists())")]
    [InlineData("contact.all(name.exists() or telecom.exists() or address.exists())")]
    [InlineData("extension('http://example.org/eye-colour').empty() implies name.empty()")]
    [InlineData("descendants().where(use = 'nickname').exists()")]
    [InlineData("name.given.count() > 1 and active")]
    [InlineData("%resource.name.family.hasValue() xor gender.exists().not()")]
    public void A_warm_predicate_allocates_nothing(string text)
    {
        var expression = FhirPath.Compile(text, FhirVersion.R4);
        var patient = Patients.R4;
        for (var i = 0; i < 200; i++)
            expression.Predicate(patient);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            expression.Predicate(patient);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Distinct_values_are_told_apart_without_comparing_each_with_each()
    {
        // 9,000 values compared pair by pair would be 40 million steps; the limit is ten.
        var values = string.Join(',', Enumerable.Range(0, 9_000));

        Patients.R4.Give($"'{values}'.split(',').isDistinct()").ShouldBe(["true"]);
        Patients.R4.Give($"'{values}'.split(',').select(toInteger()).distinct().count()").ShouldBe(["9000"]);
    }

    [Fact]
    public void A_callback_may_evaluate_in_turn()
    {
        var inner = FhirPath.Compile("name.where(given.exists()).count() = 2", FhirVersion.R4);
        var options = new FhirPathOptions { ConformsTo = (element, _) => inner.Predicate(element) };

        Patients.R4.Give("name.select(%resource.conformsTo('http://example.org/p'))", options).ShouldBe(["true", "true"]);
    }

    [Fact]
    public async Task One_expression_serves_many_threads()
    {
        var expression = FhirPath.Compile("name.given.where($this.matches('^[A-Z]')).select($this & %resource.id).join('-')", FhirVersion.R4);

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => expression.Evaluate(Patients.R4)[0].Text)));

        results.Distinct().ShouldBe(["Adap1-Janep1-Addiep1"]);
    }
}
