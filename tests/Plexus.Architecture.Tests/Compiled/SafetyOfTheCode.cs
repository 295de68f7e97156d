namespace Plexus.Architecture.Tests.Compiled;

public sealed class SafetyOfTheCode
{
    /// <summary>Where real time or a random identifier is meant: "type what", and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["Plexus.Mesh.MeshClientOptions System.Guid.NewGuid"] = "The default of the injected source of nonces, which must not repeat.",
    };

    [Fact]
    public void Nothing_reads_a_clock_makes_an_identifier_or_sleeps_behind_our_back() =>
        Assemblies.Product.SelectMany(a => CompiledRules.Unrepeatable(a, Exceptions)).ShouldBeEmpty();

    [Fact]
    public void Every_wait_follows_the_injected_clock() =>
        Assemblies.Product.SelectMany(CompiledRules.FixedDelays).ShouldBeEmpty();

    [Fact]
    public void A_protocol_only_computes() =>
        Assemblies.Product.SelectMany(CompiledRules.ImpureProtocols).ShouldBeEmpty();

    [Fact]
    public void Xml_is_read_without_document_types_and_without_a_resolver() =>
        Assemblies.Product.SelectMany(CompiledRules.UnsafeXml).ShouldBeEmpty();

    [Fact]
    public void Every_exception_is_still_needed()
    {
        var without = Assemblies.Product.SelectMany(a => a.Uses).ToLookup(use => $"{use.User} {use.Type}.{use.Member}");

        Exceptions.Keys.Where(exception => !without.Contains(exception)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A_clock", "System.DateTime.get_UtcNow")]
    [InlineData("A_clock_in_a_lambda", "System.DateTimeOffset.get_Now")]
    [InlineData("A_clock_after_an_await", "System.DateTime.get_Today")]
    [InlineData("An_identifier", "System.Guid.NewGuid")]
    [InlineData("A_nap", "System.Threading.Thread.Sleep")]
    [InlineData("Unwritten", "System.NotImplementedException..ctor")]
    public void Sees_what_cannot_be_repeated(string sample, string use)
    {
        var seen = CompiledRules.Unrepeatable(Assemblies.Own, new Dictionary<string, string>()).ToArray();

        seen.ShouldContain(v => v.Contains(use), $"the sample {sample}");
    }

    [Fact]
    public void An_exception_covers_exactly_what_it_names()
    {
        var excused = new Dictionary<string, string> { [$"{typeof(BadSamples).FullName} System.Guid.NewGuid"] = "a test" };

        var seen = CompiledRules.Unrepeatable(Assemblies.Own, excused).ToArray();

        seen.ShouldNotContain(v => v.Contains(nameof(BadSamples.An_identifier)));
        seen.ShouldContain(v => v.Contains("get_UtcNow"));
    }

    [Fact]
    public void Sees_a_delay_that_no_clock_moves_and_lets_the_other_pass() =>
        CompiledRules.FixedDelays(Assemblies.Own).Distinct().Count().ShouldBe(1);

    [Theory]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("System.IO.File.OpenRead")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.Guid.NewGuid")]
    [InlineData("System.Data.Common.DbConnection")]
    public void Sees_a_protocol_that_does_more_than_compute(string use) =>
        CompiledRules.ImpureProtocols(Assemblies.Own).ShouldContain(v => v.StartsWith(typeof(BadProtocol).FullName!, StringComparison.Ordinal) && v.Contains(use));

    [Fact]
    public void Lets_a_protocol_that_computes_pass() =>
        CompiledRules.ImpureProtocols(Assemblies.Own).ShouldNotContain(v => v.Contains(nameof(GoodProtocol)));

    [Theory]
    [InlineData(nameof(BadSamples.Dtd_allowed), "without DtdProcessing.Prohibit")]
    [InlineData(nameof(BadSamples.Dtd_unsaid), "without DtdProcessing.Prohibit")]
    [InlineData(nameof(BadSamples.Resolver_left), "without XmlResolver = null")]
    [InlineData(nameof(BadSamples.Document_from_text), "XDocument.Parse without settings")]
    [InlineData(nameof(BadSamples.Reader_from_stream), "XmlReader.Create without settings")]
    public void Sees_xml_read_unguarded(string sample, string verdict) =>
        CompiledRules.UnsafeXml(Assemblies.Own).ShouldContain(v => v.Contains($".{sample} ") && v.Contains(verdict));

    [Fact]
    public void Lets_guarded_xml_pass() =>
        CompiledRules.UnsafeXml(Assemblies.Own).ShouldNotContain(v => v.Contains(nameof(BadSamples.Guarded)));
}
