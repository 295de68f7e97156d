using System.Globalization;
using System.Text;
using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>A practice's patients as the file that <c>plexus patients import</c> takes: one row for each registration with the practice.</summary>
public static class PatientsCsv
{
    /// <summary>The columns, in the order they are written.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "local_id", "organisation", "nhs_number", "surname", "given_names", "birth_date", "gender", "postcode", "registered_from", "registered_to", "end_reason", "died_on",
    ];

    /// <summary>Everybody who is or was on the practice's list.</summary>
    public static string Write(Population population, OdsCode practice)
    {
        ArgumentNullException.ThrowIfNull(population);
        var csv = new StringBuilder();
        Row(csv, Columns);
        var people = population.People;
        for (var i = 0; i < people.Count; i++)
        {
            foreach (var registration in people[i].Registrations.Where(r => r.Practice == practice))
                Row(csv, Fields(people[i], registration, string.Create(CultureInfo.InvariantCulture, $"SBX-{i + 1:D5}")));
        }
        return csv.ToString();
    }

    private static string[] Fields(Person person, Registration registration, string localId) =>
    [
        localId,
        registration.Practice.ToWire(),
        person.NhsNumber.ToDigits(),
        person.Name.Family,
        string.Join(' ', person.Name.Given),
        Date(person.DateOfBirth),
        person.Gender.ToString().ToLowerInvariant(),
        person.Address.Postcode,
        Date(registration.From),
        Date(registration.To),
        registration.To is not { } ended ? "" : person.DateOfDeath is { } died && died <= ended ? "died" : "deducted",
        Date(person.DateOfDeath),
    ];

    private static string Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static void Row(StringBuilder csv, IEnumerable<string> fields) => csv.AppendJoin(',', fields.Select(Quoted)).Append("\r\n");

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
