using Plexus.Fhir.Conversion;

namespace Plexus.Fhir;

/// <summary>Takes resources from STU3 to R4 and back.</summary>
/// <remarks>
/// What has the same name and meaning in both versions is carried over; what was renamed, moved, split or recoded goes by tables, which
/// are complete for Patient, Practitioner, PractitionerRole, Organization, Location, Bundle, OperationOutcome,
/// Immunization, the Medication resources, Observation, Condition, AllergyIntolerance, DocumentReference, Appointment, Slot, Schedule,
/// Encounter, Composition and the datatypes they use. Whatever has no counterpart is left out and is an issue: nothing is lost
/// silently. Values stay verbatim. Claims to profiles are not carried over, because a profile is of one version; each profile is told once.
/// Source: HL7 FHIR R4, "R3 diff" of each resource page.
/// </remarks>
public static class FhirConverter
{
    /// <summary>Converts a resource with all that it holds. A resource of that version already is copied.</summary>
    /// <param name="resource">The resource, of STU3 or R4.</param>
    /// <param name="target">STU3 or R4.</param>
    /// <param name="options">Limits; the default ones when left out.</param>
    /// <exception cref="ArgumentException">The element is not a resource, or DSTU2 is asked of or for.</exception>
    public static FhirConversion Convert(FhirElement resource, FhirVersion target, FhirConversionOptions? options = null)
    {
        if (!resource.IsResource)
            throw new ArgumentException("Only a resource can be converted.", nameof(resource));
        if (resource.Document!.Version == FhirVersion.Dstu2 || target == FhirVersion.Dstu2)
            throw new ArgumentException("Only STU3 and R4 are converted into each other.", nameof(target));

        return target == resource.Document.Version
            ? new FhirConversion(ResourceBuilder.From(resource).Build(), [], 0, FhirSeverity.Information)
            : new ResourceConversion(resource.Document, FhirModel.For(target), options ?? FhirConversionOptions.Default).Convert(resource);
    }
}
