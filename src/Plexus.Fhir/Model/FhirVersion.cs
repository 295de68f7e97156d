namespace Plexus.Fhir;

/// <summary>The FHIR releases that NHS services use.</summary>
public enum FhirVersion
{
    /// <summary>DSTU2, 1.0.2.</summary>
    Dstu2,

    /// <summary>STU3, 3.0.2.</summary>
    Stu3,

    /// <summary>R4, 4.0.1.</summary>
    R4,
}
