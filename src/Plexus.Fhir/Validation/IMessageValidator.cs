namespace Plexus.Fhir;

/// <summary>Says what is wrong with a resource.</summary>
public interface IMessageValidator
{
    /// <summary>The issues of a resource and everything in it; none when it is valid.</summary>
    IReadOnlyList<FhirIssue> Validate(FhirElement resource);
}
