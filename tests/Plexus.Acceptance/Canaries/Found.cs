using System.Globalization;
using System.Text.RegularExpressions;
using Plexus.Primitives;
using Plexus.Sandbox;

namespace Plexus.Acceptance.Canaries;

/// <summary>Looks for what gives a patient away: canary words, NHS numbers, dates of birth, postcodes, patient addresses of MESH.</summary>
internal sealed partial class Found(Population population)
{
    private readonly HashSet<string> _born =
    [
        .. population.People.SelectMany(p => new[] { "yyyy-MM-dd", "dd/MM/yyyy", "yyyyMMdd", "ddMMyyyy" }.Select(f => p.DateOfBirth.ToString(f, CultureInfo.InvariantCulture))),
    ];

    /// <summary>What a text gives away; null for nothing.</summary>
    public string? In(string text)
    {
        foreach (var word in CanaryPeople.Words)
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return word;
        if (text.Contains("GPPROVIDER_", StringComparison.OrdinalIgnoreCase))
            return "GPPROVIDER_";
        foreach (Match number in TestNumber().Matches(text))
            if (NhsNumber.TryParse(number.Value, null, out _))
                return "an NHS number";
        foreach (Match date in Date().Matches(text))
            if (_born.Contains(date.Value))
                return "a date of birth";
        return Postcode().IsMatch(text) ? "a postcode" : null;
    }

    // No digit of a longer number or of a hexadecimal id.
    [GeneratedRegex("(?<![0-9A-Za-z])9[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9A-Za-z])")]
    private static partial Regex TestNumber();

    [GeneratedRegex("(?<![0-9A-Za-z])([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{8})(?![0-9A-Za-z])")]
    private static partial Regex Date();

    // The sandbox's invented postcodes begin so.
    [GeneratedRegex("ZZ99 ?[1-5][A-Z]{2}")]
    private static partial Regex Postcode();
}
