using System.Globalization;

namespace Plexus.Web.Console.Parts;

/// <summary>Dates as people in the United Kingdom read them.</summary>
internal static class UkDate
{
    /// <summary><c>4 March 1961</c>.</summary>
    public static string Format(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
