using System.Text;
using DefinitionCompiler;
using Plexus.Fhir;
using Plexus.Fhir.Packs;
using Plexus.Fhir.Tests;

namespace Plexus.Profiles.Tests;

public sealed class NationalPackTests
{
    private static readonly ProfilePack Pack = NationalProfiles.Stu3;

    // Named by published profiles, but found in no publication that is held here; a validator goes by the base for them.
    private static readonly string[] PublishedNowhere =
    [
        "http://hl7.org/fhir/STU3/extension-valueset-reference.html",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-HealthcareService-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-MedicationDispense-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Specimen-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-FastingStatus-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-MedicationDosageLastChanged-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Appointment-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Condition-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Procedure-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ReasonCondition-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-Device-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-RelatedPerson-1",
    ];

    [SpecificationTheory]
    [InlineData(FhirVersion.Dstu2, "dstu2-nhs.pack")]
    [InlineData(FhirVersion.Stu3, "stu3-nhs.pack")]
    [InlineData(FhirVersion.R4, "r4-nhs.pack")]
    public void The_embedded_pack_is_what_the_compiler_makes_of_the_publications(FhirVersion version, string name)
    {
        var compiled = ProfilePackCompiler.Compile(version, Specifications.Folder!);

        var committed = File.ReadAllBytes(Path.Combine(Specifications.Repository, "src", "Plexus.Profiles", "Packs", name));
        compiled.AsSpan().SequenceEqual(committed).ShouldBeTrue("run tools/DefinitionCompiler to renew the packs");
    }

    [SpecificationTheory]
    [InlineData(FhirVersion.Dstu2, "dstu2-hl7.pack")]
    [InlineData(FhirVersion.Stu3, "stu3-hl7.pack")]
    [InlineData(FhirVersion.R4, "r4-hl7.pack")]
    public void The_pack_of_HL7_is_what_the_compiler_makes_of_the_definitions(FhirVersion version, string name)
    {
        var compiled = Hl7PackCompiler.Compile(version, Specifications.Folder!);

        var committed = File.ReadAllBytes(Path.Combine(Specifications.Repository, "src", "Plexus.Fhir", "Packs", name));
        compiled.AsSpan().SequenceEqual(committed).ShouldBeTrue("run tools/DefinitionCompiler to renew the packs");
    }

    [Theory]
    [InlineData(FhirVersion.Dstu2, 390)]
    [InlineData(FhirVersion.Stu3, 500)]
    [InlineData(FhirVersion.R4, 550)]
    public void Every_profile_of_a_version_is_whole_and_can_be_applied(FhirVersion version, int least)
    {
        var packs = NationalProfiles.For(version);
        var resource = ResourceBuilder.Create(version, "Basic").Build();
        var validator = new ProfileValidator(packs);

        foreach (var canonical in packs.SelectMany(pack => pack.Profiles))
            validator.Validate(resource.Root, canonical).ShouldNotBeNull();

        packs.SelectMany(pack => pack.Profiles).Count().ShouldBeGreaterThanOrEqualTo(least);
        packs.SelectMany(pack => pack.Profiles.Select(canonical => pack.Find(canonical)!)).Count(profile => (profile.Flags & ProfileFlags.IsDifferential) != 0).ShouldBe(0);
    }

    [Fact]
    public void A_profile_published_as_a_differential_says_what_it_derives_from_says()
    {
        var lines = ProfileText.Of(NationalProfiles.R4, "https://fhir.nhs.uk/StructureDefinition/BARSServiceRequest-request-referral");

        lines.ShouldContain(line => line.StartsWith("ServiceRequest.extension:", StringComparison.Ordinal) && line.Contains("UKCore", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_profile_can_be_decoded_and_is_a_tree()
    {
        Pack.Profiles.Count().ShouldBeGreaterThan(150);
        foreach (var canonical in Pack.Profiles)
        {
            var rows = Pack.Find(canonical)!.Rows;
            rows[0].Parent.ShouldBe(-1);
            for (var i = 1; i < rows.Length; i++)
                rows[i].Parent.ShouldBeInRange(0, i - 1);
        }
    }

    [Fact]
    public void The_NHS_number_is_a_slice_with_its_system_fixed()
    {
        var lines = ProfileText.Of(Pack, "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Patient-1");

        lines.ShouldContain("Patient.identifier 0..* Identifier sliced OpenAtEnd Value(system)");
        lines.ShouldContain("Patient.identifier:nhsNumber.system 1..1 uri fixedUri=\"https://fhir.nhs.uk/Id/nhs-number\"");
        lines.ShouldContain("Patient.identifier:nhsNumber.extension:nhsNumberVerificationStatus 1..1 Extension<https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSNumberVerificationStatus-1>");
        lines.ShouldContain("Patient.photo 0..0 Attachment");
        lines.ShouldContain("Patient.gender 0..1 code Required(https://fhir.nhs.uk/STU3/ValueSet/CareConnect-AdministrativeGender-1)");
    }

    [Fact]
    public void What_a_snapshot_repeats_of_the_base_is_left_out()
    {
        var lines = ProfileText.Of(Pack, "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Patient-1");

        lines.ShouldNotContain(line => line.StartsWith("Patient.meta", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.StartsWith("Patient.implicitRules", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.Contains("ele-1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_parts_of_the_handling_extension_hang_under_their_slices()
    {
        var lines = ProfileText.Of(Pack, "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2");

        lines.ShouldContain("Extension.extension:BusAckRequested.url 1..1 uri fixedUri=\"BusAckRequested\"");
        lines.ShouldContain("Extension.extension:RecipientType.value:valueCoding 1..1 Coding Required(https://fhir.nhs.uk/STU3/ValueSet/ITK-RecipientType-1)");
        var handling = Pack.Find("https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2|2.0.0")!;
        handling.Flags.ShouldBe(ProfileFlags.IsExtension);
        handling.Type.ShouldBe("Extension");
    }

    [Fact]
    public void A_path_that_names_the_type_of_a_choice_is_a_row_of_the_choice()
    {
        var rows = Pack.Find("https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2")!.Rows;

        var named = rows.Where(row => (row.Flags & RowFlags.NamesType) != 0).ToArray();

        named.Length.ShouldBeGreaterThan(3);
        named.ShouldAllBe(row => Pack.Strings[row.Name] == "value" && (row.Flags & RowFlags.Choice) != 0 && row.Types.Length == 1);
    }

    [Fact]
    public void An_invariant_that_differs_from_the_base_is_kept_with_its_expression()
    {
        var kept = Pack.Invariants.Select(invariant => Pack.Strings[invariant.Key]).ToArray();

        kept.ShouldContain("obs-7");
        Pack.Invariants.ShouldAllBe(invariant => invariant.Expression != 0 || invariant.XPath != 0);
    }

    [Theory]
    [InlineData("https://fhir.nhs.uk/STU3/ValueSet/ITK-RecipientType-1", "https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1", "FA", true)]
    [InlineData("https://fhir.nhs.uk/STU3/ValueSet/ITK-RecipientType-1", "https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1", "XX", false)]
    [InlineData("http://hl7.org/fhir/ValueSet/contact-point-system", "http://hl7.org/fhir/contact-point-system", "phone", true)]
    public void Value_sets_are_expanded(string canonical, string system, string code, bool isIn)
    {
        var set = Pack.ValueSets.Find(Pack.Strings.Find(Encoding.UTF8.GetBytes(canonical))).ShouldNotBeNull();

        set.Find(Encoding.UTF8.GetBytes(system), Encoding.UTF8.GetBytes(code)).ShouldBe(isIn ? CodeVerdict.In : CodeVerdict.NotIn);
    }

    [Fact]
    public void A_code_system_gives_displays()
    {
        var table = Pack.FindCodeSystem("https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1").ShouldNotBeNull();

        Pack.Strings[table.Find(Pack.Strings.Find("FA"u8))!.Display].ShouldBe("For Action");
        table.IsComplete.ShouldBeTrue();
        Pack.FindCodeSystem("https://example.org/none").ShouldBeNull();
    }

    [Fact]
    public void Profiles_that_are_referred_to_are_there_but_for_those_published_nowhere()
    {
        var referred = Pack.Profiles
            .SelectMany(canonical => Pack.Find(canonical)!.Rows)
            .SelectMany(row => row.Types)
            .SelectMany(type => type.Profiles.Concat(type.Targets))
            .Select(url => Pack.Strings[url])
            .Where(url => !url.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal))
            .Distinct()
            .Where(url => !Pack.Contains(url))
            .Order(StringComparer.Ordinal);

        referred.ShouldBe(PublishedNowhere);
    }

    [Fact]
    public void Other_bytes_are_refused()
    {
        Should.Throw<InvalidDataException>(() => ProfilePack.Open(new MemoryStream("PLXP\u0001\u0001\u0000\u0007 not a profile pack"u8.ToArray())));
        Should.Throw<InvalidDataException>(() => ProfilePack.Open(new MemoryStream(new byte[100])));
    }
}
