using Plexus.Storage;

namespace Plexus.Engine.Journal;

/// <summary>Finds rows that this node holds without working on them, and lets them go.</summary>
/// <remarks>They come about when a commit succeeds but its answer is lost on the way: nobody in this process knows that the row is ours, and no other node may take it while we live.</remarks>
internal sealed class LostRows
{
    /// <summary>How long lies between two looks. A row must be lost at two of them.</summary>
    internal static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly EngineCore _core;
    private readonly Func<string, bool> _atWork;
    private readonly Sql _select;
    private readonly Sql _release;
    private HashSet<string> _suspects = [];

    /// <param name="atWork">Whether this process works on the row.</param>
    internal LostRows(EngineCore core, string table, string key, string condition, Func<string, bool> atWork)
    {
        _core = core;
        _atWork = atWork;
        _select = new Sql($"SELECT {key} FROM {table} WHERE owner = $1 AND {condition}");
        _release = new Sql($"UPDATE {table} SET owner = NULL WHERE {key} = $1 AND owner = $2 AND {condition}");
    }

    internal async Task ReleaseAsync(CancellationToken cancellation)
    {
        var lost = _core.Database.Read(rows => rows.Query(_select, row => row.GetString(0), _core.Node)).Where(id => !_atWork(id)).ToHashSet();
        var surely = lost.Where(_suspects.Contains).ToList();
        _suspects = lost;
        if (surely.Count > 0)
            await _core.Database.Writes.RunAsync(
                session =>
                {
                    foreach (var id in surely)
                        session.Post(_release, id, _core.Node);
                },
                cancellation: cancellation);
    }
}
