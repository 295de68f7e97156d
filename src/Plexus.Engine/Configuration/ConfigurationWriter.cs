using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Plexus.Contracts;

namespace Plexus.Engine.Configuration;

/// <summary>Writes entries in the form that <see cref="ConfigurationReader"/> reads, leaving out what is as it would be anyway. Secrets are written as kept.</summary>
internal static class ConfigurationWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    internal static string Write(SupplierEntry supplier) => Object(json =>
    {
        json.WriteString("id", supplier.Id);
        json.WriteString("name", supplier.Name);
        Objects(json, "products", supplier.Products, product =>
        {
            json.WriteString("id", product.Id);
            json.WriteString("name", product.Name);
            Texts(json, "versions", product.Versions);
            Objects(json, "applications", product.Applications, application =>
            {
                json.WriteString("id", application.Id);
                json.WriteString("platform", application.Platform);
                json.WriteString("clientId", application.ClientId);
                Text(json, "keyId", application.KeyId);
                Text(json, "privateKey", application.PrivateKey);
            });
        });
    });

    internal static string Write(CredentialEntry credential) => Object(json =>
    {
        json.WriteString("id", credential.Id);
        json.WriteString("kind", ConfigurationNode.NameOf(credential.Kind));
        Text(json, "organisation", credential.Organisation?.ToWire());
        Kept(json, "current", credential.CurrentExpires);
        if (credential.Next is not null)
            Kept(json, "next", credential.NextExpires);
    });

    internal static string Write(OrganisationEntry organisation) => Object(json =>
    {
        json.WriteString("ods", organisation.Ods.ToWire());
        json.WriteString("name", organisation.Name);
        json.WriteString("kind", organisation.Kind);
        if (organisation.Status != OrganisationStatus.Active)
            json.WriteString("status", ConfigurationNode.NameOf(organisation.Status));
        Texts(json, "sites", organisation.Sites.Select(s => s.ToWire()));
        Text(json, "parent", organisation.Parent?.ToWire());
        Text(json, "successor", organisation.Successor?.ToWire());
        Text(json, "supplier", organisation.Supplier);
        Text(json, "product", organisation.Product);
        Text(json, "productVersion", organisation.ProductVersion);
        if (organisation.PatientIndex.Kind != PatientIndexKind.Embedded)
            Child(json, "patientIndex", () => PatientIndex(json, organisation.PatientIndex));
        Objects(json, "capabilities", organisation.Capabilities, capability => Capability(json, capability));
    });

    internal static string Write(EndpointEntry endpoint) => Object(json =>
    {
        json.WriteString("id", endpoint.Id);
        json.WriteString("channel", endpoint.Channel);
        json.WriteString("address", endpoint.Address);
        Text(json, "url", endpoint.Url?.OriginalString);
        Flag(json, "allowInsecure", endpoint.AllowInsecure, false);
        Texts(json, "organisations", endpoint.Organisations.Select(o => o.ToWire()));
        Texts(json, "workflows", endpoint.Workflows.Select(w => w.ToWire()));
        Text(json, "password", endpoint.Password);
        Text(json, "sharedKey", endpoint.SharedKey);
        if (endpoint.Tls is { } tls)
            Child(json, "tls", () =>
            {
                Text(json, "certificate", tls.Certificate);
                Text(json, "key", tls.Key);
                Text(json, "authorities", tls.Authorities);
            });
        if (endpoint.Poll is { } poll)
            Child(json, "poll", () => json.WriteString("interval", XmlConvert.ToString(poll.Interval)));
        if (endpoint.MaximumBytes is { } most)
            json.WriteNumber("maximumBytes", most);
        Flag(json, "paused", endpoint.Paused, false);
        Text(json, "asid", endpoint.Asid);
    });

    internal static string Write(DeliveryEndpointEntry endpoint) => Object(json =>
    {
        json.WriteString("id", endpoint.Id);
        json.WriteString("supplier", endpoint.Supplier);
        json.WriteString("kind", ConfigurationNode.NameOf(endpoint.Kind));
        Text(json, "url", endpoint.Url?.OriginalString);
        Text(json, "signingKey", endpoint.SigningKey);
        Flag(json, "allowInsecure", endpoint.AllowInsecure, false);
        Flag(json, "orderBySubject", endpoint.OrderBySubject, true);
        Flag(json, "paused", endpoint.Paused, false);
        var usual = new DeliveryEndpointEntry("", "", DeliveryKind.Pull);
        Duration(json, "timeout", endpoint.Timeout, usual.Timeout);
        Duration(json, "firstRetry", endpoint.FirstRetry, usual.FirstRetry);
        Duration(json, "longestRetry", endpoint.LongestRetry, usual.LongestRetry);
        Duration(json, "giveUpAfter", endpoint.GiveUpAfter, usual.GiveUpAfter);
    });

    internal static string Write(SubscriptionEntry subscription) => Object(json =>
    {
        json.WriteString("id", subscription.Id);
        json.WriteString("deliveryEndpoint", subscription.DeliveryEndpoint);
        Texts(json, "organisations", subscription.Organisations.Select(o => o.ToWire()));
        Texts(json, "standards", subscription.Standards);
        Texts(json, "types", subscription.Types);
    });

    /// <summary>A whole document from entries as they are stored.</summary>
    internal static string Document(string environment, IEnumerable<(string Section, IEnumerable<string> Entries)> sections)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("plexus", 1);
            json.WriteString("environment", environment);
            foreach (var (section, entries) in sections)
            {
                json.WriteStartArray(section);
                foreach (var entry in entries)
                {
                    using var parsed = JsonDocument.Parse(entry);
                    parsed.RootElement.WriteTo(json);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void PatientIndex(Utf8JsonWriter json, PatientIndexEntry index)
    {
        json.WriteString("kind", ConfigurationNode.NameOf(index.Kind));
        Text(json, "url", index.Url?.OriginalString);
        Text(json, "signingKey", index.SigningKey);
        Duration(json, "timeout", index.Timeout, new PatientIndexEntry(index.Kind).Timeout);
        Flag(json, "allowInsecure", index.AllowInsecure, false);
    }

    private static void Capability(Utf8JsonWriter json, CapabilityEntry capability)
    {
        json.WriteString("standard", capability.Standard);
        json.WriteString("role", capability.Role);
        Text(json, "version", capability.Version);
        if (capability.Options.Count > 0)
            Child(json, "options", () =>
            {
                foreach (var (name, value) in capability.Options.OrderBy(o => o.Key, StringComparer.Ordinal))
                    json.WriteString(name, value);
            });
        if (capability is not { AckAfter: AckAfter.Committed, Match: MatchPolicy.Exact, MaximumBytes: null })
            Child(json, "policies", () =>
            {
                json.WriteString("ackAfter", ConfigurationNode.NameOf(capability.AckAfter));
                json.WriteString("match", ConfigurationNode.NameOf(capability.Match));
                if (capability.MaximumBytes is { } bytes)
                    json.WriteNumber("maximumBytes", bytes);
            });
    }

    private static string Object(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Child(Utf8JsonWriter json, string name, Action write)
    {
        json.WriteStartObject(name);
        write();
        json.WriteEndObject();
    }

    private static void Objects<T>(Utf8JsonWriter json, string name, IReadOnlyCollection<T> items, Action<T> write)
    {
        if (items.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        var all = texts.ToList();
        if (all.Count == 0)
            return;
        json.WriteStartArray(name);
        all.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Flag(Utf8JsonWriter json, string name, bool value, bool usual)
    {
        if (value != usual)
            json.WriteBoolean(name, value);
    }

    private static void Duration(Utf8JsonWriter json, string name, TimeSpan value, TimeSpan usual)
    {
        if (value != usual)
            json.WriteString(name, XmlConvert.ToString(value));
    }

    private static void Kept(Utf8JsonWriter json, string name, DateOnly? expires) => Child(json, name, () =>
    {
        json.WriteBoolean("keep", true);
        Text(json, "expires", expires?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    });
}
