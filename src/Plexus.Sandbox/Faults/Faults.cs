namespace Plexus.Sandbox;

/// <summary>The rules by which things go wrong. The first rule that matches a request and draws it, hits it.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly int _seed;
    private List<FaultRule> _rules = [];
    private Random _dice;
    private int _lastId;
    private volatile bool _any;

    internal Faults(int seed)
    {
        _seed = seed;
        _dice = new Random(seed);
    }

    /// <summary>Rules in the order they are tried, used-up ones included.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
                return [.. _rules];
        }
    }

    /// <summary>Adds a rule behind the others.</summary>
    /// <exception cref="ArgumentException">Probability, count, delay or status is out of range.</exception>
    public FaultRule Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Probability is not (>= 0 and <= 1) || rule.Count is < 1 || rule.DelayMs is < 0 or > 600_000 || rule.Status is < 100 or > 599)
            throw new ArgumentException("Probability is 0 to 1, count at least 1, delay 0 to 600000 ms, status 100 to 599.", nameof(rule));
        lock (_gate)
        {
            rule = rule with { Id = ++_lastId, Hits = 0 };
            _rules.Add(rule);
            _any = true;
            return rule;
        }
    }

    /// <summary>Removes a rule.</summary>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            var removed = _rules.RemoveAll(r => r.Id == id) > 0;
            _any = _rules.Count > 0;
            return removed;
        }
    }

    /// <summary>Removes every rule and starts the draws again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules = [];
            _dice = new Random(_seed);
            _any = false;
        }
    }

    internal FaultRule? Draw(SandboxOperation operation)
    {
        if (!_any)
            return null;
        lock (_gate)
        {
            for (var i = 0; i < _rules.Count; i++)
            {
                var rule = _rules[i];
                if (!Matches(rule.Service, operation.Service) || !Matches(rule.Operation, operation.Name) || rule.Hits >= (rule.Count ?? int.MaxValue))
                    continue;
                if (rule.Probability < 1 && _dice.NextDouble() >= rule.Probability)
                    continue;
                return _rules[i] = rule with { Hits = rule.Hits + 1 };
            }
            return null;
        }
    }

    private static bool Matches(string pattern, string name) => pattern == "*" || pattern.Equals(name, StringComparison.OrdinalIgnoreCase);
}
