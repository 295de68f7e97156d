using System.Globalization;
using Plexus.Primitives;

namespace Plexus.Sandbox.Mesh;

/// <summary>Resolves <c>GPPROVIDER_{nhs number}_{date of birth}_{surname}</c> to the registered practice's mailbox.</summary>
/// <remarks>
/// The date is read as <c>yyyyMMdd</c> first, then <c>ddMMyyyy</c>: both are published, and no text is a
/// date after the year 1300 in both. How exactly MESH compares surnames is not published; here letters count, in any case (inferred).
/// The address itself is never kept: it names a patient.
/// </remarks>
internal sealed class PatientAddress(Population population, MeshDirectory directory)
{
    internal static bool Is(string to) => to.StartsWith(MeshWire.PatientAddressTag, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the mailbox, or says why not.</summary>
    internal (Mailbox? Mailbox, MeshError? Failure) Resolve(string to, string workflow)
    {
        var parts = to[MeshWire.PatientAddressTag.Length..].Split('_', 3);
        if (!NhsNumber.TryParse(parts[0], out var number))
            return (null, MeshErrors.BadNhsNumber);
        if (population.Find(number) is not { } person)
            return (null, MeshErrors.NhsNumberNotFound);
        if (parts.Length < 3 || ReadDate(parts[1]) != person.DateOfBirth || Population.Letters(WireText.Read(parts[2])) != Population.Letters(person.Name.Family))
            return (null, MeshErrors.DemographicsDiffer);
        if (person.Practice is not { } practice || !DefaultDirectory.IsRouted(workflow))
            return (null, MeshErrors.NoMailbox);
        return directory.Receivers(practice.ToWire(), workflow).Take(2).ToArray() switch
        {
            [] => (null, MeshErrors.NoMailbox),
            [var only] => (only, null),
            _ => (null, MeshErrors.SeveralMailboxes),
        };
    }

    internal static DateOnly? ReadDate(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year >= 1300)
            return date;
        return DateOnly.TryParseExact(text, "ddMMyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) ? date : null;
    }
}
