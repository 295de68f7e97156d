using System.Security.Cryptography;
using System.Text;

namespace Plexus.Standards.Tests;

/// <summary>UUIDs that are the same on every run.</summary>
internal static class Ids
{
    internal static Guid Of(string purpose) => new(SHA256.HashData(Encoding.UTF8.GetBytes(purpose)).AsSpan(0, 16));

    internal static string Text(string purpose) => Of(purpose).ToString("d");
}
