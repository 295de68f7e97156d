using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Configuration;

/// <summary>Reads the JSON form of a <see cref="ConfigurationDocument"/>.</summary>
public static class ConfigurationReader
{
    public const int MaximumBytes = 64 * 1024 * 1024;

    private static readonly FrozenSet<string> Environments = new[] { "sandbox", "int", "dep", "prod" }.ToFrozenSet();
    private static readonly string[] Channels = ["mesh", "spine", "http"];
    private static readonly string[] Platforms = ["api-platform", "nhs-login", "cis2"];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Reads a document and checks it against itself and the standards this program knows.</summary>
    /// <param name="standards">Descriptors that capabilities are checked against.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong, each with its place and remedy.</exception>
    public static ConfigurationDocument Parse(ReadOnlySpan<byte> json, IReadOnlyList<StandardDescriptor> standards)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        using var parsed = ParseJson(json);
        var problems = new List<ConfigurationProblem>();
        var places = JsonPlaces.Of(json, problems);
        var root = new ConfigurationNode(parsed.RootElement, "", places, problems);
        var document = Document(root);
        root.Close();
        ConfigurationCheck.Check(document, standards, places, problems);
        return problems.Count == 0 ? document : throw new ConfigurationException(problems);
    }

    /// <summary>Reads an entry as it is stored.</summary>
    internal static T Stored<T>(string body)
        where T : class
    {
        using var parsed = JsonDocument.Parse(body);
        var node = new ConfigurationNode(parsed.RootElement, "", JsonPlaces.None, []);
        object entry = typeof(T) switch
        {
            var t when t == typeof(SupplierEntry) => Supplier(node),
            var t when t == typeof(CredentialEntry) => Credential(node),
            var t when t == typeof(OrganisationEntry) => Organisation(node),
            var t when t == typeof(EndpointEntry) => Endpoint(node),
            var t when t == typeof(DeliveryEndpointEntry) => DeliveryEndpoint(node),
            _ => Subscription(node),
        };
        return (T)entry;
    }

    private static JsonDocument ParseJson(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaximumBytes)
            throw new ConfigurationException([new("document", 0, 0, "The document is larger than 64 MiB.", "Remove what does not belong to it.")]);
        RefuseBrokenText(json);
        try
        {
            return JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = JsonPlaces.Reading.MaxDepth,
            });
        }
        catch (JsonException e)
        {
            throw new ConfigurationException([new(
                "document", (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "This is not JSON.", "Look at this line and the one above it.")]);
        }
    }

    // The framework reports both only when a text is asked for, far from its place.
    private static void RefuseBrokenText(ReadOnlySpan<byte> json)
    {
        var broken = Utf8.IsValid(json) ? json.IndexOf("\\ud"u8) : FirstInvalid(json);
        if (broken < 0)
            broken = json.IndexOf("\\uD"u8);
        if (broken < 0)
            return;
        var (line, column) = JsonPlaces.At(json, broken);
        throw new ConfigurationException([new("document", line, column, "The text is not UTF-8, or a surrogate is written as an escape.", "Save the file as UTF-8 and write the character itself.")]);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(json[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at;
    }

    private static ConfigurationDocument Document(ConfigurationNode root)
    {
        root.Text("$schema", 2000);
        if (root.Find("plexus") is null)
            root.Complain("plexus", "The property plexus is missing.", "Add \"plexus\": 1, the version of this format.");
        root.Number("plexus", 1, 1);
        var environment = root.Required("environment");
        if (environment.Length > 0 && !Environments.Contains(environment))
            root.Complain("environment", "There is no such environment.", "Write sandbox, int, dep or prod.");
        return new ConfigurationDocument
        {
            Environment = environment,
            Suppliers = root.Children("suppliers", Supplier),
            Credentials = root.Children("credentials", Credential),
            Organisations = root.Children("organisations", Organisation),
            Endpoints = root.Children("endpoints", Endpoint),
            DeliveryEndpoints = root.Children("deliveryEndpoints", DeliveryEndpoint),
            Subscriptions = root.Children("subscriptions", Subscription),
        };
    }

    private static SupplierEntry Supplier(ConfigurationNode node) => new(node.Id(), node.Required("name"), node.Children("products", Product));

    private static ProductEntry Product(ConfigurationNode node) =>
        new(node.Id(), node.Required("name"), node.Texts("versions"), node.Children("applications", Application));

    private static ApplicationEntry Application(ConfigurationNode node) =>
        new(node.Id(), OneOf(node, "platform", Platforms), node.Required("clientId"), node.Text("keyId"), node.Text("privateKey"));

    private static string OneOf(ConfigurationNode node, string property, string[] choices)
    {
        var text = node.Required(property);
        if (text.Length > 0 && !choices.Contains(text))
            node.Complain(property, "This is not one of the choices.", $"Write one of: {string.Join(", ", choices)}.");
        return text;
    }

    private static CredentialEntry Credential(ConfigurationNode node)
    {
        var id = node.Id();
        var kind = node.Choice<CredentialKind>("kind");
        var current = Secret(node, "current", out var currentExpires);
        if (current is null && node.Find("current") is null)
            node.Complain("current", "The property current is missing.", "Add { \"file\": \"…\" }, { \"env\": \"…\" } or { \"value\": \"…\" }.");
        return new CredentialEntry(id, kind)
        {
            Organisation = node.Value<OdsCode>("organisation"),
            Current = current ?? new SecretReference.Keep(),
            CurrentExpires = currentExpires,
            Next = Secret(node, "next", out var nextExpires),
            NextExpires = nextExpires,
        };
    }

    private static SecretReference? Secret(ConfigurationNode node, string property, out DateOnly? expires)
    {
        expires = null;
        if (node.Child(property) is not { } secret)
            return null;
        expires = secret.Date("expires");
        SecretReference?[] given =
        [
            secret.Text("file", 2000) is { } file ? new SecretReference.FromFile(file) : null,
            secret.Text("env") is { } variable ? new SecretReference.FromEnvironment(variable) : null,
            secret.Text("value", 100_000) is { } value ? new SecretReference.Literal(value) : null,
            secret.Flag("keep") ? new SecretReference.Keep() : null,
        ];
        secret.Close();
        if (given.Count(g => g is not null) == 1)
            return given.First(g => g is not null);
        secret.Complain("", "A secret has exactly one source.", "Write one of \"file\", \"env\", \"value\" or \"keep\": true.");
        return null;
    }

    private static OrganisationEntry Organisation(ConfigurationNode node) =>
        new(node.Required<OdsCode>("ods"), node.Required("name"), node.Text("kind", 64) ?? "gp-practice", node.Choice<OrganisationStatus>("status", OrganisationStatus.Active))
        {
            Sites = node.Values<OdsCode>("sites"),
            Parent = node.Value<OdsCode>("parent"),
            Successor = node.Value<OdsCode>("successor"),
            Supplier = node.Text("supplier"),
            Product = node.Text("product"),
            ProductVersion = node.Text("productVersion"),
            PatientIndex = PatientIndex(node),
            Capabilities = node.Children("capabilities", Capability),
        };

    private static PatientIndexEntry PatientIndex(ConfigurationNode organisation)
    {
        if (organisation.Child("patientIndex") is not { } node)
            return new PatientIndexEntry(PatientIndexKind.Embedded);
        var kind = node.Choice<PatientIndexKind>("kind");
        var insecure = node.Flag("allowInsecure");
        var entry = new PatientIndexEntry(kind)
        {
            Url = node.Url("url", required: kind == PatientIndexKind.Http, insecure),
            SigningKey = kind == PatientIndexKind.Http ? node.Required("signingKey") : node.Text("signingKey"),
            Timeout = node.Duration("timeout", TimeSpan.FromSeconds(10), Second, TimeSpan.FromMinutes(2)),
            AllowInsecure = insecure,
        };
        node.Close();
        return entry;
    }

    private static CapabilityEntry Capability(ConfigurationNode node)
    {
        var (standard, role, version) = (node.Required("standard"), node.Required("role"), node.Text("version"));
        var options = node.Child("options") is { } chosen ? Options(chosen, node) : [];
        var policies = node.Child("policies");
        var entry = new CapabilityEntry(standard, role, version, options)
        {
            AckAfter = policies?.Choice<AckAfter>("ackAfter", AckAfter.Committed) ?? AckAfter.Committed,
            Match = policies?.Choice<MatchPolicy>("match", MatchPolicy.Exact) ?? MatchPolicy.Exact,
            MaximumBytes = policies is null ? null : LargestMessage(policies),
        };
        policies?.Close();
        return entry;
    }

    // Names are checked against the descriptor later; here every value becomes the text a protocol reads.
    private static SortedDictionary<string, string> Options(ConfigurationNode options, ConfigurationNode capability)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (capability.Find("options") is not { ValueKind: JsonValueKind.Object } element)
            return texts;
        foreach (var property in element.EnumerateObject())
        {
            options.Find(property.Name);
            if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
                options.Complain(property.Name, "An option is one value.", "Write text, a number, true or false.");
            else
                texts[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
        }

        return texts;
    }

    private static long? LargestMessage(ConfigurationNode node) => node.Number("maximumBytes", InboundMessage.SmallestSizeLimit, InboundMessage.LargestSizeLimit);

    private static EndpointEntry Endpoint(ConfigurationNode node)
    {
        var channel = OneOf(node, "channel", Channels);
        var address = channel switch
        {
            "mesh" when node.Value<MeshMailboxId>("address") is { } mailbox => mailbox.ToWire(),
            _ => node.Required("address", 200),
        };
        var insecure = node.Flag("allowInsecure");
        return new EndpointEntry(node.Id(), channel, address)
        {
            AllowInsecure = insecure,
            Url = node.Url("url", required: channel is "mesh" or "http", insecure),
            Organisations = node.Values<OdsCode>("organisations"),
            Workflows = node.Values<WorkflowPattern>("workflows"),
            Password = channel == "mesh" ? node.Required("password") : node.Text("password"),
            SharedKey = channel == "mesh" ? node.Required("sharedKey") : node.Text("sharedKey"),
            Tls = Tls(node),
            Poll = Poll(node),
            MaximumBytes = LargestMessage(node),
            Paused = node.Flag("paused"),
            Asid = node.Text("asid"),
        };
    }

    private static TlsEntry? Tls(ConfigurationNode endpoint)
    {
        if (endpoint.Child("tls") is not { } node)
            return null;
        var tls = new TlsEntry(node.Text("certificate"), node.Text("key"), node.Text("authorities"));
        if (tls.Certificate is null != tls.Key is null)
            node.Complain("", "A client certificate and its key go together.", "Name both, or neither.");
        node.Close();
        return tls;
    }

    private static PollEntry? Poll(ConfigurationNode endpoint)
    {
        if (endpoint.Child("poll") is not { } node)
            return null;
        var poll = new PollEntry(node.Duration("interval", TimeSpan.FromMinutes(5), Second, TimeSpan.FromDays(1)));
        node.Close();
        return poll;
    }

    private static DeliveryEndpointEntry DeliveryEndpoint(ConfigurationNode node)
    {
        var kind = node.Choice<DeliveryKind>("kind");
        var insecure = node.Flag("allowInsecure");
        return new DeliveryEndpointEntry(node.Id(), node.Required("supplier"), kind)
        {
            Url = node.Url("url", required: kind == DeliveryKind.Webhook, insecure),
            SigningKey = kind == DeliveryKind.Webhook ? node.Required("signingKey") : node.Text("signingKey"),
            AllowInsecure = insecure,
            OrderBySubject = node.Flag("orderBySubject", otherwise: true),
            Paused = node.Flag("paused"),
            Timeout = node.Duration("timeout", TimeSpan.FromSeconds(15), Second, TimeSpan.FromMinutes(2)),
            FirstRetry = node.Duration("firstRetry", TimeSpan.FromSeconds(5), Second, TimeSpan.FromHours(1)),
            LongestRetry = node.Duration("longestRetry", TimeSpan.FromMinutes(15), Second, TimeSpan.FromDays(1)),
            GiveUpAfter = node.Duration("giveUpAfter", TimeSpan.FromDays(3), TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        };
    }

    private static SubscriptionEntry Subscription(ConfigurationNode node) => new(node.Id(), node.Required("deliveryEndpoint"))
    {
        Organisations = node.Values<OdsCode>("organisations"),
        Standards = node.Texts("standards"),
        Types = node.Texts("types"),
    };
}
