namespace Plexus.Fhir;

/// <summary>Code asked for a resource that the definitions do not allow: a fault of the program, not of data.</summary>
public sealed class FhirBuildException : Exception
{
    public FhirBuildException()
    {
    }

    public FhirBuildException(string message)
        : base(message)
    {
    }

    public FhirBuildException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
