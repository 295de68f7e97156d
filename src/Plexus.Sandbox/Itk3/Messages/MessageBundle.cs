using System.Globalization;
using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>Parts that every ITK3 message has.</summary>
internal static class MessageBundle
{
    /// <summary>An instant as the sandbox writes it: UTC with milliseconds.</summary>
    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A resource with an id and a profile.</summary>
    internal static ResourceBuilder Resource(string type, string id, string? profile) =>
        ResourceBuilder.Create(FhirVersion.Stu3, type).Set("id", id).Set("meta", meta => meta.SetOptional("profile", profile));

    internal static void AddEntry(ResourceBuilder bundle, string id, ResourceBuilder resource) =>
        bundle.Add("entry", entry => entry.Set("fullUrl", "urn:uuid:" + id).SetResource("resource", resource));

    internal static Action<ElementBuilder> Pointer(string id, string? display = null) =>
        reference => reference.Set("reference", "urn:uuid:" + id).SetOptional("display", display);

    internal static Action<ElementBuilder> Identifier(string system, string value) => identifier => identifier.Set("system", system).Set("value", value);

    internal static Action<ElementBuilder> Coding(string system, string code, string? display) =>
        coding => coding.Set("system", system).Set("code", code).SetOptional("display", display);

    internal static Action<ElementBuilder> Concept(string system, string code, string display) =>
        concept => concept.Add("coding", Coding(system, code, display));

    /// <summary>An organisation as a header names it: by code, never by name (CareConnect-ITK-Header-Organization-1).</summary>
    internal static ResourceBuilder HeaderOrganisation(string id, OdsCode ods) =>
        Resource("Organization", id, Itk3Wire.HeaderOrganisationProfile).Add("identifier", Identifier(Itk3Wire.Organisations, ods.ToWire()));

    /// <summary>The bundle that holds a message.</summary>
    internal static ResourceBuilder Message(string id, string identifier, DateTimeOffset at) =>
        Resource("Bundle", id, Itk3Wire.MessageBundleProfile)
            .Set("meta", meta => meta.Set("lastUpdated", Instant(at)).Add("profile", Itk3Wire.MessageBundleProfile))
            .Set("identifier", Identifier(Itk3Wire.Uuids, identifier))
            .Set("type", "message");

    /// <summary>A message header without focus or response.</summary>
    internal static ResourceBuilder Header(string id, HandlingKeys keys, string eventCode, string senderId, DateTimeOffset at, string endpoint)
    {
        var header = Resource("MessageHeader", id, Itk3Wire.HeaderProfile);
        keys.AddTo(header);
        return header
            .Set("event", Coding(Itk3Wire.Events, eventCode, Itk3Wire.EventDisplay(eventCode)))
            .Set("sender", Pointer(senderId))
            .Set("timestamp", Instant(at))
            .Set("source", source => source.Set("endpoint", endpoint));
    }
}
