using Plexus.Engine.Configuration.Rows;
using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Configuration;

/// <summary>Keeps the configuration in the database: applies documents, exports them, and hands out what is in force.</summary>
public sealed class ConfigurationStore(Database database, KeyRing keys)
{
    /// <summary>The environment the installation was started with; null before the first start.</summary>
    public string? FindEnvironment() => database.Read(ConfigurationRows.Environment);

    /// <summary>Makes the configuration what the document says: what it does not name is removed. Applying it again changes nothing.</summary>
    /// <param name="by">Who does it, for the audit.</param>
    /// <param name="dryRun">Says what would change, and changes nothing.</param>
    /// <exception cref="ConfigurationException">A secret cannot be had, or the document is of another environment.</exception>
    public async Task<ConfigurationChanges> ApplyAsync(ConfigurationDocument document, SecretReader secrets, string by, bool dryRun, CancellationToken cancellation)
    {
        var wanted = Wanted(document, secrets);
        var preview = await Task.Run(() => database.Read(rows => Preview(rows, document.Environment, wanted)), cancellation).ConfigureAwait(false);
        if (dryRun)
            return preview;
        await Installation.BindAsync(database, document.Environment, cancellation).ConfigureAwait(false);
        return await database.Writes.RunAsync(session => Apply(session, document.Environment, wanted, by), [LockKey.Of("configuration", "", "apply")], cancellation: cancellation).ConfigureAwait(false);
    }

    /// <summary>The whole configuration as a document that can be applied again; null before the first start. Secrets are not in it: they are written as kept.</summary>
    public string? Export() => database.Read(rows =>
    {
        if (ConfigurationRows.Environment(rows) is not { } environment)
            return null;
        var objects = ConfigurationRows.Objects(rows, keys).ToLookup(o => o.Section, o => o.Body);
        return ConfigurationWriter.Document(environment, Sections.All.Select(s => (s, objects[s])));
    });

    /// <summary>What is in force now; the same object as before when nothing changed.</summary>
    internal ConfigurationSnapshot Load(ConfigurationSnapshot? known) => database.Read(rows =>
    {
        var before = known ?? ConfigurationSnapshot.Empty;
        var version = ConfigurationRows.Version(rows);
        if (known is not null && known.Version == version)
            return before;
        // Rows are read after the version: what is newer comes again with the next look, nothing is missed.
        return before.With(ConfigurationRows.Environment(rows) ?? "", version, ConfigurationRows.Changed(rows, before.Version), ConfigurationRows.Secrets(rows), keys);
    });

    private ConfigurationChanges Preview(Session rows, string environment, List<WantedObject> wanted)
    {
        Refuse(ConfigurationRows.Environment(rows), environment);
        var stored = ConfigurationRows.Objects(rows, keys);
        RefuseUnkept(stored, wanted);
        return new ConfigurationChanges(ConfigurationChanges.Between(stored, wanted, out var unchanged), unchanged, ConfigurationRows.Version(rows));
    }

    private ConfigurationChanges Apply(WriteSession session, string environment, List<WantedObject> wanted, string by)
    {
        var plan = Preview(session.Rows, environment, wanted);
        if (plan.Changes.Count == 0)
            return plan;
        var version = ConfigurationRows.Advance(session);
        var stored = ConfigurationRows.Objects(session.Rows, keys).ToDictionary(o => (o.Section, o.Id));
        var byId = wanted.ToDictionary(w => (w.Section, w.Id));
        foreach (var change in plan.Changes)
        {
            var key = (change.Section, change.Id);
            if (change.Kind == ConfigurationChangeKind.Removed)
                ConfigurationRows.Remove(session, change.Section, change.Id, version);
            else
                ConfigurationRows.Put(session, byId[key], stored.GetValueOrDefault(key), version, keys);
            var organisation = byId.GetValueOrDefault(key)?.Organisation ?? stored[key].Organisation;
            session.Audit(new AuditEntry(
                organisation, by, $"configuration.{ConfigurationNode.NameOf(change.Kind)}", $"{change.Section}/{change.Id}",
                change.Details.Count == 0 ? null : string.Join("; ", change.Details)));
        }

        return plan with { Version = version };
    }

    private static void Refuse(string? bound, string environment)
    {
        if (bound is not null && bound != environment)
            throw new ConfigurationException([new(
                "environment", 0, 0, $"This installation is {bound} and stays so; the document is for {environment}.",
                "Use an installation of its own for each environment.")]);
    }

    private static void RefuseUnkept(List<StoredObject> stored, List<WantedObject> wanted)
    {
        var held = stored.Where(o => o.Section == Sections.Credentials).ToDictionary(o => o.Id);
        var problems = new List<ConfigurationProblem>();
        foreach (var credential in wanted.Where(w => w.Section == Sections.Credentials))
        {
            if (credential.Current is null && held.GetValueOrDefault(credential.Id)?.Current is null)
                problems.Add(Unkept(credential.Id, "current"));
            if (credential is { HasNext: true, Next: null } && held.GetValueOrDefault(credential.Id)?.Next is null)
                problems.Add(Unkept(credential.Id, "next"));
        }

        if (problems.Count > 0)
            throw new ConfigurationException(problems);
    }

    private static ConfigurationProblem Unkept(string id, string which) =>
        new($"credentials[{id}].{which}", 0, 0, "There is no stored secret to keep.", "Give it by \"file\", \"env\" or \"value\".");

    private static List<WantedObject> Wanted(ConfigurationDocument document, SecretReader secrets)
    {
        var wanted = new List<WantedObject>();
        wanted.AddRange(document.Suppliers.Select(s => new WantedObject(Sections.Suppliers, s.Id, "", ConfigurationWriter.Write(s))));
        wanted.AddRange(document.Credentials.Select(c => new WantedObject(
            Sections.Credentials, c.Id, c.Organisation?.ToWire() ?? "", ConfigurationWriter.Write(c),
            secrets.Read(c.Current, $"credentials[{c.Id}].current"),
            c.Next is null ? null : secrets.Read(c.Next, $"credentials[{c.Id}].next"),
            c.Next is not null)));
        wanted.AddRange(document.Organisations.Select(o => new WantedObject(Sections.Organisations, o.Ods.ToWire(), o.Ods.ToWire(), ConfigurationWriter.Write(o))));
        wanted.AddRange(document.Endpoints.Select(e => new WantedObject(
            Sections.Endpoints, e.Id, e.Organisations.Count == 1 ? e.Organisations[0].ToWire() : "", ConfigurationWriter.Write(e))));
        wanted.AddRange(document.DeliveryEndpoints.Select(e => new WantedObject(Sections.DeliveryEndpoints, e.Id, "", ConfigurationWriter.Write(e))));
        wanted.AddRange(document.Subscriptions.Select(s => new WantedObject(Sections.Subscriptions, s.Id, "", ConfigurationWriter.Write(s))));
        return wanted;
    }
}
