using System.Text;

namespace Plexus.Fhir.Tests.Paths;

/// <summary>Resources with invented content to evaluate on.</summary>
internal static class Patients
{
    internal static FhirElement Stu3 { get; } = Read(FhirVersion.Stu3);

    internal static FhirElement R4 { get; } = Read(FhirVersion.R4);

    private static FhirElement Read(FhirVersion version) => Parse(version, """
        <Patient xmlns="http://hl7.org/fhir">
          <id value="p1"/>
          <contained>
            <Practitioner>
              <id value="gp"/>
              <name><family value="Harbour"/></name>
            </Practitioner>
          </contained>
          <extension url="http://example.org/eye-colour"><valueCode value="green"/></extension>
          <active value="true"/>
          <name>
            <use value="official"/>
            <family value="Meadow"/>
            <given value="Ada"/>
            <given value="Jane"/>
          </name>
          <name>
            <use value="nickname"/>
            <given value="Addie"/>
          </name>
          <gender value="female"/>
          <birthDate value="1990-02-28"/>
          <address id="home">
            <line value="1 Mill Lane"/>
            <postalCode>
              <extension url="http://example.org/unknown"><valueBoolean value="true"/></extension>
            </postalCode>
          </address>
          <generalPractitioner><reference value="#gp"/></generalPractitioner>
        </Patient>
        """);

    internal static FhirElement Parse(FhirVersion version, string xml)
    {
        var read = FhirXml.Read(Encoding.UTF8.GetBytes(xml), version, FhirReaderOptions.Strict);
        read.Issues.ShouldBeEmpty();
        return read.Document!.Root;
    }

    /// <summary>The texts of what an expression gives.</summary>
    internal static string[] Give(this FhirElement element, string expression, FhirPathOptions? options = null) =>
        [.. FhirPath.Compile(expression, element.Document!.Version).Evaluate(element, options).Select(item => item.Text ?? item.TypeName)];
}
