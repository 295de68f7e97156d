using System.Globalization;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Web.Api.Organisations;

namespace Plexus.Web.Console.Pages.Organisations;

/// <summary>Words of the configuration as people read them.</summary>
internal static class OrganisationNames
{
    public static bool IsActive(OrganisationView organisation) => organisation.Status == OrganisationStatus.Active;

    public static string Channel(string channel) => channel switch
    {
        "mesh" => "MESH",
        "spine" => "Spine",
        "http" => "HTTP",
        _ => channel,
    };

    /// <summary><c>gp-practice</c> as <c>GP practice</c>; another kind with a capital and spaces.</summary>
    public static string Kind(string kind) => kind switch
    {
        "" => kind,
        _ when kind.StartsWith("gp-", StringComparison.Ordinal) => "GP " + kind[3..].Replace('-', ' '),
        _ => char.ToUpperInvariant(kind[0]) + kind[1..].Replace('-', ' '),
    };

    public static string Kind(CredentialKind kind) => kind switch
    {
        CredentialKind.Password => "Password",
        CredentialKind.SharedKey => "Shared key",
        CredentialKind.SigningKey => "Signing key",
        CredentialKind.Certificate => "Certificate",
        CredentialKind.PrivateKey => "Private key",
        CredentialKind.Authorities => "Certificate authorities",
        _ => "Token",
    };

    public static string AcknowledgedAfter(AckAfter when) => when switch
    {
        AckAfter.Committed => "When Plexus has stored it",
        AckAfter.DeliveredToSupplier => "When the supplier's system has taken it",
        _ => "When the supplier's system has decided",
    };

    public static string Matching(MatchPolicy match) => match == MatchPolicy.Exact ? "When NHS number, surname and date of birth agree" : "Always by a person";

    public static string Interval(TimeSpan every) => every.TotalSeconds < 120
        ? $"Every {every.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} seconds"
        : $"Every {every.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} minutes";

    /// <summary><c>4.8 MB</c>.</summary>
    public static string Size(long bytes) => bytes < 1024 * 1024
        ? $"{(bytes / 1024d).ToString("0.#", CultureInfo.InvariantCulture)} kB"
        : $"{(bytes / (1024d * 1024)).ToString("0.#", CultureInfo.InvariantCulture)} MB";
}
