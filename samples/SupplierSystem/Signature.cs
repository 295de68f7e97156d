using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SupplierSystem;

/// <summary>Checks that a request comes from the gateway, is whole, and is not an old one sent again.</summary>
public static class Signature
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static bool Verify(IEnumerable<string> keys, string? timestamp, string? signatures, byte[] body, DateTimeOffset now)
    {
        if (signatures is null || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > Tolerance.TotalSeconds)
            return false;

        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        foreach (var key in keys)
        {
            var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed)));
            foreach (var signature in signatures.Split(','))
                if (CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature[(signature.IndexOf('=') + 1)..].Trim())))
                    return true;
        }

        return false;
    }
}
