using System.Globalization;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Primitives;
using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>Reads facts for one run of a reaction and remembers what it gave out, so that the commit can see whether it still holds.</summary>
internal sealed class Facts : IFacts
{
    private static readonly Sql SelectClaim = new("SELECT conversation, exchange FROM claim WHERE organisation = $1 AND scope = $2 AND key = $3");

    private static readonly Sql SelectExpecting = new(
        """
        SELECT e.conversation FROM expectation e JOIN conversation c ON c.id = e.conversation
        WHERE e.organisation = $1 AND e.kind = $2 AND e.key = $3 AND c.status IN ('open', 'expired') ORDER BY e.conversation
        """);

    private readonly EngineCore _core;
    private readonly DirectorySnapshot _directory;
    private readonly OdsCode _organisation;
    private readonly string _stimulus;
    private readonly List<Func<WriteSession, bool>> _checks = [];
    private readonly List<long> _locks = [];
    private bool _usedDirectory;

    internal Facts(EngineCore core, DirectorySnapshot directory, OrganisationFact organisation, string stimulus)
    {
        _core = core;
        _directory = directory;
        _organisation = organisation.Ods;
        _stimulus = stimulus;
        Organisation = organisation;
    }

    public ConversationId Conversation { get; internal set; }

    public OrganisationFact Organisation { get; }

    public CapabilityFact Capability { get; internal set; } = null!;

    public ClaimFact? DuplicateOf { get; internal init; }

    /// <summary>What must not change between the checks and the commit.</summary>
    internal IReadOnlyList<long> Locks => _locks;

    public CapabilityFact? CapabilityOf(string standard, string role)
    {
        _usedDirectory = true;
        return _directory.Capability(_organisation, standard, role);
    }

    public ClaimFact? Claim(string scope, string key)
    {
        var organisation = _organisation.ToWire();
        var held = _core.Database.Read(rows => ReadClaim(rows, organisation, scope, key));
        _locks.Add(ClaimLock(organisation, scope, key));
        _checks.Add(session => ReadClaim(session.Rows, organisation, scope, key)?.Holder == held?.Holder);
        return held;
    }

    public IReadOnlyList<ConversationId> Expecting(string kind, string key)
    {
        var organisation = _organisation.ToWire();
        var found = _core.Database.Read(rows => ReadExpecting(rows, organisation, kind, key));
        _locks.Add(ExpectationLock(organisation, kind, key));
        _checks.Add(session => ReadExpecting(session.Rows, organisation, kind, key).SequenceEqual(found));
        return found;
    }

    public Answer? Known(Question question)
    {
        if (_core.PortFor(question.GetType()) is not { } port)
            return null;
        var version = port.Version(_organisation);
        _checks.Add(_ => port.Version(_organisation) == version);
        return port.Known(_organisation, question);
    }

    public Guid NewId(string purpose) => Guid.ParseExact(IdSource.Derive(_stimulus, "new/" + purpose), "n");

    /// <summary>Facts for a run of the protocol that also hold what the correlator was told.</summary>
    internal Facts For(ConversationId conversation, CapabilityFact capability, ClaimFact? duplicateOf)
    {
        var facts = new Facts(_core, _directory, Organisation, _stimulus) { Conversation = conversation, Capability = capability, DuplicateOf = duplicateOf, _usedDirectory = _usedDirectory };
        facts._checks.AddRange(_checks);
        facts._locks.AddRange(_locks);
        return facts;
    }

    /// <summary>Whether everything that was read is still so.</summary>
    internal bool StillHold(WriteSession session)
    {
        if (_usedDirectory && _core.Directory.Current.Version != _directory.Version)
            return false;
        foreach (var check in _checks)
            if (!check(session))
                return false;
        return true;
    }

    internal static long ClaimLock(string organisation, string scope, string key) => LockKey.Of("claim", organisation, scope, key);

    internal static long ExpectationLock(string organisation, string kind, string key) => LockKey.Of("expectation", organisation, kind, key);

    internal static ClaimFact? ReadClaim(Session rows, string organisation, string scope, string key) => rows.First(
        SelectClaim,
        row => new ClaimFact(scope, key, ConversationId.Parse(row.GetString(0)), row.Text(1) is { } exchange ? ExchangeId.Parse(exchange) : null),
        organisation, scope, key);

    internal static List<ConversationId> ReadExpecting(Session rows, string organisation, string kind, string key) =>
        rows.Query(SelectExpecting, row => ConversationId.Parse(row.GetString(0)), organisation, kind, key);

    /// <summary>Bytes of a payload that a protocol of this capability is given whole.</summary>
    internal static long SizeLimit(CapabilityFact capability, DirectoryEndpoint? endpoint, EngineOptions options) =>
        endpoint?.MaxSize
        ?? (long.TryParse(capability.Option(InboundMessage.SizeLimitOption), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : options.PayloadLimit);
}
