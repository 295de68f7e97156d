using DefinitionCompiler;

namespace Plexus.Fhir.Tests.Packs;

public sealed class BasePackTests
{
    public static TheoryData<FhirVersion> Versions => [.. Enum.GetValues<FhirVersion>()];

    [SpecificationTheory]
    [MemberData(nameof(Versions))]
    public void The_embedded_pack_is_what_the_compiler_makes_of_the_definitions(FhirVersion version)
    {
        var name = BasePack.NameOf(version);
        var definitions = new DefinitionFolder(Path.Combine(Specifications.Folder!, "fhir-definitions", name));

        var compiled = BasePack.Compile(version, definitions);

        var committed = File.ReadAllBytes(Path.Combine(Specifications.Repository, "src", "Plexus.Fhir", "Packs", name + ".pack"));
        compiled.AsSpan().SequenceEqual(committed).ShouldBeTrue("run tools/DefinitionCompiler to renew the packs");
    }

    [Theory]
    [InlineData(FhirVersion.Stu3, "Patient", true)]
    [InlineData(FhirVersion.Stu3, "ProcessRequest", true)]
    [InlineData(FhirVersion.R4, "ServiceRequest", true)]
    [InlineData(FhirVersion.Stu3, "ServiceRequest", false)]
    [InlineData(FhirVersion.Dstu2, "MedicationOrder", true)]
    [InlineData(FhirVersion.R4, "DomainResource", false)]
    [InlineData(FhirVersion.R4, "HumanName", false)]
    public void Knows_the_resources_of_each_version(FhirVersion version, string name, bool isResource) =>
        FhirModel.For(version).IsResourceType(name).ShouldBe(isResource);

    [Fact]
    public void A_choice_is_one_property_for_each_of_its_types()
    {
        var model = FhirModel.For(FhirVersion.Stu3);
        var extension = model.FindType("Extension");

        var property = model.FindProperty(extension, model.Names.Find("valueCodeableConcept"));

        model.TypeName(model.Properties[property].Type).ShouldBe("CodeableConcept");
        model.Names[model.Properties[property].BaseNameId].ShouldBe("value");
        model.FindProperty(extension, model.Names.Find("value")).ShouldBe(-1);
    }

    [Theory]
    [InlineData(FhirVersion.Stu3, "Questionnaire.item", "item", "Questionnaire.item")]
    [InlineData(FhirVersion.Dstu2, "Bundle.entry", "link", "Bundle.link")]
    [InlineData(FhirVersion.R4, "Observation.component", "referenceRange", "Observation.referenceRange")]
    public void A_content_reference_has_the_type_of_its_target(FhirVersion version, string type, string element, string target)
    {
        var model = FhirModel.For(version);

        var property = model.FindProperty(model.FindType(type), model.Names.Find(element));

        model.TypeName(model.Properties[property].Type).ShouldBe(target);
    }
}
