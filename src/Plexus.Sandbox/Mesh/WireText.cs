using System.Text;

namespace Plexus.Sandbox.Mesh;

/// <summary>Reads text out of header values.</summary>
/// <remarks>
/// Headers are taken and given back byte for byte (Latin-1 to the server). Which characters the bytes mean is the sender's
/// affair; where the twin must read them it takes UTF-8, and Latin-1 when they are not valid UTF-8 (inferred).
/// </remarks>
internal static class WireText
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Read(string header)
    {
        if (Ascii.IsValid(header))
            return header;
        try
        {
            return _strict.GetString(Encoding.Latin1.GetBytes(header));
        }
        catch (DecoderFallbackException)
        {
            return header;
        }
    }
}
