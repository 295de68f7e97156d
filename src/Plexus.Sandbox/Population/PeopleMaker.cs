using System.Globalization;
using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>Makes people from a seed: the same seed, day and practices give the same people, whatever machine or runtime.</summary>
internal static class PeopleMaker
{
    private const int PeoplePerPractice = 40;
    private const int FirstStem = 999_000_000;
    private const int Stems = 1_000_000;

    private static readonly string[] _families =
    [
        "Abara", "Ashcombe", "Bellweather", "Brackley", "Castellane", "Corrigan", "Dunmore", "Eastley", "Farrow", "Fenwick-Hale",
        "Gilhooly", "Greystoke", "Hartnell", "Iqbal", "Jessop", "Kaminski", "Kinsella", "Larkspur", "Mbeki", "Merriden",
        "Nakamura", "Norbury", "O'Mallon", "Okafor", "Pemberley", "Quillfeather", "Rahman", "Rosewarne", "Sandoval", "Thistlewood",
        "Tregenna", "Underhay", "Varga", "Wetherall", "Winterbourne", "Yarrow", "Zielinski", "Patelka", "Nguyenne", "De La Croix",
    ];

    private static readonly string[] _women =
    [
        "Amara", "Beatrix", "Chloe", "Deepika", "Eleanor", "Fatima", "Grace", "Hannah", "Imogen", "Jade",
        "Katarzyna", "Leila", "Maeve", "Niamh", "Olivia", "Priya", "Rosalind", "Sunita", "Theodora", "Zainab",
    ];

    private static readonly string[] _men =
    [
        "Adeyemi", "Benedict", "Callum", "Dmitri", "Edmund", "Farhan", "Gareth", "Hamish", "Idris", "Jonah",
        "Kwame", "Leopold", "Mateusz", "Nathaniel", "Oscar", "Piotr", "Rajiv", "Sebastian", "Tobias", "Yusuf",
    ];

    private static readonly string[] _streets = ["Alder Row", "Bramble Lane", "Canal Wharf", "Dovecote Close", "Elm Terrace", "Foundry Street", "Garth Avenue", "Heron Way", "Ivy Mews", "Juniper Drive"];

    private static readonly (string Town, string Area)[] _towns = [("Little Marlow End", "ZZ99 1"), ("Upper Thornby", "ZZ99 2"), ("Saltmarsh", "ZZ99 3"), ("Kingsferry", "ZZ99 4"), ("Hollowbridge", "ZZ99 5")];

    /// <summary>Makes forty people for each practice; the first four of each are one of every story.</summary>
    internal static (IReadOnlyList<Person> People, NhsNumber Unknown) Make(int seed, DateOnly today, IReadOnlyList<OdsCode> practices)
    {
        var dice = new Dice(seed);
        var people = new List<Person>(practices.Count * PeoplePerPractice);
        var numbers = Numbers(dice).GetEnumerator();
        for (var p = 0; p < practices.Count; p++)
        {
            for (var i = 0; i < PeoplePerPractice; i++)
            {
                numbers.MoveNext();
                var story = i < 4 ? (LifeCycle)i : dice.Next(20) == 0 ? LifeCycle.Deducted : LifeCycle.Registered;
                people.Add(One(dice, numbers.Current, story, today, practices[p], practices[(p + 1) % practices.Count]));
            }
        }
        numbers.MoveNext();
        return (people, numbers.Current);
    }

    private static Person One(Dice dice, NhsNumber number, LifeCycle story, DateOnly today, OdsCode practice, OdsCode next)
    {
        var gender = dice.Next(2) == 0 ? Gender.Female : Gender.Male;
        var born = today.AddDays(-dice.Next(365 * 92) - 40);
        var dead = story is LifeCycle.RecentlyDeceased or LifeCycle.Deceased;
        if (dead && born > today.AddYears(-60))
            born = born.AddYears(-60);
        var given = gender == Gender.Female ? _women : _men;
        var (town, area) = _towns[dice.Next(_towns.Length)];
        var joined = Later(born, today.AddYears(-1 - dice.Next(9)));
        return new Person
        {
            NhsNumber = number,
            Name = new PersonName(Title(gender, born, today), [given[dice.Next(given.Length)], given[dice.Next(given.Length)]], _families[dice.Next(_families.Length)]),
            DateOfBirth = born,
            Gender = gender,
            Address = new Address($"{1 + dice.Next(120)} {_streets[dice.Next(_streets.Length)]}", town, $"{area}{(char)('A' + dice.Next(20))}{(char)('A' + dice.Next(20))}"),
            Telephone = $"01632 960{dice.Next(1000).ToString("D3", CultureInfo.InvariantCulture)}",
            DateOfDeath = story switch
            {
                LifeCycle.RecentlyDeceased => today.AddMonths(-3),
                LifeCycle.Deceased => today.AddMonths(-8),
                _ => null,
            },
            Registrations = story switch
            {
                LifeCycle.Deducted => [new(practice, joined, today.AddMonths(-2)), new(next, today.AddMonths(-2))],
                LifeCycle.Deceased => [new(practice, joined, today.AddMonths(-7))],
                _ => [new(practice, joined)],
            },
        };
    }

    private static string Title(Gender gender, DateOnly born, DateOnly today) =>
        born > today.AddYears(-18) ? "" : gender == Gender.Female ? "Ms" : "Mr";

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    // A stride that shares no factor with the block's length visits every stem once.
    private static IEnumerable<NhsNumber> Numbers(Dice dice)
    {
        const int stride = 7_919;
        var at = dice.Next(Stems);
        for (var i = 0; i < Stems; i++)
        {
            if (NhsNumber.TryComplete(FirstStem + at, out var number))
                yield return number;
            at = (at + stride) % Stems;
        }
    }

    /// <summary>SplitMix64: the framework's seeded generator may change between versions, this one may not.</summary>
    private sealed class Dice(int seed)
    {
        private ulong _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

        internal int Next(int below)
        {
            _state += 0x9E3779B97F4A7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (int)((z ^ (z >> 31)) % (ulong)below);
        }
    }
}
