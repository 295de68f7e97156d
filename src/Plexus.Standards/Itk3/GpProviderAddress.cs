using System.Globalization;
using Plexus.Primitives;

namespace Plexus.Standards.Itk3;

/// <summary>How the date of birth is written in a GPPROVIDER address: the guides disagree.</summary>
internal enum BirthDateForm
{
    /// <summary><c>20010930</c>, as the MESH guidance prints.</summary>
    YearFirst,

    /// <summary><c>30092001</c>, as older GP Connect examples print.</summary>
    DayFirst,
}

/// <summary>The address <c>GPPROVIDER_number_birth_surname</c>, by which MESH finds the patient's registered practice.</summary>
/// <remarks>GPCM-SD-060, GPCM-SD-063. It names a patient: never log it.</remarks>
internal sealed record GpProviderAddress(NhsNumber NhsNumber, DateOnly BirthDate, string Surname)
{
    private const string Prefix = "GPPROVIDER_";

    internal string Format(BirthDateForm form) =>
        $"{Prefix}{NhsNumber.ToDigits()}_{BirthDate.ToString(form == BirthDateForm.YearFirst ? "yyyyMMdd" : "ddMMyyyy", CultureInfo.InvariantCulture)}_{Surname}";

    /// <summary>Reads either form of date, year first when both fit.</summary>
    internal static bool TryParse(string text, out GpProviderAddress? address)
    {
        address = null;
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        var parts = text[Prefix.Length..].Split('_', 3);
        if (parts.Length != 3 || parts[2].Length == 0 || !NhsNumber.TryParse(parts[0], out var number))
            return false;
        if (!DateOnly.TryParseExact(parts[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
            && !DateOnly.TryParseExact(parts[1], "ddMMyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out birth))
            return false;

        address = new(number, birth, parts[2]);
        return true;
    }
}
