namespace Plexus.Fhir.Validation.Profiles;

/// <summary>The answers of a terminology source, kept up to a number: what has not been asked for longest goes first, in halves.</summary>
/// <remarks>Number and length of what is kept are bounded, so its bytes are. What a source did not really answer is not kept.</remarks>
internal sealed class TerminologyCache(ITerminologySource source, ProfileValidatorOptions options)
{
    private readonly int _capacity = Math.Max(1, options.MaxTerminologyAnswers / 2);
    private readonly int _longest = options.MaxTerminologyTextLength;
    private readonly Lock _lock = new();
    private Dictionary<TerminologyQuestion, TerminologyAnswer> _recent = [];
    private Dictionary<TerminologyQuestion, TerminologyAnswer> _older = [];

    /// <summary>Answers for all questions; those that are not kept are asked in one call.</summary>
    /// <param name="questions">The questions; one may stand there several times.</param>
    /// <param name="problem">Why some answers are unknown though nobody said so; null when there is no such reason.</param>
    internal Dictionary<TerminologyQuestion, TerminologyAnswer> Find(IReadOnlyCollection<TerminologyQuestion> questions, out string? problem)
    {
        problem = null;
        var answers = new Dictionary<TerminologyQuestion, TerminologyAnswer>(questions.Count);
        var open = new List<TerminologyQuestion>();
        lock (_lock)
        {
            foreach (var question in questions)
            {
                if (answers.ContainsKey(question))
                    continue;

                var answer = TerminologyAnswer.Unknown;
                if (IsTooLong(question))
                    problem = $"a code, its system or its value set has more than {_longest} characters";
                else if (!TryFind(question, out answer))
                    open.Add(question);
                answers.Add(question, answer);
            }
        }

        if (open.Count == 0 || Ask([.. open], ref problem) is not { } given)
            return answers;

        lock (_lock)
        {
            for (var i = 0; i < open.Count; i++)
            {
                answers[open[i]] = given[i];
                Keep(open[i], given[i]);
            }
        }

        return answers;
    }

    private bool IsTooLong(in TerminologyQuestion question) =>
        question.Code.Length > _longest || question.System?.Length > _longest || question.ValueSet.Length > _longest;

    /// <summary>An answer for each question; null when the source gave none that can be told to belong to it.</summary>
    private TerminologyAnswer[]? Ask(TerminologyQuestion[] questions, ref string? problem)
    {
        try
        {
            TerminologyAnswer[] given = [.. source.Answer(questions) ?? []];
            if (given.Length == questions.Length)
                return given;

            problem = "it did not give one answer to each question";
        }
        catch (Exception failure) when (failure is not OperationCanceledException || failure.InnerException is TimeoutException)
        {
            problem = $"it failed with {failure.GetType().Name}";
        }

        return null;
    }

    private bool TryFind(in TerminologyQuestion question, out TerminologyAnswer answer)
    {
        if (_recent.TryGetValue(question, out answer))
            return true;
        if (!_older.TryGetValue(question, out answer))
            return false;

        Keep(question, answer);
        return true;
    }

    private void Keep(in TerminologyQuestion question, TerminologyAnswer answer)
    {
        if (_recent.Count >= _capacity)
            (_older, _recent) = (_recent, []);
        _recent[question] = answer;
    }
}
