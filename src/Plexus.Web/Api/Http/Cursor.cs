namespace Plexus.Web.Api.Http;

/// <summary>Where a page ended: the id of its last row.</summary>
internal static class Cursor
{
    public static bool IsValid(string cursor) => cursor.Length == 32 && cursor.All(char.IsAsciiHexDigitLower);
}
