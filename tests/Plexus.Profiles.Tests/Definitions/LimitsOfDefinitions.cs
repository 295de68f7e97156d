using System.Text;
using Plexus.Fhir;
using Plexus.Profiles.Tests.Validation;

namespace Plexus.Profiles.Tests.Definitions;

/// <summary>Definitions of a user that would cost without end, or that cannot be used: each is a fault with its remedy, and the rest is built.</summary>
public sealed class LimitsOfDefinitions
{
    private const string Root = "https://example.org/StructureDefinition/";

    [Fact]
    public void Profiles_that_each_look_into_the_one_before_twice_do_not_double_without_end()
    {
        // Every one has two extensions of the one before, and says something inside both.
        string[] definitions = [.. Enumerable.Range(0, 40).Select(number => Extension($"{Root}E{number}", $"{Inner("a", number)},{Inner("b", number)}"))];
        var builder = Builder(DefinitionLimits.Default, definitions);

        var pack = builder.Build();

        builder.Faults.ShouldNotBeEmpty();
        builder.Faults.ShouldAllBe(fault => fault.Contains("was not taken over", StringComparison.Ordinal) && fault.Contains("DefinitionLimits.MaxProfileElements", StringComparison.Ordinal));
        pack.Profiles.Count().ShouldBe(40);
        pack.Profiles.Max(url => pack.Find(url)!.Rows.Length).ShouldBeLessThan(DefinitionLimits.Default.MaxProfileElements);

        static string Inner(string name, int number) => number == 0
            ? "{'id':'Extension.id','path':'Extension.id','min':1}"
            : "{'id':'Extension.extension:" + name + "','path':'Extension.extension','sliceName':'" + name + "','type':[{'code':'Extension','profile':['" + Root + "E" + (number - 1) + "']}]},"
                + "{'id':'Extension.extension:" + name + ".extension:a','path':'Extension.extension.extension','sliceName':'a','min':1}";
    }

    [Fact]
    public void Content_that_contains_itself_is_taken_over_only_so_often()
    {
        var elements = string.Join(',', Enumerable.Range(1, 40).SelectMany(depth => new[] { "linkId", "text" }.Select(name => Element("Questionnaire" + string.Concat(Enumerable.Repeat(".item", depth)) + "." + name))));
        var builder = Builder(DefinitionLimits.Default, InventedProfile.Definition(Root + "Q", "Questionnaire", elements));

        builder.Build();

        builder.Faults.ShouldHaveSingleItem().ShouldStartWith(Root + "Q: what is inside Questionnaire.item.item");

        static string Element(string path) => "{'id':'" + path + "','path':'" + path + "','min':1}";
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_long_line_of_profiles_is_cut_with_a_fault_whatever_their_order(bool parentsFirst)
    {
        string Url(int number) => $"{Root}P{(parentsFirst ? number : 5_000 - number):D5}";
        string[] definitions = [.. Enumerable.Range(0, 1_000).Select(number => InventedProfile.Definition(Url(number), "Patient", number == 0 ? "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}" : "{'id':'Patient.id','path':'Patient.id','short':'x'}", number == 0 ? null : Url(number - 1)))];
        var builder = Builder(DefinitionLimits.Default, definitions);

        var pack = builder.Build();

        builder.Faults.Count.ShouldBe(1_000 / 65);
        builder.Faults[0].ShouldContain("derives from more than 64 profiles in a row");
        Ids(pack, Url(64)).ShouldBe("");
        Ids(pack, Url(63)).ShouldBe("FHIR-PROF-001");
    }

    [Fact]
    public void A_long_line_of_profiles_whose_beginning_nobody_published_can_still_be_validated_with()
    {
        string[] definitions = [.. Enumerable.Range(0, 3_000).Select(number => InventedProfile.Definition($"{Root}P{number:D5}", "Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}", $"{Root}P{number - 1:D5}"))];

        var pack = Builder(DefinitionLimits.Default, definitions).Build();

        Ids(pack, Root + "P02999").ShouldContain("FHIR-PROF-001");
    }

    [Fact]
    public void Profiles_that_derive_from_each_other_are_told_of()
    {
        var builder = Builder(
            DefinitionLimits.Default,
            InventedProfile.Definition(Root + "A", "Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}", Root + "B"),
            InventedProfile.Definition(Root + "B", "Patient", "{'id':'Patient.gender','path':'Patient.gender','min':1}", Root + "A"));

        var pack = builder.Build();

        builder.Faults.ShouldHaveSingleItem().ShouldStartWith(Root + "A: it derives from itself");
        Ids(pack, Root + "A").ShouldContain("FHIR-PROF-001");
    }

    [Fact]
    public void A_long_line_of_profiles_that_look_into_the_next_is_cut_with_a_fault()
    {
        string[] definitions = [.. Enumerable.Range(0, 500).Select(number => Extension(
            $"{Root}E{number:D3}",
            "{'id':'Extension.extension:next','path':'Extension.extension','sliceName':'next','type':[{'code':'Extension','profile':['" + $"{Root}E{number + 1:D3}" + "']}]}"))];
        var builder = Builder(DefinitionLimits.Default, definitions);

        var pack = builder.Build();

        pack.Profiles.Count().ShouldBe(500);
        builder.Faults.ShouldNotBeEmpty();
        builder.Faults.ShouldAllBe(fault => fault.Contains("look into the next", StringComparison.Ordinal) && fault.Contains("DefinitionLimits.MaxChain", StringComparison.Ordinal));
    }

    [Fact]
    public void A_profile_of_too_many_elements_is_left_out_with_a_fault_and_the_others_are_kept()
    {
        var names = string.Join(',', Enumerable.Range(0, 200).Select(number => "{'id':'Patient.name:n" + number + "','path':'Patient.name','sliceName':'n" + number + "','max':'1'}"));
        var builder = Builder(
            new DefinitionLimits { MaxProfileElements = 100 },
            InventedProfile.Definition(Root + "Large", "Patient", names),
            InventedProfile.Definition(Root + "Small", "Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}"));

        builder.Build().Profiles.ShouldBe([Root + "Small"]);
        builder.Faults.ShouldHaveSingleItem().ShouldBe("file.json: " + Root + "Large: it has more than 100 elements with those it derives from, and was left out; make profiles of its parts, or raise DefinitionLimits.MaxProfileElements.");
    }

    [Fact]
    public void All_profiles_together_have_only_so_many_elements()
    {
        string[] definitions = [.. Enumerable.Range(0, 10).Select(number => InventedProfile.Definition($"{Root}P{number}", "Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}"))];
        var builder = Builder(new DefinitionLimits { MaxElements = 11 }, definitions);

        builder.Build().Profiles.Count().ShouldBe(5);
        builder.Faults.Count.ShouldBe(5);
        builder.Faults.ShouldAllBe(fault => fault.Contains("DefinitionLimits.MaxElements", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'min':-3")]
    [InlineData("'max':'2147483647'")]
    [InlineData("'maxLength':-1")]
    [InlineData("'min':4000000000")]
    public void A_number_that_makes_no_sense_is_not_written(string fact)
    {
        var builder = Builder(DefinitionLimits.Default, InventedProfile.Definition(Root + "P", "Patient", "{'id':'Patient.name','path':'Patient.name'," + fact + "}"));

        Ids(builder.Build(), Root + "P").ShouldBe("");
    }

    [Fact]
    public void A_canonical_that_nothing_can_name_is_told_of()
    {
        var builder = Builder(DefinitionLimits.Default, InventedProfile.Definition(Root + "P|1.0", "Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}"));

        builder.Build().ShouldNotBeNull();

        builder.Faults.ShouldHaveSingleItem().ShouldStartWith(Root + "P|1.0: its url has a bar");
    }

    private static string Extension(string url, string elements) =>
        InventedProfile.Definition(url, "Extension", "{'id':'Extension.url','path':'Extension.url','fixedUri':'" + url + "'}," + elements);

    private static ProfilePackBuilder Builder(DefinitionLimits limits, params ReadOnlySpan<string> definitions)
    {
        var builder = new ProfilePackBuilder(FhirVersion.R4) { Limits = limits };
        foreach (var definition in definitions)
            builder.Add(FhirJson.Read(Encoding.UTF8.GetBytes(definition.Replace('\'', '"')), FhirVersion.R4, FhirReaderOptions.Lenient).Document!.Root, limits == DefinitionLimits.Default ? null : "file.json").ShouldBeTrue();
        return builder;
    }

    private static string Ids(ProfilePack pack, string profile) =>
        string.Join(' ', new ProfileValidator([pack])
            .Validate(InventedProfile.Parse("{'resourceType':'Patient','active':true}", FhirVersion.R4), profile)
            .Where(issue => issue.Severity < FhirSeverity.Information)
            .Select(issue => issue.Id));
}
