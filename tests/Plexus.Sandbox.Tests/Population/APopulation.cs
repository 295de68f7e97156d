using System.Net;
using System.Text;
using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Sandbox.Tests;

public sealed class APopulation
{
    private static readonly DateOnly _today = new(2026, 5, 4);
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void The_same_seed_and_day_give_the_same_people(int seed)
    {
        Fingerprint(Make(seed)).ShouldBe(Fingerprint(Make(seed)));
        Fingerprint(Make(seed)).ShouldNotBe(Fingerprint(Make(seed - 1)));
    }

    [Fact]
    public void Seed_1_is_the_same_on_every_machine() =>
        Make(1).People.Take(2).Select(p => $"{p.NhsNumber.ToDigits()} {p.Name.Family} {p.DateOfBirth:yyyy-MM-dd}").ShouldBe(["9993557005 Merriden 1949-07-23", "9993636193 De La Croix 2022-08-06"]);

    [Fact]
    public void Numbers_are_valid_distinct_and_of_the_999_block()
    {
        var population = Make(3);
        var numbers = population.People.Select(p => p.NhsNumber.ToDigits()).Append(population.UnknownNumber.ToDigits()).ToArray();

        numbers.Distinct().Count().ShouldBe(numbers.Length);
        numbers.ShouldAllBe(n => n.StartsWith("999", StringComparison.Ordinal) && NhsNumber.Parse(n, null).IsForTests);
        population.Find(population.UnknownNumber).ShouldBeNull();
    }

    [Fact]
    public void Every_practice_has_one_of_every_story()
    {
        var population = Make(1);

        foreach (var practice in population.Practices)
        {
            foreach (var story in Enum.GetValues<LifeCycle>())
                population.Cases(story, practice.Ods).ShouldNotBeEmpty($"{practice.Ods} {story}");
        }
    }

    [Fact]
    public void The_stories_are_what_they_say()
    {
        var population = Make(1);

        population.Cases(LifeCycle.Registered).ShouldAllBe(p => p.Practice != null && p.DateOfDeath == null && p.DateOfBirth <= _today);
        population.Cases(LifeCycle.Deducted).ShouldAllBe(p => p.Registrations[0].To != null && p.Practice != p.Registrations[0].Practice);
        population.Cases(LifeCycle.RecentlyDeceased).ShouldAllBe(p => p.DateOfDeath == _today.AddMonths(-3) && p.Practice != null);
        population.Cases(LifeCycle.Deceased).ShouldAllBe(p => p.DateOfDeath == _today.AddMonths(-8) && p.Practice == null);
        population.People.ShouldAllBe(p => p.Registrations.All(r => r.From >= p.DateOfBirth));
    }

    [Fact]
    public void A_change_is_logged_announced_and_seen_by_everybody()
    {
        var population = Make(1);
        var heard = new List<PopulationChange>();
        population.Changed += heard.Add;
        var person = population.Cases(LifeCycle.Registered).First();

        population.Die(person.NhsNumber, _today);
        population.Change(person.NhsNumber, ChangeKind.Demographics, p => p with { Name = p.Name with { Family = "Newname" } });

        heard.Select(c => (c.Sequence, c.Kind, c.Person.Version)).ShouldBe([(1, ChangeKind.Died, 2), (2, ChangeKind.Demographics, 3)]);
        population.Changes.ShouldBe(heard);
        population.StoryOf(population.Find(person.NhsNumber)!).ShouldBe(LifeCycle.RecentlyDeceased);
        population.Find(person.DateOfBirth, "NEW-NAME").Single().NhsNumber.ShouldBe(person.NhsNumber);
        population.Find(person.DateOfBirth, person.Name.Family).ShouldNotContain(p => p.NhsNumber == person.NhsNumber);
        population.Reset();
        population.Find(person.NhsNumber)!.Name.Family.ShouldBe(person.Name.Family, "as the seed made them");
        population.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void A_recent_death_grows_old_on_the_business_clock()
    {
        var population = Make(1);
        var person = population.Cases(LifeCycle.RecentlyDeceased).First();

        _time.Advance(TimeSpan.FromDays(100));

        population.StoryOf(person).ShouldBe(LifeCycle.Deceased);
    }

    [Fact]
    public void Only_people_of_the_999_block_may_be_added_and_once()
    {
        var population = Make(1);
        var person = population.People[0];

        Should.Throw<ArgumentException>(() => population.Add(person)).Message.ShouldStartWith("The NHS number is taken.");
        Should.Throw<ArgumentException>(() => population.Add(person with { NhsNumber = NhsNumber.Parse("9434765919") })).Message.ShouldStartWith("Only NHS numbers");
        population.Add(person with { NhsNumber = population.UnknownNumber }).Kind.ShouldBe(ChangeKind.Added);
    }

    [Fact]
    public void A_person_does_not_print_themselves()
    {
        var person = Make(1).People[0];

        person.ToString().ShouldNotContain(person.Name.Family);
        person.ToString().ShouldNotContain(person.NhsNumber.ToDigits());
    }

    [Fact]
    public async Task People_are_listed_found_and_changed_over_http()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var http = sandbox.Mesh.Http;
        var listed = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/sandbox/people?case=registered&practice=A99902&limit=1"));
        var person = listed.GetProperty("people")[0].GetProperty("person");
        var number = person.GetProperty("nhsNumber").GetString();

        var moved = await Post(http, "/sandbox/people/change", $$"""{"nhsNumber":"{{number}}","register":"A99905"}""");
        moved.Item2.GetProperty("kind").GetString().ShouldBe("registered");
        var found = await Post(http, "/sandbox/people/search", $$"""{"nhsNumber":"{{number}}"}""");
        found.Item2[0].GetProperty("case").GetString().ShouldBe("deducted");
        found.Item2[0].GetProperty("person").GetProperty("practice").GetString().ShouldBe("A99905");
        (await Post(http, "/sandbox/people/search", $$"""{"dateOfBirth":"{{person.GetProperty("dateOfBirth").GetString()}}","family":"{{person.GetProperty("name").GetProperty("family").GetString()}}"}""")).Item2.GetArrayLength().ShouldBe(1);
        JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/sandbox/people/changes?after=0")).GetArrayLength().ShouldBe(1);
        JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/sandbox/people/changes?after=1")).GetArrayLength().ShouldBe(0);

        (await Post(http, "/sandbox/people/change", $$"""{"nhsNumber":"{{listed.GetProperty("unknownNumber").GetString()}}","deduct":true}""")).Item1.ShouldBe(HttpStatusCode.NotFound);
        (await Post(http, "/sandbox/people/change", "{")).Item1.ShouldBe(HttpStatusCode.BadRequest);
        (await http.GetAsync(new Uri("/sandbox/people?case=lost", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<(HttpStatusCode, JsonElement)> Post(HttpClient http, string path, string json)
    {
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync()));
    }

    private Population Make(int seed) => new(seed, _today, _time);

    private static string Fingerprint(Population population) => JsonSerializer.Serialize(population.People);
}
