namespace Plexus.Storage;

/// <summary>One statement, kept in a static field: it is prepared once per connection.</summary>
/// <remarks>Parameters are <c>$1</c>, <c>$2</c>… in order. Values are <see cref="string"/>, <see cref="long"/>, <see cref="byte"/> arrays or null.</remarks>
public sealed class Sql(string text)
{
    private readonly Lock _lock = new();
    private string? _sqlite;
    private string? _postgres;

    internal string For(Dialect dialect)
    {
        ref var resolved = ref dialect == Dialect.Sqlite ? ref _sqlite : ref _postgres;
        if (resolved is not null)
            return resolved;
        lock (_lock)
            return resolved ??= dialect.Resolve(text);
    }

    public override string ToString() => text;
}
