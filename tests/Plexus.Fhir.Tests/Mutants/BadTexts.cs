namespace Plexus.Fhir.Tests.Mutants;

/// <summary>Texts that some primitive type refuses and another takes.</summary>
internal static class BadTexts
{
    internal static readonly string[] All =
    [
        "", " ", "x", " x", "x ", "a  b", "a b", "a\tb", "a\nb", "0", "-0", "-1", "1", "01", "+1", "1.0", "1.", ".5", "1e3", "1E+3", "-1.50", "2147483647", "2147483648",
        "99999999999999999999", "0.000000000000000000000000000001", "true", "TRUE", "false", "null",
        "2020", "2020-1", "2020-13", "2020-02-29", "2021-02-29", "2020-00-01", "2020-01-00", "0000", "0001-01-01", "-0044", "20200101",
        "2020-01-01T10", "2020-01-01T10:00", "2020-01-01T10:00Z", "2020-01-01T10:00:00", "2020-01-01T10:00:00Z", "2020-01-01T10:00:00.123456789012Z",
        "2020-01-01T24:00:00Z", "2020-01-01T23:59:60Z", "2020-01-01T23:59:61Z", "2020-01-01T10:00:00+14:00", "2020-01-01T10:00:00+14:01", "2020-01-01T10:00:00+1:00",
        "2020-01-01t10:00:00z", "10:00", "10:00:00", "23:59:60", "25:00:00", "10:00:00.5",
        "urn:oid:1.2.3", "urn:oid:3.2", "urn:oid:1.02", "urn:oid:1", "1.2.3", "urn:uuid:11111111-2222-3333-4444-555555555555", "urn:uuid:11111111-2222-3333-4444-55555555555A",
        "AAAA", "AAA=", "AAA", "A A A =", "====", "AA==AA==", "https://example.org/a b", "https://example.org/é", "#", "#x", "é", "\u00A0", "\u3000x", "💩", "a\u0085b",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a_b",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>", "<div>x</div>", "<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</div>",
    ];
}
