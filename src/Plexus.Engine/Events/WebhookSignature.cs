using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plexus.Engine.Events;

/// <summary>Signs what leaves for a supplier's system, so that it can tell us from anybody else.</summary>
/// <remarks>
/// <c>Plexus-Timestamp</c> holds seconds since 1970. <c>Plexus-Signature</c> holds one <c>KEYID=SIGNATURE</c> for each key that is in force, separated by commas:
/// HMAC-SHA256, in lower-case hexadecimal digits, over the timestamp, a full stop and the body's bytes. docs/events.md shows how to verify it.
/// </remarks>
public static class WebhookSignature
{
    public const string TimestampHeader = "Plexus-Timestamp";

    public const string SignatureHeader = "Plexus-Signature";

    /// <param name="secrets">The current secret first, then the next one while they change over.</param>
    public static string Sign(IEnumerable<string> secrets, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var signatures = new StringBuilder();
        foreach (var secret in secrets)
            signatures.Append(signatures.Length == 0 ? "" : ",").Append(KeyId(secret)).Append('=').Append(Convert.ToHexStringLower(Mac(secret, Timestamp(at), body)));
        return signatures.ToString();
    }

    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Names a secret without telling anything about it that a signature does not tell: eight hexadecimal digits.</summary>
    public static string KeyId(string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "plexus key id"u8).AsSpan(0, 4));

    /// <summary>Whether one of the signatures was made with one of the secrets, and not longer ago, or further ahead, than the tolerance.</summary>
    public static bool Verify(IEnumerable<string> secrets, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || signatures is null || signatures.Length > 2000)
            return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > tolerance.TotalSeconds)
            return false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.ASCII.GetBytes($"{KeyId(secret)}={Convert.ToHexStringLower(Mac(secret, timestamp, body))}");
            foreach (var signature in signatures.Split(',', StringSplitOptions.TrimEntries))
                if (CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature)))
                    return true;
        }

        return false;
    }

    private static byte[] Mac(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(timestamp));
        mac.AppendData("."u8);
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
