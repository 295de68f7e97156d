using System.Text;
using Plexus.Contracts;
using Plexus.Engine.Configuration;

namespace Plexus.Engine.Tests.Configuration;

/// <summary>A practice with one mailbox, one capability and one webhook, and the one standard these tests know.</summary>
internal static class Documents
{
    internal static readonly IReadOnlyList<StandardDescriptor> Standards =
    [
        new("Echo", "Echo", [], ["1", "2"])
        {
            Roles = [new RoleDescriptor("receiver", "Answers what it gets.")],
            Options =
            [
                new OptionDescriptor("loud", "boolean", "false", "Answers in capitals."),
                new OptionDescriptor("times", "integer", "1", "How often it answers.") { Least = 1, Most = 9 },
                new OptionDescriptor("wait", "duration", "PT1H", "How long it waits."),
                new OptionDescriptor("tone", "choice", "kind", "How it sounds.") { Choices = ["kind", "stern"] },
            ],
        },
    ];

    internal const string Practice = """
        {
          "plexus": 1,
          "environment": "sandbox",
          "suppliers": [
            { "id": "northfield", "name": "Northfield Systems", "products": [{ "id": "fieldnote", "name": "Fieldnote", "versions": ["4.2"] }] }
          ],
          "credentials": [
            { "id": "mailbox-password", "kind": "password", "organisation": "A20047", "current": { "value": "password-one" } },
            { "id": "shared-key", "kind": "shared-key", "current": { "value": "TestKey" } },
            { "id": "hook-key", "kind": "signing-key", "current": { "value": "first-signing-secret", "expires": "2027-01-31" } }
          ],
          "organisations": [
            {
              "ods": "A20047", "name": "Dale Surgery", "sites": ["A20047001"], "supplier": "northfield", "product": "fieldnote", "productVersion": "4.2",
              "capabilities": [
                { "standard": "Echo", "role": "receiver", "options": { "loud": true, "times": 2 }, "policies": { "ackAfter": "delivered-to-supplier", "match": "manual", "maximumBytes": 2000000 } }
              ]
            }
          ],
          "endpoints": [
            {
              "id": "dale-mailbox", "channel": "mesh", "address": "X26ABC1", "url": "https://localhost:8700", "organisations": ["A20047"],
              "workflows": ["ECHO_*"], "password": "mailbox-password", "sharedKey": "shared-key", "poll": { "interval": "PT1M" }, "maximumBytes": 1500000
            }
          ],
          "deliveryEndpoints": [
            { "id": "northfield-hook", "supplier": "northfield", "kind": "webhook", "url": "http://127.0.0.1:9/events", "signingKey": "hook-key" }
          ],
          "subscriptions": [
            { "id": "northfield-all", "deliveryEndpoint": "northfield-hook", "types": ["uk.plexus.*"] }
          ]
        }
        """;

    internal static ConfigurationDocument Parse(string json) => ConfigurationReader.Parse(Encoding.UTF8.GetBytes(json), Standards);

    /// <summary>The practice's document with one text replaced, which must be there.</summary>
    internal static string With(string text, string replacement)
    {
        Practice.ShouldContain(text);
        return Practice.Replace(text, replacement, StringComparison.Ordinal);
    }
}
