using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Plexus.Sandbox.Mesh;

/// <summary>Checks <c>Authorization: NHSMESH mailbox:nonce:count:timestamp:hash</c>.</summary>
/// <remarks>
/// MESH API 2.0.0, Authorization header. The hash is HMAC-SHA256 with the shared key over
/// <c>mailbox:nonce:count:password:timestamp</c>. Used tokens are remembered by their hash for as long as their timestamp
/// would be accepted; a restart forgets them.
/// </remarks>
internal sealed class TokenGate(MeshOptions options, TimeProvider wall)
{
    private const int LongestToken = 1024;
    private const int HashBytes = 32;
    private const int Shards = 64;
    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.SharedKey);
    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];

    /// <summary>Whether the token opens this mailbox now; null when it does.</summary>
    /// <param name="header">The Authorization header.</param>
    /// <param name="mailboxId">Mailbox of the path, in capitals.</param>
    /// <param name="mailbox">The mailbox, when there is one.</param>
    internal MeshError? Check(ReadOnlySpan<char> header, ReadOnlySpan<char> mailboxId, Mailbox? mailbox)
    {
        header = header.Trim();
        if (header.Length is 0 or > LongestToken || !header.StartsWith(MeshWire.TokenScheme, StringComparison.OrdinalIgnoreCase))
            return MeshErrors.UnreadableToken;
        Span<Range> parts = stackalloc Range[6];
        var token = header[MeshWire.TokenScheme.Length..];
        if (token.Split(parts, ':') != 5)
            return MeshErrors.UnreadableToken;

        ReadOnlySpan<char> nonce = token[parts[1]], count = token[parts[2]], timestamp = token[parts[3]], hash = token[parts[4]];
        if (!token[parts[0]].SequenceEqual(mailboxId))
            return MeshErrors.TokenForAnother;
        if (nonce.IsEmpty || count.IsEmpty || count.ContainsAnyExceptInRange('0', '9'))
            return MeshErrors.UnreadableToken;
        if (mailbox is null)
            return MeshErrors.UnknownMailbox;

        Span<byte> sent = stackalloc byte[HashBytes];
        Span<byte> expected = stackalloc byte[HashBytes];
        if (hash.Length != HashBytes * 2 || Convert.FromHexString(hash, sent, out _, out _) != System.Buffers.OperationStatus.Done)
            return MeshErrors.InvalidToken;
        Hash(mailboxId, nonce, count, mailbox.PasswordBytes, timestamp, expected);
        if (!CryptographicOperations.FixedTimeEquals(sent, expected))
            return MeshErrors.InvalidToken;
        if (!mailbox.Settings.Active)
            return MeshErrors.InactiveMailbox;
        return Age(timestamp, expected);
    }

    private MeshError? Age(ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> hash)
    {
        var now = wall.GetUtcNow();
        var dated = now;
        if (options.TokenWindow is { } window)
        {
            if (!DateTimeOffset.TryParseExact(timestamp, MeshWire.TokenTimestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out dated)
                || (now - dated).Duration() > window)
                return MeshErrors.TokenOutsideWindow;
        }
        if (!options.SingleUseTokens)
            return null;
        var key = MemoryMarshal.Read<UInt128>(hash);
        var forgetAfter = dated + (options.TokenWindow ?? TimeSpan.FromHours(2)) + TimeSpan.FromMinutes(1);
        return _shards[hash[^1] % Shards].TryUse(key, now, forgetAfter) ? null : MeshErrors.TokenUsed;
    }

    private void Hash(ReadOnlySpan<char> mailbox, ReadOnlySpan<char> nonce, ReadOnlySpan<char> count, ReadOnlySpan<byte> password, ReadOnlySpan<char> timestamp, Span<byte> hash)
    {
        Span<byte> text = stackalloc byte[LongestToken * 3 + 512];
        if (password.Length > 400)
            text = new byte[LongestToken * 3 + 112 + password.Length];
        var at = Encoding.UTF8.GetBytes(mailbox, text);
        text[at++] = (byte)':';
        at += Encoding.UTF8.GetBytes(nonce, text[at..]);
        text[at++] = (byte)':';
        at += Encoding.UTF8.GetBytes(count, text[at..]);
        text[at++] = (byte)':';
        password.CopyTo(text[at..]);
        at += password.Length;
        text[at++] = (byte)':';
        at += Encoding.UTF8.GetBytes(timestamp, text[at..]);
        HMACSHA256.HashData(_key, text[..at], hash);
    }

    internal void Forget()
    {
        foreach (var shard in _shards)
            shard.Clear();
    }

    // Used tokens by the half hour in which they can be forgotten.
    private sealed class Shard
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<long, HashSet<UInt128>> _used = [];

        internal bool TryUse(UInt128 key, DateTimeOffset now, DateTimeOffset forgetAfter)
        {
            var slot = forgetAfter.UtcTicks / (TimeSpan.TicksPerMinute * 30);
            lock (_gate)
            {
                if (!_used.TryGetValue(slot, out var used))
                {
                    var past = now.UtcTicks / (TimeSpan.TicksPerMinute * 30) - 1;
                    foreach (var old in _used.Keys.Where(k => k < past).ToList())
                        _used.Remove(old);
                    _used.Add(slot, used = []);
                }
                return used.Add(key);
            }
        }

        internal void Clear()
        {
            lock (_gate)
                _used.Clear();
        }
    }
}
