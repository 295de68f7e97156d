using System.Text.RegularExpressions;

namespace Plexus.Primitives.Tests;

public sealed partial class Codes
{
    [Theory]
    [InlineData("22298006", SnomedPartition.Concept, null)]
    [InlineData("73211009", SnomedPartition.Concept, null)]
    [InlineData("22480211000001104", SnomedPartition.Concept, 1000001)]
    public void Reads_a_SNOMED_code(string text, SnomedPartition partition, int? issuer)
    {
        var code = SnomedCode.Parse(text);

        code.Partition.ShouldBe(partition);
        code.Namespace.ShouldBe(issuer);
    }

    [Theory]
    [InlineData("22298007")] // check digit
    [InlineData("022298006")] // leading zero
    [InlineData("2229800600000000000000")]
    [InlineData("12345")]
    public void Refuses_a_SNOMED_code(string text) => SnomedCode.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Refuses_a_reserved_SNOMED_partition_even_with_a_right_check_digit()
    {
        for (var partition = 0; partition < 100; partition++)
        {
            var accepted = Enumerable.Range(0, 10).Any(check => SnomedCode.TryParse($"99991000001{partition:D2}{check}", out _));

            accepted.ShouldBe(partition is 0 or 1 or 2 or 10 or 11 or 12, $"partition {partition:D2}");
        }
    }

    [SpecsFact("dm-d/sample")]
    public void Every_identifier_of_the_sample_dictionary_is_a_SNOMED_code()
    {
        var folder = Specs.Find("dm-d/sample")!;
        var ids = Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories)
            .SelectMany(file => Identifier().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet();

        ids.Count.ShouldBeGreaterThan(1000);
        ids.Where(id => !SnomedCode.TryParse(id, out _)).ShouldBeEmpty();
    }

    [SpecsFact("eps-prescribing/examples")]
    public void Every_prescription_id_of_the_samples_reads()
    {
        var folder = Specs.Find("eps-prescribing/examples")!;
        var ids = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .SelectMany(file => ShortId().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet();

        ids.ShouldNotBeEmpty();
        // One sample was written by hand with a wrong check character; it must not read.
        ids.Where(id => !PrescriptionId.TryParse(id, out _)).ShouldBe(["269CA9-A99968-4577BP"]);
    }

    [Fact]
    public void Reads_a_prescription_id_and_its_prescriber()
    {
        var id = PrescriptionId.Parse("24f5da-a83008-7efe6z");

        id.ToWire().ShouldBe("24F5DA-A83008-7EFE6Z");
        id.PrescriberBlock.ShouldBe("A83008");
        PrescriptionId.TryComplete("24F5DA-A83008-7EFE6", out var completed).ShouldBeTrue();
        completed.ShouldBe(id);
    }

    [Theory]
    [InlineData("24F5DA-A83008-7EFE6Y")]
    [InlineData("24F5DAA830087EFE6Z")]
    [InlineData("24F5DG-A83008-7EFE6Z")]
    [InlineData("24F5DA-A8300+-7EFE6Z")]
    public void Refuses_a_prescription_id(string text) => PrescriptionId.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("x26", "X26")]
    [InlineData("vne51", "VNE51")]
    [InlineData("Y12345", "Y12345")]
    public void Raises_an_ODS_code_to_capitals(string text, string written)
    {
        OdsCode.Parse(text).ToString().ShouldBe(written);
        OdsCode.Parse(text).ShouldBe(OdsCode.Parse(written));
    }

    [Theory]
    [InlineData("A8")]
    [InlineData("A83008A830081")]
    [InlineData("A83 08")]
    [InlineData("Aſ3008")] // a long s has an S for its capital
    public void Refuses_an_ODS_code(string text) => OdsCode.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Shows_a_UBRN_in_fours() => Ubrn.Parse("000000070000").ToDisplay().ShouldBe("0000 0007 0000");

    [Theory]
    [InlineData("00000007000")]
    [InlineData("0000 0007 0000")]
    [InlineData("00000007000X")]
    public void Refuses_a_UBRN_or_an_ASID(string text)
    {
        Ubrn.TryParse(text, out _).ShouldBeFalse();
        Asid.TryParse(text, out _).ShouldBeFalse();
    }

    [GeneratedRegex("<(?:VTMID|ISID|VPID|APID)>([0-9]+)</")]
    private static partial Regex Identifier();

    [GeneratedRegex("\"value\": *\"([A-F0-9]{6}-[A-Z0-9]{6}-[A-F0-9]{5}[A-Z0-9+])\"")]
    private static partial Regex ShortId();
}
