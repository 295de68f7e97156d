using System.Text;

namespace Plexus.Web.Console.Pages.Fhir;

/// <summary>A resource to try the page with: an invented person, and three mistakes that are often made.</summary>
internal static class FhirExamples
{
    public const string Name = "example-patient.xml";

    public static byte[] Patient { get; } = Encoding.UTF8.GetBytes("""
        <Patient xmlns="http://hl7.org/fhir">
          <meta>
            <profile value="https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1"/>
          </meta>
          <identifier>
            <system value="https://fhir.nhs.uk/Id/nhs-number"/>
            <value value="9990000018"/>
          </identifier>
          <name>
            <use value="official"/>
            <family value="Example"/>
            <given value="Erin"/>
          </name>
          <telecom>
            <value value="01632 960000"/>
          </telecom>
          <gender value="woman"/>
          <birthDate value="1970-31-01"/>
        </Patient>
        """);
}
