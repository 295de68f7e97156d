using Plexus.Sandbox;

namespace Plexus.Acceptance.Canaries;

/// <summary>Gives every person of a sandbox a name and an address that occur nowhere else in the world.</summary>
internal static class CanaryPeople
{
    /// <summary>Begins every surname.</summary>
    public const string Surname = "Vqzcanary";

    /// <summary>Begins every given name.</summary>
    public const string Given = "Wjxcanary";

    /// <summary>In every address.</summary>
    public const string Street = "Kqvcanary";

    /// <summary>In titles, texts and notes that a test writes itself.</summary>
    public const string Text = "Zqwcanary";

    public static IReadOnlyList<string> Words { get; } = [Surname, Given, Street, Text];

    public static void Rename(Population population)
    {
        var number = 0;
        foreach (var person in population.People)
        {
            var letters = Letters(number++);
            population.Change(person.NhsNumber, ChangeKind.Demographics, p => p with
            {
                Name = new PersonName(p.Name.Prefix, [Given + letters, Given + "x" + letters], Surname + letters),
                Address = p.Address with { Line = $"{number} {Street} Row", Town = Street },
            });
        }
    }

    private static string Letters(int number) => string.Concat(new[] { number / 676, number / 26 % 26, number % 26 }.Select(n => (char)('a' + n)));
}
