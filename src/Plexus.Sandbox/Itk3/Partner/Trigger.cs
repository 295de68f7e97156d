using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>How a given name of a Practitioner or Patient in the message says it should be answered, as with the official harness.</summary>
/// <param name="Name">The given name.</param>
/// <param name="Infrastructure">Infrastructure code; null for no answer at all.</param>
/// <param name="Business">Business code that follows.</param>
internal sealed record Trigger(string Name, string? Infrastructure, string? Business)
{
    private const string BusinessPrefix = "IB0";

    /// <summary>The first trigger in the message, or null.</summary>
    internal static Trigger? In(FhirElement message) => GivenNames(message).Select(Of).FirstOrDefault(t => t is not null);

    /// <summary>Reads a given name; null when it is an ordinary one.</summary>
    internal static Trigger? Of(string given)
    {
        if (given.Equals("noresponse", StringComparison.OrdinalIgnoreCase))
            return new Trigger("noresponse", null, null);
        if (given.Equals("invrep", StringComparison.OrdinalIgnoreCase))
            return new Trigger("invrep", "20014", null);
        var code = given.Length == 5 && given.StartsWith(BusinessPrefix, StringComparison.OrdinalIgnoreCase) ? "300" + given[^2..] : given;
        if (!ResponseCodes.All.TryGetValue(code, out var known))
            return null;
        return known.Business ? new Trigger(given, ResponseCodes.Success, code) : new Trigger(given, code, null);
    }

    private static IEnumerable<string> GivenNames(FhirElement bundle)
    {
        foreach (var resource in bundle.Elements("entry").Select(e => e["resource"]))
        {
            if (resource.TypeName == "Bundle")
            {
                foreach (var given in GivenNames(resource))
                    yield return given;
            }
            else if (resource.TypeName is "Practitioner" or "Patient")
            {
                foreach (var given in resource.Elements("name").SelectMany(n => n.Elements("given")).Where(g => g.HasValue))
                    yield return given.Value!;
            }
        }
    }
}
