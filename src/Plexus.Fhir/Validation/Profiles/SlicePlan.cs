using System.Diagnostics.CodeAnalysis;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>The slices of an element and how a repeat finds its own.</summary>
internal sealed class SlicePlan
{
    internal const string DefaultSlice = "@default";

    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _byValue;
    private readonly int _valueName = -1;

    internal SlicePlan(SlicingRules rules, bool isOrdered, PlanNode[] slices, SliceTest?[] tests)
    {
        Rules = rules;
        IsOrdered = isOrdered;
        Slices = slices;
        Tests = tests;
        Default = Array.FindIndex(slices, slice => slice.Slice == DefaultSlice);
        if (ByValue(tests, out _valueName) is { } values)
            _byValue = values.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    internal SlicingRules Rules { get; }

    internal bool IsOrdered { get; }

    internal PlanNode[] Slices { get; }

    /// <summary>By slice; null for a slice that nothing tells apart.</summary>
    internal SliceTest?[] Tests { get; }

    /// <summary>What tells the slices apart; profiles that derive from this one go by it too.</summary>
    internal (DiscriminatorKind Kind, string Path)[] Discriminators { get; init; } = [];

    /// <summary>The slice for what no other takes; -1 when there is none.</summary>
    internal int Default { get; }

    /// <summary>What each slice asks for, for an issue about a repeat that belongs to none.</summary>
    internal string Wanted => string.Join("; ", Slices.Select((slice, i) => $"{slice.Slice}: {Tests[i]}"));

    /// <summary>The first slice that takes a repeat, or -1.</summary>
    internal int Find(ProfileRun run, int node)
    {
        if (_valueName >= 0)
        {
            var child = run.Document.FirstChild(node, _valueName);
            if (child < 0)
                return -1;

            // Of an element that repeats, any may be the one.
            ref var value = ref run.Document.Nodes[child];
            if (!run.Model.Properties[value.Property].IsArray)
                return value.HasValue && _byValue.TryGetValue(run.Document.Value(child), out var slice) ? slice : -1;
        }

        for (var i = 0; i < Tests.Length; i++)
        {
            if (Tests[i] is { } test && test.Matches(run, node))
                return i;
        }

        return -1;
    }

    /// <summary>When every slice is told by the text of one and the same child (url, system), a dictionary finds it at once.</summary>
    private static Dictionary<byte[], int>? ByValue(SliceTest?[] tests, out int name)
    {
        name = -1;
        var values = new Dictionary<byte[], int>(new ByteComparer());
        for (var i = 0; i < tests.Length; i++)
        {
            if (tests[i] is not { } test)
                continue;
            if (!test.IsSingleValue(out var child, out var value) || (name >= 0 && name != child))
            {
                name = -1;
                return null;
            }

            name = child;
            values.TryAdd(value, i);
        }

        return values;
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // Canonicals and systems differ at their ends.
            var hash = (uint)alternate.Length;
            foreach (var b in alternate[Math.Max(0, alternate.Length - 24)..])
                hash = (hash * 31) + b;
            return (int)(hash ^ (hash >> 15));
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}

/// <summary>What a repeat must be to belong to a slice: conditions on the element, and on what paths from it lead to.</summary>
internal sealed class SliceTest
{
    private readonly List<SliceCondition> _conditions = [];
    private readonly List<(PathStep Step, SliceTest Test)> _steps = [];

    internal void Add(ReadOnlySpan<PathStep> path, SliceCondition condition)
    {
        if (path.IsEmpty || condition is ExistsCondition)
        {
            _conditions.Add(condition);
            return;
        }

        // Conditions behind one step hold on one and the same repeat.
        var step = path[0];
        var known = _steps.Find(other => other.Step == step).Test;
        if (known is null)
            _steps.Add((step, known = new SliceTest()));
        known.Add(path[1..], condition);
    }

    internal bool Matches(ProfileRun run, int node)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Holds(run, node))
                return false;
        }

        foreach (var (step, test) in _steps)
        {
            if (!step.Any(run, node, test, static (run, target, test) => test.Matches(run, target)) && !(step.Kind == PathStepKind.Resolve && test.TakesWhatIsElsewhere(run, node)))
                return false;
        }

        return true;
    }

    /// <summary>Whether all that is asked is a type, and a reference to what is not in the document says that it is of it.</summary>
    private bool TakesWhatIsElsewhere(ProfileRun run, int reference)
    {
        if (_steps.Count != 0 || !_conditions.TrueForAll(condition => condition is TypeCondition))
            return false;

        var element = new FhirElement(run.Document, reference);
        element.Resolve(run.Document.ReferencePolicy, out var outcome);
        if (outcome != ReferenceOutcome.NotFound)
            return false;

        var type = ReferenceText.TypeIn(run.Model, element["reference"].Utf8Value);
        return type >= 0 && _conditions.TrueForAll(condition => ((TypeCondition)condition).Takes(run.Model, type));
    }

    /// <summary>What the test asks for, for an issue about a repeat that passes none.</summary>
    public override string ToString() =>
        string.Join(" and ", _conditions.Select(condition => condition.ToString()).Concat(_steps.Select(step => $"{step.Step} {step.Test}")));

    internal bool IsSingleValue(out int child, [NotNullWhen(true)] out byte[]? value)
    {
        child = -1;
        value = null;
        if (_conditions.Count != 0 || _steps is not [({ Kind: PathStepKind.Name } step, { _steps.Count: 0, _conditions: [ValueCondition { Value.Value: { } text }] })])
            return false;

        child = step.Name;
        value = text;
        return true;
    }
}
