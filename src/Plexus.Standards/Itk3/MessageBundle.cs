using System.Globalization;
using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Standards.Itk3;

/// <summary>The handling specification of a message that we send; every key is written.</summary>
internal sealed record HandlingSpecification
{
    public required bool BusinessAck { get; init; }

    public required bool InfrastructureAck { get; init; }

    public required RecipientType Recipient { get; init; }

    public required string Definition { get; init; }

    public required string SenderReference { get; init; }

    public required string LocalExtension { get; init; }
}

/// <summary>The parts that all messages we build share.</summary>
/// <remarks>ITK-Message-Bundle-1, ITK-MessageHeader-2, CareConnect-ITK-Header-Organization-1 (which carries an identifier and nothing else).</remarks>
internal static class MessageBundle
{
    internal static ResourceBuilder Create(Guid id, DateTimeOffset at) => ResourceBuilder.Create(FhirVersion.Stu3, "Bundle")
        .Set("id", Bare(id))
        .Set("meta", meta => meta.Set("lastUpdated", Instant(at)).Add("profile", Itk3Wire.MessageBundleProfile))
        .Set("identifier", identifier => identifier.Set("system", Itk3Wire.UuidSystem).Set("value", Bare(id)))
        .Set("type", "message");

    internal static ResourceBuilder AddEntry(this ResourceBuilder bundle, Guid id, ResourceBuilder resource) =>
        bundle.Add("entry", entry => entry.Set("fullUrl", Urn(id)).SetResource("resource", resource));

    internal static ResourceBuilder HeaderOrganization(Guid id, OdsCode ods) => ResourceBuilder.Create(FhirVersion.Stu3, "Organization")
        .Set("id", Bare(id))
        .Set("meta", meta => meta.Add("profile", Itk3Wire.HeaderOrganizationProfile))
        .Add("identifier", identifier => identifier.Set("system", Itk3Wire.OdsOrganisationSystem).Set("value", ods.ToWire()));

    internal static void Handling(ElementBuilder extension, HandlingSpecification handling)
    {
        extension.Set("url", Itk3Wire.HandlingExtension);
        extension.Add("extension", key => key.Set("url", Itk3Wire.BusAckRequested).Set("valueBoolean", handling.BusinessAck));
        extension.Add("extension", key => key.Set("url", Itk3Wire.InfAckRequested).Set("valueBoolean", handling.InfrastructureAck));
        extension.Add("extension", key => key.Set("url", Itk3Wire.RecipientTypeKey).Set("valueCoding", coding => coding
            .Set("system", Itk3Wire.RecipientTypeSystem)
            .Set("code", handling.Recipient == RecipientType.ForAction ? "FA" : "FI")
            .Set("display", handling.Recipient == RecipientType.ForAction ? "For Action" : "For Information")));
        extension.Add("extension", key => key.Set("url", Itk3Wire.MessageDefinitionKey)
            .Set("valueReference", reference => reference.Set("reference", handling.Definition)));
        extension.Add("extension", key => key.Set("url", Itk3Wire.SenderReferenceKey).Set("valueString", handling.SenderReference));
        extension.Add("extension", key => key.Set("url", Itk3Wire.LocalExtensionKey).Set("valueString", handling.LocalExtension));
    }

    internal static void Event(ElementBuilder coding, string code) => coding
        .Set("system", Itk3Wire.MessageEventSystem)
        .Set("code", code)
        .Set("display", MessageEvents.All[code].Display);

    internal static string Bare(Guid id) => id.ToString("d");

    internal static string Urn(Guid id) => Itk3Wire.UuidPrefix + Bare(id);

    /// <summary>Milliseconds and offset, as an instant wants.</summary>
    internal static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
