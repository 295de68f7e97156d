using FsCheck;
using FsCheck.Fluent;

namespace Plexus.Primitives.Tests;

/// <summary>What a check character is for: no single slip of the pen gives another valid value.</summary>
public sealed class CheckDigits
{
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly Arbitrary<NhsNumber> NhsNumbers = Gen.Choose(0, 999_999_999)
        .Select(stem => NhsNumber.TryComplete(stem, out var number) ? number : default)
        .Where(number => number != default)
        .ToArbitrary();

    private static readonly Arbitrary<SnomedCode> SnomedCodes =
        (from item in Gen.Choose(1, int.MaxValue)
         from extension in Gen.Choose(0, 1)
         from kind in Gen.Choose(0, 2)
         select Complete(extension == 1 ? $"{item % 10_000_000 + 1}1000001{extension}{kind}" : $"{item}{extension}{kind}"))
        .Where(code => code != default)
        .ToArbitrary();

    private static readonly Arbitrary<PrescriptionId> PrescriptionIds =
        (from head in Gen.Choose(0, 0xFFFFFF)
         from middle in Gen.Elements(Base36.ToCharArray()).ArrayOf(6)
         from tail in Gen.Choose(0, 0xFFFFF)
         select PrescriptionId.TryComplete($"{head:X6}-{new string(middle)}-{tail:X5}", out var id) ? id : default)
        .ToArbitrary();

    [Fact]
    public void Every_wrong_digit_and_swap_of_an_NHS_number_is_noticed() =>
        Prop.ForAll(NhsNumbers, number => NoSlipIsValid<NhsNumber>(number.ToDigits(), "0123456789")).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_wrong_digit_and_swap_of_a_SNOMED_code_is_noticed() =>
        Prop.ForAll(SnomedCodes, code => NoSlipIsValid<SnomedCode>(code.ToWire(), "0123456789")).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_wrong_character_and_swap_of_a_prescription_id_is_noticed() =>
        Prop.ForAll(PrescriptionIds, id => NoSlipIsValid<PrescriptionId>(id.ToWire(), Base36 + "+-")).QuickCheckThrowOnFailure();

    [Fact]
    public void A_completed_NHS_number_reads_back_in_every_written_form() =>
        Prop.ForAll(NhsNumbers, number =>
            NhsNumber.Parse(number.ToDigits()) == number
            && NhsNumber.Parse(number.ToDisplay()) == number
            && NhsNumber.Parse(number.ToDisplay().Replace(' ', '-')) == number).QuickCheckThrowOnFailure();

    [Fact]
    public void Exactly_one_last_digit_completes_a_stem_or_none_does() =>
        Prop.ForAll(Gen.Choose(0, 999_999_998).ToArbitrary(), stem =>
        {
            var valid = Enumerable.Range(0, 10).Count(check => NhsNumber.TryParse($"{stem:D9}{check}", out _));
            return NhsNumber.TryComplete(stem, out _) ? valid == 1 : valid == 0;
        }).QuickCheckThrowOnFailure();

    private static SnomedCode Complete(string stem) =>
        Enumerable.Range(0, 10)
            .Select(check => SnomedCode.TryParse($"{stem}{check}", out var code) ? code : default)
            .FirstOrDefault(code => code != default);

    private static bool NoSlipIsValid<T>(string text, string alphabet)
        where T : struct, ITextValue<T>
    {
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in alphabet.Where(c => c != text[i]))
                if (T.TryParse(text[..i] + other + text[(i + 1)..], null, out _))
                    return false;

            if (i + 1 < text.Length && text[i] != text[i + 1]
                && T.TryParse(text[..i] + text[i + 1] + text[i] + text[(i + 2)..], null, out _))
                return false;
        }

        return true;
    }
}
