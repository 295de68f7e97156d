using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Waiting;

/// <summary>Answers one kind of question: from memory, from the supplier's system, from a national service.</summary>
public interface IPort
{
    Type QuestionType { get; }

    /// <summary>The least time between two calls; zero when nobody limits us.</summary>
    TimeSpan Spacing { get; }

    /// <summary>The answer when no I/O outside this process is needed for it; null means: ask. Called on hot paths.</summary>
    Answer? Known(OdsCode organisation, Question question);

    /// <summary>Changes whenever an answer of <see cref="Known"/> for the organisation may have changed.</summary>
    long Version(OdsCode organisation);

    /// <summary>Finds the answer. An exception means: not now; it is asked again until the deadline.</summary>
    Task<Answer> AskAsync(OdsCode organisation, Question question, CancellationToken cancellation);
}
