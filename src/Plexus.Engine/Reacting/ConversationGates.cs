namespace Plexus.Engine.Reacting;

/// <summary>Lets one reaction at a time into a conversation, in the order in which they came. Other nodes are kept out by the conversation's version.</summary>
internal sealed class ConversationGates
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _waiting = [];

    internal Task EnterAsync(string conversation)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(conversation, out var queue))
            {
                _waiting[conversation] = new Queue<TaskCompletionSource>();
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Enqueue(turn);
            return turn.Task;
        }
    }

    internal void Leave(string conversation)
    {
        lock (_lock)
        {
            var queue = _waiting[conversation];
            if (queue.TryDequeue(out var next))
                next.SetResult();
            else
                _waiting.Remove(conversation);
        }
    }
}
