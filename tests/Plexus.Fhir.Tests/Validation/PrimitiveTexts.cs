using System.Text;
using Plexus.Fhir.Model;
using Plexus.Fhir.Validation;

namespace Plexus.Fhir.Tests.Validation;

public sealed class PrimitiveTexts
{
    [Theory]
    [InlineData("boolean", "true false", "True 1 TRUE")]
    [InlineData("integer", "0 -0 7 -12 2147483647 -2147483648", "01 +1 1.0 2147483648 -2147483649 a - 1e2")]
    [InlineData("unsignedInt", "0 7 2147483647", "-1 -0 2147483648 01")]
    [InlineData("positiveInt", "1 7", "0 -1 01")]
    [InlineData("decimal", "0 -1 1.00 0.10 123456789012345678901234567890.5", "1. .5 01 +1 1,5 NaN 1e3")]
    [InlineData("id", "a A-1.b 1234567890123456789012345678901234567890123456789012345678901234", "a_b é 12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("uri", "http://a/b urn:x a", "a\tb")]
    [InlineData("oid", "urn:oid:1.2.3 urn:oid:2.16.840", "1.2.3 urn:oid:3.1 urn:oid:1 urn:oid:1. urn:oid:1.02")]
    [InlineData("uuid", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "c757873d-ec9a-4326-a141-556f43239520 urn:uuid:C757873D-EC9A-4326-A141-556F43239520 urn:uuid:c757873d")]
    [InlineData("base64Binary", "AAAA AAA= AA==", "AAA A=== AA=A A")]
    [InlineData("date", "1970 1970-01 1970-01-31 2000-02-29", "0000 70 1970-13 1970-00 1970-01-00 1970-02-29 1900-02-29 1970-1-1 1970-01-01T00:00:00Z")]
    [InlineData("dateTime", "1970 1970-01 1970-01-31 1970-01-31T23:59:60Z 1970-01-31T00:00:00.123456789+14:00", "1970-01-31T10:00Z 1970-01-31T10:00:00 1970-01-31T24:00:00Z 1970-01-31T10:00:00+14:01 1970-01-31T10:00:00.Z 1970-01T10:00:00Z")]
    [InlineData("instant", "1970-01-31T10:00:00Z 1970-01-31T10:00:00.1-01:30", "1970 1970-01-31 1970-01-31T10:00:00")]
    [InlineData("time", "10:00:00 23:59:59.5", "24:00:00 10:00 10:00:00Z 1:00:00")]
    public void Are_told_right_from_wrong(string type, string right, string wrong)
    {
        foreach (var text in right.Split(' '))
            IsValid(type, text).ShouldBeTrue($"{text} is a {type}");
        foreach (var text in wrong.Split(' '))
            IsValid(type, text).ShouldBeFalse($"{text} is no {type}");
    }

    [Theory]
    [InlineData("code", "a b", true)]
    [InlineData("code", "a  b", false)]
    [InlineData("code", " a", false)]
    [InlineData("code", "a ", false)]
    [InlineData("string", " a ", true)]
    [InlineData("string", " \t\r\n", false)]
    [InlineData("string", "", false)]
    [InlineData("uri", "a b", false)]
    [InlineData("uri", " a", false)]
    [InlineData("base64Binary", "AA\nAA ==", false)]
    [InlineData("base64Binary", "AA\r\n AA", true)]
    [InlineData("base64Binary", " ", false)]
    public void White_space_counts(string type, string text, bool isValid) => IsValid(type, text).ShouldBe(isValid);

    [Fact]
    public void Exponents_came_with_R4()
    {
        PrimitiveText.IsValid(PrimitiveKind.Decimal, "1.0e-3"u8, FhirVersion.R4).ShouldBeTrue();
        PrimitiveText.IsValid(PrimitiveKind.Decimal, "1.0e-3"u8, FhirVersion.Stu3).ShouldBeFalse();
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("en-GB", true)]
    [InlineData("zh-Hant-TW", true)]
    [InlineData("x-private", true)]
    [InlineData("", false)]
    [InlineData("e", false)]
    [InlineData("en_GB", false)]
    [InlineData("english-speaking-people", true)]
    [InlineData("toolongsubtag", false)]
    public void A_language_tag_is_well_formed_or_not(string text, bool isValid) =>
        CodeGrammars.IsLanguageTag(Encoding.UTF8.GetBytes(text)).ShouldBe(isValid);

    [Theory]
    [InlineData("text/plain", true)]
    [InlineData("application/fhir+xml;charset=utf-8", true)]
    [InlineData("json", true)]
    [InlineData("pdf", false)]
    [InlineData("text/", false)]
    [InlineData("text/pla in", false)]
    public void A_media_type_is_well_formed_or_not(string text, bool isValid) =>
        CodeGrammars.IsMediaType(Encoding.UTF8.GetBytes(text)).ShouldBe(isValid);

    private static bool IsValid(string type, string text) =>
        PrimitiveText.IsValid(PrimitiveKinds.Of(type), Encoding.UTF8.GetBytes(text), FhirVersion.Stu3);
}
