using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plexus.Sandbox.Itk3;

/// <summary>Ids made from a seed, a day and a running number: the same run gives the same ids.</summary>
/// <remarks>RFC 9562, UUID version 8. The day is the one the population was made for, so that tomorrow's sandbox does not repeat today's ids.</remarks>
internal sealed class Uuids(int seed, DateOnly day)
{
    /// <summary>The id of one part of one message.</summary>
    /// <param name="number">The message's running number.</param>
    /// <param name="part">Which part, e.g. <c>header</c>.</param>
    internal string Of(int number, string part)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{day:yyyy-MM-dd}/{number}/{part}")), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString();
    }
}
