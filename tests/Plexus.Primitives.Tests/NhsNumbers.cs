namespace Plexus.Primitives.Tests;

public sealed class NhsNumbers
{
    [Theory]
    [InlineData("9000000009")]
    [InlineData("9000000017")]
    [InlineData("9000000025")]
    [InlineData("9000000033")]
    [InlineData("9111231130")]
    public void Accepts_numbers_of_the_published_examples(string digits) => NhsNumber.Parse(digits).ToDigits().ShouldBe(digits);

    [Theory]
    [InlineData("9000000000")] // check digit wrong
    [InlineData("0000000000")] // arithmetic right, never issued
    [InlineData("1111111111")]
    [InlineData("4444444444")]
    [InlineData("900000000")]
    [InlineData("90000000090")]
    [InlineData("900-000 0009")] // two separators of different kinds
    [InlineData("90 0000 00009")]
    [InlineData(" 9000000009")]
    [InlineData("٩٠٠٠٠٠٠٠٠٩")] // digits, but not the ten that are sent
    public void Refuses(string text) => NhsNumber.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Shows_only_its_last_four_digits_unless_asked()
    {
        var number = NhsNumber.Parse("999 000 0018");

        number.ToString().ShouldBe("••• ••• 0018");
        $"{number}".ShouldBe("••• ••• 0018");
        number.ToDisplay().ShouldBe("999 000 0018");
        number.ToDigits().ShouldBe("9990000018");
    }

    [Fact]
    public void Knows_the_block_that_is_never_issued()
    {
        NhsNumber.Parse("9000000009").IsForTests.ShouldBeTrue();
        NhsNumber.TryComplete(899_999_999, out var below).ShouldBeTrue();
        below.IsForTests.ShouldBeFalse();
    }

    [Fact]
    public void Keeps_leading_zeros()
    {
        NhsNumber.TryComplete(10_101_003, out var scottish).ShouldBeTrue();

        scottish.ToDigits().ShouldStartWith("010101003");
        NhsNumber.Parse(scottish.ToDigits()).ShouldBe(scottish);
    }

    [Fact]
    public void Refuses_a_stem_outside_nine_digits()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => NhsNumber.TryComplete(-1, out _));
        Should.Throw<ArgumentOutOfRangeException>(() => NhsNumber.TryComplete(1_000_000_000, out _));
    }
}
