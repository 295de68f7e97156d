namespace Plexus.Storage.Payloads;

/// <summary>Writes sealed bytes as rows of one mebibyte, each committed on its own: the payload's row comes later and makes them count.</summary>
internal sealed class ChunkRowsWriter(Database database, string place, string organisation) : Stream
{
    private const int ChunkLength = 1024 * 1024;

    private static readonly Sql Insert = new("INSERT INTO payload_chunk (exchange, ordinal, at, data, organisation) VALUES ($1, $2, $3, $4, $5)");

    private readonly byte[] _chunk = new byte[ChunkLength];
    private int _filled;

    /// <summary>Rows written so far.</summary>
    internal long Chunks { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var taken = Math.Min(buffer.Length, ChunkLength - _filled);
            buffer[..taken].CopyTo(_chunk.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == ChunkLength)
                await CompleteAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Writes what is left as the last row.</summary>
    internal async Task CompleteAsync(CancellationToken cancellation)
    {
        if (_filled == 0)
            return;
        var (ordinal, data) = (Chunks++, _chunk.AsSpan(0, _filled).ToArray());
        _filled = 0;
        await database.Writes.RunAsync(session => session.Post(Insert, place, ordinal, session.Now, data, organisation), cancellation: cancellation);
    }
}

/// <summary>Reads the sealed bytes back, one row in memory at a time.</summary>
internal sealed class ChunkRowsReader(Database database, string place, long chunks) : Stream
{
    private static readonly Sql Select = new("SELECT data FROM payload_chunk WHERE exchange = $1 AND ordinal = $2");

    private byte[] _chunk = [];
    private int _from;
    private long _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_from == _chunk.Length)
        {
            if (_next == chunks)
                return 0;
            var ordinal = _next++;
            _chunk = database.Read(rows => rows.First(Select, row => row.GetFieldValue<byte[]>(0), place, ordinal)) ?? throw new StorageException("A chunk of a stored payload is missing.");
            _from = 0;
        }

        var count = Math.Min(buffer.Length, _chunk.Length - _from);
        _chunk.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
