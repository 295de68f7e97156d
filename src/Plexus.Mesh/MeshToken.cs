using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plexus.Mesh;

/// <summary>The Authorization header of one request.</summary>
/// <remarks>MESH API 2.0.0, "MESH Authorization header": each token is good for one request, within two hours of the server's clock.</remarks>
internal static class MeshToken
{
    internal const string Scheme = "NHSMESH";

    /// <summary>Everything after the scheme: <c>mailbox:nonce:count:timestamp:hash</c>. The password is hashed before the timestamp and not sent.</summary>
    internal static string Create(MeshCredentials credentials, Guid nonce, int nonceCount, DateTimeOffset now)
    {
        var mailbox = credentials.Mailbox.ToWire();
        var timestamp = now.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        var count = nonceCount.ToString(CultureInfo.InvariantCulture);
        var message = $"{mailbox}:{nonce:D}:{count}:{credentials.Password}:{timestamp}";
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(credentials.SharedKey), Encoding.UTF8.GetBytes(message));
        return $"{mailbox}:{nonce:D}:{count}:{timestamp}:{Convert.ToHexStringLower(hash)}";
    }
}
