using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plexus.Primitives;
using Plexus.Storage;

namespace Plexus.Engine.Configuration;

/// <summary>When a secret that is in use stops to work.</summary>
/// <param name="LastDay">The day that the configuration names or, of a certificate, on which it ends if that is earlier (UTC).</param>
/// <param name="Organisations">Whom it concerns, by ODS code: the one it belongs to, or those whose mailboxes, patient index or supplier use it.</param>
public sealed record CredentialDeadline(CredentialEntry Credential, DateOnly LastDay, IReadOnlyList<OdsCode> Organisations)
{
    /// <summary>Whole days after <paramref name="today"/>; 0 on the last day, negative once it has expired.</summary>
    public int DaysLeft(DateOnly today) => LastDay.DayNumber - today.DayNumber;

    /// <summary>Every secret whose end is known, the earliest first.</summary>
    internal static IReadOnlyList<CredentialDeadline> Of(ConfigurationSnapshot configuration) =>
    [
        .. from credential in configuration.Credentials
           let day = LastDayOf(credential, configuration)
           where day is not null
           orderby day, credential.Id
           select new CredentialDeadline(credential, day.Value, UsersOf(credential, configuration)),
    ];

    private static DateOnly? LastDayOf(CredentialEntry credential, ConfigurationSnapshot configuration)
    {
        var named = credential.CurrentExpires;
        var own = credential.Kind == CredentialKind.Certificate ? EndOf(credential, configuration) : null;
        return named is null || own < named ? own ?? named : named;
    }

    private static DateOnly? EndOf(CredentialEntry credential, ConfigurationSnapshot configuration)
    {
        try
        {
            if (configuration.SecretsOf(credential.Id) is not [var pem, ..])
                return null;
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return DateOnly.FromDateTime(certificate.NotAfter.ToUniversalTime());
        }
        catch (Exception e) when (e is CryptographicException or StorageException)
        {
            // That it cannot be read is said where it is used.
            return null;
        }
    }

    private static IReadOnlyList<OdsCode> UsersOf(CredentialEntry credential, ConfigurationSnapshot configuration)
    {
        if (credential.Organisation is { } owner)
            return [owner];
        var id = credential.Id;
        var byEndpoint = configuration.Endpoints
            .Where(e => e.Password == id || e.SharedKey == id || e.Tls?.Certificate == id || e.Tls?.Key == id || e.Tls?.Authorities == id)
            .SelectMany(e => e.Organisations);
        var suppliers = configuration.DeliveryEndpoints.Values.Where(e => e.SigningKey == id).Select(e => e.Supplier).ToHashSet();
        var bySystem = configuration.Organisations.Where(o => o.PatientIndex.SigningKey == id || (o.Supplier is { } supplier && suppliers.Contains(supplier))).Select(o => o.Ods);
        return [.. byEndpoint.Concat(bySystem).Distinct().OrderBy(o => o.ToWire(), StringComparer.Ordinal)];
    }
}
