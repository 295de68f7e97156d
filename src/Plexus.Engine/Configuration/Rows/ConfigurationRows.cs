using System.Data.Common;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Configuration.Rows;

/// <summary>The lists of a document, in its order.</summary>
internal static class Sections
{
    internal const string Suppliers = "suppliers";
    internal const string Credentials = "credentials";
    internal const string Organisations = "organisations";
    internal const string Endpoints = "endpoints";
    internal const string DeliveryEndpoints = "deliveryEndpoints";
    internal const string Subscriptions = "subscriptions";

    internal static readonly IReadOnlyList<string> All = [Suppliers, Credentials, Organisations, Endpoints, DeliveryEndpoints, Subscriptions];
}

/// <param name="Organisation">Whom it belongs to alone; empty when several share it.</param>
/// <param name="Body">Its JSON, as the document would have it.</param>
/// <param name="Current">A credential's secret.</param>
internal sealed record StoredObject(string Section, string Id, string Organisation, string Body, string? Current, string? Next)
{
    public override string ToString() => $"{Section}/{Id}";
}

/// <param name="Current">A credential's secret; null keeps what is stored.</param>
/// <param name="Next">As <paramref name="Current"/>; meant only when <paramref name="HasNext"/>.</param>
internal sealed record WantedObject(string Section, string Id, string Organisation, string Body, string? Current = null, string? Next = null, bool HasNext = false)
{
    public override string ToString() => $"{Section}/{Id}";
}

/// <summary>The SQL of configuration.</summary>
internal static class ConfigurationRows
{
    private static readonly Sql SelectEnvironment = new("SELECT environment FROM installation WHERE id = 1");

    private static readonly Sql SelectVersion = new("SELECT value FROM sequence WHERE name = 'configuration'");

    private static readonly Sql NextVersion = new("UPDATE sequence SET value = value + 1 WHERE name = 'configuration' RETURNING value");

    private static readonly Sql SelectObjects = new("SELECT section, id, organisation, body FROM configuration_object WHERE body IS NOT NULL ORDER BY section, id");

    private static readonly Sql SelectChanged = new("SELECT section, id, body FROM configuration_object WHERE version > $1");

    private static readonly Sql SelectSecrets = new("SELECT id, current_secret, next_secret FROM credential_secret");

    private static readonly Sql UpsertObject = new(
        """
        INSERT INTO configuration_object (section, id, organisation, body, version, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (section, id) DO UPDATE SET organisation = excluded.organisation, body = excluded.body, version = excluded.version, changed_at = excluded.changed_at
        """);

    private static readonly Sql RemoveObject = new("UPDATE configuration_object SET body = NULL, version = $3, changed_at = $4 WHERE section = $1 AND id = $2");

    private static readonly Sql UpsertSecret = new(
        """
        INSERT INTO credential_secret (id, organisation, current_secret, next_secret, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET organisation = excluded.organisation, current_secret = excluded.current_secret, next_secret = excluded.next_secret, changed_at = excluded.changed_at
        """);

    private static readonly Sql DeleteSecret = new("DELETE FROM credential_secret WHERE id = $1");

    internal static string? Environment(Session rows) => rows.First(SelectEnvironment, row => row.GetString(0));

    internal static long Version(Session rows) => rows.First(SelectVersion, row => row.GetInt64(0));

    internal static long Advance(WriteSession session) => session.First(NextVersion, row => row.GetInt64(0));

    internal static List<StoredObject> Objects(Session rows, KeyRing keys)
    {
        var secrets = Secrets(rows).ToDictionary(s => s.Id);
        return rows.Query(SelectObjects, row =>
        {
            var (section, id) = (row.GetString(0), row.GetString(1));
            var secret = section == Sections.Credentials ? secrets.GetValueOrDefault(id) : null;
            return new StoredObject(section, id, row.GetString(2), row.GetString(3), secret?.Current(keys), secret?.Next(keys));
        });
    }

    /// <summary>Objects that changed after a version; those without a body were removed.</summary>
    internal static List<(string Section, string Id, string? Body)> Changed(Session rows, long after) =>
        rows.Query(SelectChanged, row => (row.GetString(0), row.GetString(1), row.Text(2)), after);

    internal static List<SealedSecret> Secrets(Session rows) =>
        rows.Query(SelectSecrets, (DbDataReader row) => new SealedSecret(row.GetString(0), row.GetFieldValue<byte[]>(1), row.Bytes(2)));

    internal static void Put(WriteSession session, WantedObject wanted, StoredObject? before, long version, KeyRing keys)
    {
        session.Execute(UpsertObject, wanted.Section, wanted.Id, wanted.Organisation, wanted.Body, version, session.Now);
        if (wanted.Section != Sections.Credentials)
            return;
        var current = wanted.Current ?? before?.Current;
        var next = wanted.HasNext ? wanted.Next ?? before?.Next : null;
        session.Execute(
            UpsertSecret, wanted.Id, wanted.Organisation, keys.EncryptText(current, SealedSecret.Place(wanted.Id, "current")),
            keys.EncryptText(next, SealedSecret.Place(wanted.Id, "next")), session.Now);
    }

    internal static void Remove(WriteSession session, string section, string id, long version)
    {
        session.Execute(RemoveObject, section, id, version, session.Now);
        if (section == Sections.Credentials)
            session.Execute(DeleteSecret, id);
    }
}

/// <summary>A credential's secrets as they are stored.</summary>
internal sealed record SealedSecret(string Id, byte[] SealedCurrent, byte[]? SealedNext)
{
    internal static string Place(string id, string which) => $"credential/{id}/{which}";

    internal string Current(KeyRing keys) => keys.DecryptText(SealedCurrent, Place(Id, "current"))!;

    internal string? Next(KeyRing keys) => keys.DecryptText(SealedNext, Place(Id, "next"));
}
