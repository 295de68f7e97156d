using System.Globalization;
using System.Text;

namespace Plexus.Cli.Fhir.Bench;

/// <summary>A record of an invented patient: a Bundle of observations that is valid against its profiles.</summary>
internal static class InventedRecord
{
    internal static byte[] Json(int observations)
    {
        var text = new StringBuilder();
        text.Append("""{"resourceType":"Bundle","type":"collection","entry":[""");
        text.Append(Patient);
        for (var i = 0; i < observations; i++)
            text.Append(',').Append(Observation(i, observations));
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private const string Patient = """
        {"fullUrl":"https://example.org/fhir/Patient/p1","resource":{"resourceType":"Patient","id":"p1",
        "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>Holloway, Amira</b></p><p>Born 4 March 1961</p></div>"},
        "active":true,"name":[{"use":"official","family":"Holloway","given":["Amira"],"prefix":["Ms"]}],
        "telecom":[{"system":"phone","value":"01632 960123","use":"home"}],"gender":"female","birthDate":"1961-03-04",
        "address":[{"use":"home","line":["1 Example Street"],"city":"Exampleton","postalCode":"ZZ1 1ZZ"}]}}
        """;

    private static string Observation(int number, int count) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"fullUrl":"https://example.org/fhir/Observation/o{{{number}}}","resource":{"resourceType":"Observation","id":"o{{{number}}}",
        "meta":{"profile":["https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1"]},"status":"final",
        "code":{"coding":[{"system":"http://snomed.info/sct","code":"75367002","display":"Blood pressure"}]},
        "subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-03-{{{(number % 28) + 1:00}}}T09:30:00+00:00",
        "related":[{"type":"derived-from","target":{"reference":"Observation/o{{{number * 7L % count}}}"}}],
        "component":[{"code":{"coding":[{"system":"http://snomed.info/sct","code":"271649006","display":"Systolic blood pressure"}]},
        "valueQuantity":{"value":{{{100 + (number % 60)}}}.50,"unit":"mm[Hg]","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}}
        """);
}
