using System.Text.Json;
using Plexus.Engine.Configuration;

namespace Plexus.Engine.Tests.Configuration;

public sealed class TheSchemaOfADocument
{
    // Every object of the format, each with a property that nobody knows: the reader then lists those it does know.
    private const string Everything = """
        {
          "?": 1, "plexus": 1, "environment": "sandbox",
          "suppliers": [{ "?": 1, "id": "s", "name": "S", "products": [{ "?": 1, "id": "p", "name": "P", "applications": [{ "?": 1, "id": "a", "platform": "cis2", "clientId": "c" }] }] }],
          "credentials": [{ "?": 1, "id": "c", "kind": "password", "current": { "?": 1, "value": "v" } }],
          "organisations": [{
            "?": 1, "ods": "A20047", "name": "D", "patientIndex": { "?": 1, "kind": "embedded" },
            "capabilities": [{ "?": 1, "standard": "Echo", "role": "receiver", "policies": { "?": 1 } }]
          }],
          "endpoints": [{ "?": 1, "id": "e", "channel": "http", "address": "a", "url": "https://a.example", "tls": { "?": 1 }, "poll": { "?": 1 }, "organisations": ["A20047"] }],
          "deliveryEndpoints": [{ "?": 1, "id": "d", "supplier": "s", "kind": "pull" }],
          "subscriptions": [{ "?": 1, "id": "u", "deliveryEndpoint": "d" }]
        }
        """;

    [Theory]
    [InlineData("?", "")]
    [InlineData("suppliers[0].?", "supplier")]
    [InlineData("suppliers[0].products[0].?", "product")]
    [InlineData("suppliers[0].products[0].applications[0].?", "application")]
    [InlineData("credentials[0].?", "credential")]
    [InlineData("credentials[0].current.?", "secret")]
    [InlineData("organisations[0].?", "organisation")]
    [InlineData("organisations[0].patientIndex.?", "patientIndex")]
    [InlineData("organisations[0].capabilities[0].?", "capability")]
    [InlineData("organisations[0].capabilities[0].policies.?", "policies")]
    [InlineData("endpoints[0].?", "endpoint")]
    [InlineData("endpoints[0].tls.?", "tls")]
    [InlineData("endpoints[0].poll.?", "poll")]
    [InlineData("deliveryEndpoints[0].?", "deliveryEndpoint")]
    [InlineData("subscriptions[0].?", "subscription")]
    public void Names_the_properties_that_the_reader_takes(string place, string definition)
    {
        var remedy = Should.Throw<ConfigurationException>(() => Documents.Parse(Everything)).Problems.Single(p => p.Place == place).Remedy;
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "docs", "config.schema.json")));
        var described = definition.Length == 0 ? schema.RootElement : schema.RootElement.GetProperty("$defs").GetProperty(definition);

        var known = described.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

        remedy.ShouldEndWith($"use one of: {string.Join(", ", known)}.");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Plexus.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
