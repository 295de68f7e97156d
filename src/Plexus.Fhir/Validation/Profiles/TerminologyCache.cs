namespace Plexus.Fhir.Validation.Profiles;

/// <summary>The answers of a terminology source, kept up to a number: what has not been asked for longest goes first, in halves.</summary>
internal sealed class TerminologyCache(ITerminologySource source, int capacity)
{
    private readonly Lock _lock = new();
    private Dictionary<TerminologyQuestion, TerminologyAnswer> _recent = [];
    private Dictionary<TerminologyQuestion, TerminologyAnswer> _older = [];

    internal TerminologyAnswer Find(TerminologyQuestion question) => Find([question])[question];

    /// <summary>Answers for all questions; those that are not kept are asked in one call.</summary>
    internal Dictionary<TerminologyQuestion, TerminologyAnswer> Find(IReadOnlyCollection<TerminologyQuestion> questions)
    {
        var answers = new Dictionary<TerminologyQuestion, TerminologyAnswer>(questions.Count);
        var open = new List<TerminologyQuestion>();
        lock (_lock)
        {
            foreach (var question in questions)
            {
                if (answers.ContainsKey(question))
                    continue;
                if (!TryFind(question, out var answer))
                    open.Add(question);
                answers.Add(question, answer);
            }
        }

        if (open.Count == 0)
            return answers;

        var given = source.Answer(open);
        lock (_lock)
        {
            for (var i = 0; i < open.Count; i++)
            {
                var answer = i < given.Count ? given[i] : TerminologyAnswer.Unknown;
                answers[open[i]] = answer;
                Keep(open[i], answer);
            }
        }

        return answers;
    }

    private bool TryFind(TerminologyQuestion question, out TerminologyAnswer answer)
    {
        if (_recent.TryGetValue(question, out answer))
            return true;
        if (!_older.TryGetValue(question, out answer))
            return false;

        Keep(question, answer);
        return true;
    }

    private void Keep(TerminologyQuestion question, TerminologyAnswer answer)
    {
        if (_recent.Count >= Math.Max(1, capacity / 2))
            (_older, _recent) = (_recent, []);
        _recent[question] = answer;
    }
}
