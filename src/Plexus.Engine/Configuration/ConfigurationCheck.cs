using System.Globalization;
using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Configuration;

/// <summary>Checks a document against itself and against what the standards declare.</summary>
internal sealed class ConfigurationCheck
{
    private readonly ConfigurationDocument _document;
    private readonly IReadOnlyList<StandardDescriptor> _standards;
    private readonly JsonPlaces _places;
    private readonly List<ConfigurationProblem> _problems;
    private readonly Dictionary<string, CredentialEntry> _credentials;
    private readonly HashSet<OdsCode> _organisations;
    private readonly Dictionary<string, SupplierEntry> _suppliers;

    private ConfigurationCheck(ConfigurationDocument document, IReadOnlyList<StandardDescriptor> standards, JsonPlaces places, List<ConfigurationProblem> problems)
    {
        (_document, _standards, _places, _problems) = (document, standards, places, problems);
        _credentials = Index("credentials", document.Credentials, c => c.Id);
        _suppliers = Index("suppliers", document.Suppliers, s => s.Id);
        _organisations = [.. Index("organisations", document.Organisations, o => o.Ods.ToString()).Values.Select(o => o.Ods)];
    }

    internal static void Check(ConfigurationDocument document, IReadOnlyList<StandardDescriptor> standards, JsonPlaces places, List<ConfigurationProblem> problems)
    {
        var check = new ConfigurationCheck(document, standards, places, problems);
        Each("suppliers", document.Suppliers, check.Supplier);
        Each("credentials", document.Credentials, check.Credential);
        Each("organisations", document.Organisations, check.Organisation);
        check.Endpoints();
        check.Deliveries();
    }

    private void Supplier(SupplierEntry supplier, string place)
    {
        Index($"{place}.products", supplier.Products, p => p.Id);
        Each($"{place}.products", supplier.Products, (product, at) =>
        {
            Index($"{at}.applications", product.Applications, a => a.Id);
            Each($"{at}.applications", product.Applications, (application, inside) => Key(inside, "privateKey", application.PrivateKey, CredentialKind.PrivateKey));
        });
    }

    private void Credential(CredentialEntry credential, string place)
    {
        if (credential.Organisation is { } ods)
            Known(ods, $"{place}.organisation");
        if (credential.Next is SecretReference.Keep && credential.Current is not SecretReference.Keep)
            Complain($"{place}.next", "The next secret is kept while the current one is given.", "Give the next one too, or leave it out.");
    }

    private void Organisation(OrganisationEntry organisation, string place)
    {
        if (organisation.Supplier is { } id && !_suppliers.ContainsKey(id))
            Complain($"{place}.supplier", "There is no such supplier.", "Add it to suppliers, or correct its id.");
        var product = organisation.Supplier is { } s ? _suppliers.GetValueOrDefault(s)?.Products.FirstOrDefault(p => p.Id == organisation.Product) : null;
        if (organisation.Product is not null && product is null)
            Complain($"{place}.product", "The supplier has no such product.", "Add it to the supplier's products, or correct its id.");
        if (organisation.ProductVersion is { } version && product is not null && !product.Versions.Contains(version))
            Complain($"{place}.productVersion", "The product has no such version.", "Add it to the product's versions, or correct it.");
        if (organisation.Successor == organisation.Ods || organisation.Parent == organisation.Ods)
            Complain(place, "An organisation cannot be its own parent or successor.", "Correct the code.");
        Key($"{place}.patientIndex", "signingKey", organisation.PatientIndex.SigningKey, CredentialKind.SigningKey);
        Index($"{place}.capabilities", organisation.Capabilities, c => $"{c.Standard} {c.Role}");
        Each($"{place}.capabilities", organisation.Capabilities, (capability, at) =>
        {
            Capability(capability, at);
            Receipts(organisation, capability, at);
        });
    }

    private void Capability(CapabilityEntry capability, string place)
    {
        if (_standards.FirstOrDefault(s => s.Folder == capability.Standard) is not { } standard)
        {
            Complain($"{place}.standard", "This program has no such standard.", $"Write one of: {string.Join(", ", _standards.Select(s => s.Folder).Order(StringComparer.Ordinal))}.");
            return;
        }

        if (standard.Roles.All(r => r.Role != capability.Role))
            Complain($"{place}.role", $"{standard.Folder} has no such role.", $"Write one of: {string.Join(", ", standard.Roles.Select(r => r.Role))}.");
        if (capability.Version is { } version && !standard.Versions.Contains(version))
            Complain($"{place}.version", $"{standard.Folder} has no such version.", $"Write one of: {string.Join(", ", standard.Versions)}, or leave it out.");
        if (capability.MaximumBytes is not null && capability.Options.ContainsKey(InboundMessage.SizeLimitOption))
            Complain($"{place}.policies.maximumBytes", "The size limit is there twice.", $"Give it here or as the option {InboundMessage.SizeLimitOption}, not both.");
        foreach (var (name, value) in capability.Options)
            if (standard.Options.FirstOrDefault(o => o.Name == name) is not { } option)
                Complain($"{place}.options.{name}", $"{standard.Folder} has no such option.", $"Remove it, or use one of: {string.Join(", ", standard.Options.Select(o => o.Name))}.");
            else if (Expected(option, value) is { } expected)
                Complain($"{place}.options.{name}", "The option does not take this value.", $"Write {expected}.");
    }

    /// <summary>An acknowledgement that waits for the supplier's system waits for ever when nothing is sent there.</summary>
    private void Receipts(OrganisationEntry organisation, CapabilityEntry capability, string place)
    {
        if (capability.AckAfter != AckAfter.DeliveredToSupplier)
            return;
        var hooks = _document.DeliveryEndpoints.Where(e => e.Kind == DeliveryKind.Webhook && e.Supplier == organisation.Supplier).Select(e => e.Id).ToHashSet();
        if (!_document.Subscriptions.Any(s => hooks.Contains(s.DeliveryEndpoint)
            && (s.Organisations.Count == 0 || s.Organisations.Contains(organisation.Ods))
            && (s.Standards.Count == 0 || s.Standards.Contains(capability.Standard))))
            Complain($"{place}.policies.ackAfter", "No webhook of the organisation's supplier gets this standard's events, so that nothing would ever be acknowledged.", "Add a delivery endpoint and a subscription, or acknowledge when committed.");
    }

    /// <summary>What the option wants instead; null when it takes the value.</summary>
    internal static string? Expected(OptionDescriptor option, string value) => option.Kind switch
    {
        "boolean" => value is "true" or "false" ? null : "true or false",
        "integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && !(number < option.Least) && !(number > option.Most) ? null : WholeNumber(option),
        "duration" => ConfigurationNode.TryDuration(value, out _) ? null : "an ISO 8601 duration such as PT1H",
        "choice" => option.Choices.Contains(value) ? null : $"one of: {string.Join(", ", option.Choices)}",
        _ => value.Length <= 2000 ? null : "a text of at most 2000 characters",
    };

    private static string WholeNumber(OptionDescriptor option) => (option.Least, option.Most) switch
    {
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {least}"),
        (null, { } most) => string.Create(CultureInfo.InvariantCulture, $"a whole number of at most {most}"),
        _ => "a whole number",
    };

    private void Endpoints()
    {
        Index("endpoints", _document.Endpoints, e => e.Id);
        Index("endpoints", _document.Endpoints, e => $"{e.Channel} {e.Address}");
        Each("endpoints", _document.Endpoints, (endpoint, place) =>
        {
            if (endpoint.Organisations.Count == 0)
                Complain(place, "The endpoint serves no organisation.", "Name at least one in organisations.");
            for (var i = 0; i < endpoint.Organisations.Count; i++)
                Known(endpoint.Organisations[i], $"{place}.organisations[{i}]");
            if (endpoint.MaximumBytes is not null && endpoint.Channel != "mesh")
                Complain($"{place}.maximumBytes", "Only what arrives through a MESH mailbox has a limit here.", "Remove it, or give it to the mailbox.");
            Key(place, "password", endpoint.Password, CredentialKind.Password);
            Key(place, "sharedKey", endpoint.SharedKey, CredentialKind.SharedKey);
            Key($"{place}.tls", "certificate", endpoint.Tls?.Certificate, CredentialKind.Certificate);
            Key($"{place}.tls", "key", endpoint.Tls?.Key, CredentialKind.PrivateKey);
            Key($"{place}.tls", "authorities", endpoint.Tls?.Authorities, CredentialKind.Authorities);
        });
    }

    private void Deliveries()
    {
        var endpoints = Index("deliveryEndpoints", _document.DeliveryEndpoints, e => e.Id);
        Each("deliveryEndpoints", _document.DeliveryEndpoints, (endpoint, place) =>
        {
            if (endpoint.Supplier.Length > 0 && !_suppliers.ContainsKey(endpoint.Supplier))
                Complain($"{place}.supplier", "There is no such supplier.", "Add it to suppliers, or correct its id.");
            if (endpoint.LongestRetry < endpoint.FirstRetry)
                Complain($"{place}.longestRetry", "This is shorter than firstRetry.", "Make it longer.");
            Key(place, "signingKey", endpoint.SigningKey, CredentialKind.SigningKey);
        });
        Index("subscriptions", _document.Subscriptions, s => s.Id);
        Each("subscriptions", _document.Subscriptions, (subscription, place) =>
        {
            if (subscription.DeliveryEndpoint.Length > 0 && !endpoints.ContainsKey(subscription.DeliveryEndpoint))
                Complain($"{place}.deliveryEndpoint", "There is no such delivery endpoint.", "Add it to deliveryEndpoints, or correct its id.");
            for (var i = 0; i < subscription.Organisations.Count; i++)
                Known(subscription.Organisations[i], $"{place}.organisations[{i}]");
        });
    }

    private void Known(OdsCode organisation, string place)
    {
        if (!_organisations.Contains(organisation))
            Complain(place, "There is no such organisation in the document.", "Add it to organisations, or correct its code.");
    }

    private void Key(string place, string property, string? id, CredentialKind kind)
    {
        if (string.IsNullOrEmpty(id))
            return;
        if (!_credentials.TryGetValue(id, out var credential))
            Complain($"{place}.{property}", "There is no such credential.", "Add it to credentials, or correct its id.");
        else if (credential.Kind != kind)
            Complain($"{place}.{property}", $"This credential is a {ConfigurationNode.NameOf(credential.Kind)}.", $"Name one whose kind is {ConfigurationNode.NameOf(kind)}.");
    }

    private Dictionary<string, T> Index<T>(string list, IReadOnlyList<T> items, Func<T, string> key)
    {
        var index = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
            if (key(items[i]) is { Length: > 0 } id && !index.TryAdd(id, items[i]))
                Complain($"{list}[{i}]", "This is there twice.", "Remove one, or give it another id.");
        return index;
    }

    private static void Each<T>(string list, IReadOnlyList<T> items, Action<T, string> check)
    {
        for (var i = 0; i < items.Count; i++)
            check(items[i], $"{list}[{i}]");
    }

    private void Complain(string place, string text, string remedy)
    {
        var (line, column) = _places[place];
        _problems.Add(new ConfigurationProblem(place, line, column, text, remedy));
    }
}
