using System.Globalization;
using Microsoft.Extensions.Logging;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Configuration;

/// <summary>Tells operations in time that a password, key or certificate ends: once for each threshold, whichever node sees it first.</summary>
public sealed class CredentialWatch(EngineCore core, ConfigurationDirectory directory)
{
    private const int Expired = -1;

    private static readonly int[] Thresholds = [30, 14, 7, 1];
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);

    private static readonly Sql Notice = new(
        "INSERT INTO credential_notice (credential, last_day, days_left, organisation, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (credential, last_day, days_left) DO NOTHING");

    private readonly ILogger _log = core.Loggers.CreateLogger<CredentialWatch>();

    /// <summary>Looks at once, every hour of the wall clock, and whenever the configuration changes, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var changed = new Pulse();
        directory.Changed += changed.Give;
        try
        {
            while (true)
            {
                try
                {
                    await LookAsync();
                }
                catch (StorageException e)
                {
                    _log.LogError(e, "Alerts about secrets that end could not be stored; it is tried again.");
                }

                await changed.WaitAsync(LookEvery, core.Clocks.Wall, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
        finally
        {
            directory.Changed -= changed.Give;
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync()
    {
        var configuration = directory.Configuration;
        var today = DateOnly.FromDateTime(core.Clocks.Wall.GetUtcNow().UtcDateTime);
        var crossed = configuration.Deadlines.Where(deadline => deadline.DaysLeft(today) <= Thresholds[0]).ToList();
        if (crossed.Count > 0 && configuration.Organisations.Count > 0)
            await core.Database.Writes.RunAsync(session =>
            {
                foreach (var deadline in crossed)
                    Raise(session, deadline, today, configuration);
            });
    }

    /// <summary>Only the nearest threshold is told: who applies a document with an old certificate wants one alert, not five.</summary>
    private void Raise(WriteSession session, CredentialDeadline deadline, DateOnly today, ConfigurationSnapshot configuration)
    {
        var left = deadline.DaysLeft(today);
        var threshold = left < 0 ? Expired : Thresholds.Last(days => left <= days);
        // What everybody shares is told once, under the first of those it concerns.
        var organisation = (deadline.Organisations.Count > 0 ? deadline.Organisations[0] : configuration.Organisations.Select(o => o.Ods).OrderBy(o => o.ToWire(), StringComparer.Ordinal).First()).ToWire();
        var (id, day) = (deadline.Credential.Id, deadline.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (session.Execute(Notice, id, day, threshold, organisation, session.Now) == 1)
            AlertRows.Add(session, core.Ids.Next(), organisation, left < 0 ? "CREDENTIAL-EXPIRED" : "CREDENTIAL-EXPIRES", Text(deadline, left), null, null);
    }

    private static string Text(CredentialDeadline deadline, int left)
    {
        var day = deadline.LastDay.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        var when = left switch
        {
            < 0 => $"expired: its last day was {day}",
            0 => $"expires today, {day}",
            1 => $"expires tomorrow, {day}",
            _ => $"expires on {day}, in {left} days",
        };
        var shared = deadline.Organisations.Count > 1 ? $" {deadline.Organisations.Count} organisations use it." : "";
        var remedy = deadline.Credential.Next is null
            ? "Get a new one, put it into the configuration and apply it."
            : "Its successor is in the configuration as next: make it the current one and apply.";
        return $"{Name(deadline.Credential.Kind)} {deadline.Credential.Id} {when}.{shared} {remedy}";
    }

    private static string Name(CredentialKind kind) => kind switch
    {
        CredentialKind.Password => "Password",
        CredentialKind.SharedKey => "Shared key",
        CredentialKind.SigningKey => "Signing key",
        CredentialKind.Certificate => "Certificate",
        CredentialKind.PrivateKey => "Private key",
        CredentialKind.Authorities => "List of certificate authorities",
        _ => "Token",
    };
}
