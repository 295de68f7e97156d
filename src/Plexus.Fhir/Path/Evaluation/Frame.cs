namespace Plexus.Fhir.Paths;

/// <summary>The state of one evaluation: what <c>$this</c> is, the variables, the pool of collections and what has been spent.</summary>
internal sealed class Frame
{
    private const int LargestPooled = 4096;

    [ThreadStatic]
    private static Frame? _spare;

    private readonly Stack<NodeSeq> _pool = new();
    private FhirElement _context;
    private DateTimeOffset? _now;
    private int _stepsLeft;

    internal FhirPathValue This;
    internal int Index;
    internal NodeSeq? Total;

    internal FhirPathOptions Options { get; private set; } = FhirPathOptions.Default;

    internal FhirModel Model { get; private set; } = null!;

    internal FhirPathLimits Limits => Options.Limits;

    /// <summary>What <c>%context</c> is.</summary>
    internal FhirElement Context => Options.Context.Exists ? Options.Context : _context;

    /// <summary>The moment of the evaluation: the same wherever the expression asks.</summary>
    internal DateTimeOffset Now => _now ??= Options.Time.GetLocalNow();

    /// <summary>A frame of this thread; a callback that evaluates in turn gets one of its own.</summary>
    internal static Frame Start(FhirModel model, FhirElement context, FhirPathOptions options)
    {
        var frame = _spare ?? new Frame();
        _spare = null;
        frame.Model = model;
        frame.Options = options;
        frame._context = context;
        frame._now = null;
        frame._stepsLeft = options.Limits.MaxSteps;
        frame.This = FhirPathValue.Of(context);
        frame.Index = 0;
        frame.Total = null;
        return frame;
    }

    /// <summary>Gives the frame back; it keeps nothing of the document.</summary>
    internal void Finish()
    {
        This = default;
        Total = null;
        _context = default;
        Options = FhirPathOptions.Default;
        _spare = this;
    }

    internal NodeSeq Rent() => _pool.Count > 0 ? _pool.Pop() : new NodeSeq();

    internal void Return(NodeSeq sequence)
    {
        sequence.Clear();
        if (sequence.Capacity <= LargestPooled)
            _pool.Push(sequence);
    }

    internal void Charge(int steps = 1)
    {
        _stepsLeft -= steps;
        if (_stepsLeft < 0)
            throw new PathFault(FhirPathErrorKind.Limit, "The evaluation takes more steps than the limit.", 0);
    }

    internal void CheckCount(NodeSeq sequence)
    {
        if (sequence.Count > Limits.MaxResults)
            throw new PathFault(FhirPathErrorKind.Limit, "A collection holds more items than the limit.", 0);
    }

    internal string CheckLength(string text) =>
        text.Length <= Limits.MaxStringLength ? text : throw new PathFault(FhirPathErrorKind.Limit, "A string is longer than the limit.", 0);
}
