using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Plexus.Primitives;

namespace Plexus.Storage.Secrets;

/// <summary>The installation's keys: data keys that rotate, one key for the blind index, one for authentication.</summary>
/// <remarks>Every node of an installation uses the same ring. Losing it loses the data: it belongs in a backup apart from the database's.</remarks>
public sealed class KeyRing : IDisposable
{
    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 3 + NonceLength + TagLength;

    private readonly byte[] _indexKey;
    private readonly byte[] _authenticationKey;
    private readonly FrozenDictionary<ushort, DataKey> _keys;
    private readonly DataKey _current;

    internal KeyRing(IReadOnlyDictionary<ushort, byte[]> dataKeys, ushort current, byte[] indexKey, byte[] authenticationKey)
    {
        _keys = dataKeys.ToFrozenDictionary(k => k.Key, k => new DataKey(k.Key, k.Value));
        _current = _keys[current];
        _indexKey = indexKey;
        _authenticationKey = authenticationKey;
    }

    /// <summary>The number of the data key that encrypts from now on.</summary>
    public int CurrentKey => _current.Number;

    /// <summary>Encrypts with the current data key (AES-256-GCM).</summary>
    /// <param name="place">Where the bytes will be kept, such as <c>exchange/ID</c>: they decrypt nowhere else.</param>
    public byte[] Encrypt(ReadOnlySpan<byte> plain, string place)
    {
        var sealedBytes = new byte[plain.Length + Overhead];
        sealedBytes[0] = Format;
        BinaryPrimitives.WriteUInt16BigEndian(sealedBytes.AsSpan(1), _current.Number);
        var nonce = sealedBytes.AsSpan(3, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        _current.Encrypt(nonce, plain, sealedBytes.AsSpan(3 + NonceLength, plain.Length), sealedBytes.AsSpan(sealedBytes.Length - TagLength), Encoding.UTF8.GetBytes(place));
        return sealedBytes;
    }

    /// <summary>Encrypts text; null stays null.</summary>
    public byte[]? EncryptText(string? text, string place) => text is null ? null : Encrypt(Encoding.UTF8.GetBytes(text), place);

    /// <exception cref="StorageException">Not ours, changed, kept for another place, or its key is not in the ring.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedBytes, string place)
    {
        if (sealedBytes.Length < Overhead || sealedBytes[0] != Format)
            throw new StorageException("A stored value is not in our encrypted format.");
        var key = Key(BinaryPrimitives.ReadUInt16BigEndian(sealedBytes[1..]));
        var plain = new byte[sealedBytes.Length - Overhead];
        key.Decrypt(sealedBytes.Slice(3, NonceLength), sealedBytes.Slice(3 + NonceLength, plain.Length), sealedBytes[^TagLength..], plain, Encoding.UTF8.GetBytes(place));
        return plain;
    }

    /// <summary>Decrypts text; null stays null.</summary>
    /// <exception cref="StorageException">As <see cref="Decrypt"/>.</exception>
    public string? DecryptText(byte[]? sealedBytes, string place) => sealedBytes is null ? null : Encoding.UTF8.GetString(Decrypt(sealedBytes, place));

    /// <summary>The blind index of an NHS number: equal numbers give equal text, and without the key nothing else follows from it.</summary>
    public string IndexOf(NhsNumber number)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_indexKey, Encoding.ASCII.GetBytes(number.ToDigits()), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>A keyed hash of bytes that must be compared but not read, such as a question asked twice.</summary>
    public string FingerprintOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(HMACSHA256.HashData(_indexKey, bytes));

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    internal byte[] Authenticate(string text) => HMACSHA256.HashData(_authenticationKey, Encoding.UTF8.GetBytes(text));

    internal DataKey Current => _current;

    /// <exception cref="StorageException">The key is not in the ring.</exception>
    internal DataKey Key(ushort number) =>
        _keys.TryGetValue(number, out var key) ? key : throw new StorageException($"Data key {number} is not in the key ring: restore the ring that wrote this data.");

    /// <summary>One data key. The cipher objects are not safe for two threads, so they are lent out one at a time.</summary>
    internal sealed class DataKey(ushort number, byte[] key) : IDisposable
    {
        private readonly ConcurrentBag<AesGcm> _ciphers = [];

        internal ushort Number => number;

        internal void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag, ReadOnlySpan<byte> associated)
        {
            var aes = Take();
            aes.Encrypt(nonce, plain, cipher, tag, associated);
            _ciphers.Add(aes);
        }

        internal void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> associated)
        {
            var aes = Take();
            try
            {
                aes.Decrypt(nonce, cipher, tag, plain, associated);
            }
            catch (AuthenticationTagMismatchException e)
            {
                throw new StorageException("A stored value was changed, or belongs to another row.", e);
            }
            finally
            {
                _ciphers.Add(aes);
            }
        }

        public void Dispose()
        {
            while (_ciphers.TryTake(out var aes))
                aes.Dispose();
        }

        private AesGcm Take() => _ciphers.TryTake(out var aes) ? aes : new AesGcm(key, TagLength);
    }
}
