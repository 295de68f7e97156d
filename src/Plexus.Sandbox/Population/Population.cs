using System.Collections.Concurrent;
using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>The one synthetic population that every emulated service reads and changes.</summary>
/// <remarks>
/// The same seed and day give the same people. NHS numbers come from the 999 block only. A change replaces the record,
/// is appended to <see cref="Changes"/> and announced by <see cref="Changed"/>; no service keeps people of its own.
/// </remarks>
public sealed class Population
{
    private readonly ConcurrentDictionary<NhsNumber, Person> _people = new();
    private readonly ConcurrentDictionary<(DateOnly, string), ConcurrentDictionary<NhsNumber, byte>> _byBirthAndName = new();
    private readonly Lock _gate = new();
    private readonly List<PopulationChange> _changes = [];
    private readonly TimeProvider _business;
    private List<NhsNumber> _order = [];

    /// <summary>Makes the people of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="today">The day ages and dates of death count back from.</param>
    /// <param name="business">Clock that dates the changes.</param>
    public Population(int seed, DateOnly today, TimeProvider business)
    {
        Seed = seed;
        Today = today;
        _business = business;
        Organisations = OrganisationData.All;
        Fill();
    }

    /// <summary>Raised after each change.</summary>
    public event Action<PopulationChange>? Changed;

    public int Seed { get; }

    /// <summary>The day the people were made for.</summary>
    public DateOnly Today { get; }

    /// <summary>Practices, pharmacies, a trust and an NHS 111 provider.</summary>
    public IReadOnlyList<Organisation> Organisations { get; }

    /// <summary>The practices.</summary>
    public IEnumerable<Organisation> Practices => Organisations.Where(o => o.Kind == OrganisationKind.Practice);

    /// <summary>A valid number of the 999 block that belongs to nobody.</summary>
    public NhsNumber UnknownNumber { get; private set; }

    public int Count => _people.Count;

    /// <summary>Everybody, in the order they were made.</summary>
    public IReadOnlyList<Person> People
    {
        get
        {
            lock (_gate)
                return [.. _order.Select(n => _people[n])];
        }
    }

    /// <summary>The change log, oldest first.</summary>
    public IReadOnlyList<PopulationChange> Changes
    {
        get
        {
            lock (_gate)
                return [.. _changes];
        }
    }

    /// <summary>The person with this number, or null.</summary>
    public Person? Find(NhsNumber number) => _people.GetValueOrDefault(number);

    /// <summary>Everybody with this date of birth and surname; letters count, their case and anything between them does not.</summary>
    public IReadOnlyList<Person> Find(DateOnly born, string family) =>
        _byBirthAndName.TryGetValue((born, Letters(family)), out var numbers) ? [.. numbers.Keys.Select(n => _people[n])] : [];

    /// <summary>People whose story this is, at one practice or at any.</summary>
    public IEnumerable<Person> Cases(LifeCycle story, OdsCode? practice = null) =>
        People.Where(p => StoryOf(p) == story && (practice is null || p.Registrations[0].Practice == practice));

    /// <summary>What became of the person, on the business clock's day.</summary>
    public LifeCycle StoryOf(Person person)
    {
        var today = DateOnly.FromDateTime(_business.GetUtcNow().UtcDateTime);
        if (person.DateOfDeath is { } died)
            return died > today.AddMonths(-6) ? LifeCycle.RecentlyDeceased : LifeCycle.Deceased;
        return person.Registrations.Count > 1 || person.Practice is null ? LifeCycle.Deducted : LifeCycle.Registered;
    }

    /// <summary>Adds a person.</summary>
    /// <exception cref="ArgumentException">The number is not from the 999 block, or is taken.</exception>
    public PopulationChange Add(Person person)
    {
        if (!person.NhsNumber.ToDigits().StartsWith("999", StringComparison.Ordinal))
            throw new ArgumentException("Only NHS numbers of the 999 block may be added.", nameof(person));
        lock (_gate)
        {
            if (_people.ContainsKey(person.NhsNumber))
                throw new ArgumentException("The NHS number is taken.", nameof(person));
            return Record(ChangeKind.Added, person with { Version = 1 });
        }
    }

    /// <summary>Changes a person.</summary>
    /// <param name="number">Whom.</param>
    /// <param name="kind">Why, for the log.</param>
    /// <param name="change">Makes the new record from the old one; the NHS number stays.</param>
    /// <returns>The entry, or null when nobody has the number.</returns>
    public PopulationChange? Change(NhsNumber number, ChangeKind kind, Func<Person, Person> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_gate)
        {
            if (!_people.TryGetValue(number, out var person))
                return null;
            return Record(kind, change(person) with { NhsNumber = number, Version = person.Version + 1 });
        }
    }

    /// <summary>Moves a person to a practice's list, ending the registration that ran.</summary>
    public PopulationChange? Register(NhsNumber number, OdsCode practice) =>
        Change(number, ChangeKind.Registered, p => p with { Registrations = [.. Ended(p), new Registration(practice, Day)] });

    /// <summary>Takes a person off their practice's list.</summary>
    public PopulationChange? Deduct(NhsNumber number) =>
        Change(number, ChangeKind.Deducted, p => p with { Registrations = [.. Ended(p)] });

    /// <summary>Records a death; the practice's list is left to a <see cref="Deduct"/>.</summary>
    public PopulationChange? Die(NhsNumber number, DateOnly on) =>
        Change(number, ChangeKind.Died, p => p with { DateOfDeath = on });

    /// <summary>Puts everybody back to how the seed made them and empties the change log.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _changes.Clear();
            Fill();
        }
    }

    /// <summary>Takes back changes that were kept, without announcing them.</summary>
    internal void Replay(IEnumerable<PopulationChange> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                Put(change.Person);
                _changes.Add(change);
            }
        }
    }

    private DateOnly Day => DateOnly.FromDateTime(_business.GetUtcNow().UtcDateTime);

    private IEnumerable<Registration> Ended(Person person) => person.Registrations.Select(r => r.To is null ? r with { To = Day } : r);

    private PopulationChange Record(ChangeKind kind, Person person)
    {
        Put(person);
        var change = new PopulationChange(_changes.Count + 1, _business.GetUtcNow(), kind, person);
        _changes.Add(change);
        Changed?.Invoke(change);
        return change;
    }

    private void Fill()
    {
        _people.Clear();
        _byBirthAndName.Clear();
        _order = [];
        var made = PeopleMaker.Make(Seed, Today, [.. Practices.Select(p => p.Ods)]);
        foreach (var person in made.People)
            Put(person);
        UnknownNumber = made.Unknown;
    }

    private void Put(Person person)
    {
        if (_people.TryGetValue(person.NhsNumber, out var before))
        {
            if (_byBirthAndName.TryGetValue((before.DateOfBirth, Letters(before.Name.Family)), out var numbers))
                numbers.TryRemove(before.NhsNumber, out _);
        }
        else
        {
            _order.Add(person.NhsNumber);
        }
        _people[person.NhsNumber] = person;
        _byBirthAndName.GetOrAdd((person.DateOfBirth, Letters(person.Name.Family)), static _ => new()).TryAdd(person.NhsNumber, 0);
    }

    /// <summary>A name reduced to its letters, in capitals.</summary>
    internal static string Letters(string name) => string.Concat(name.Where(char.IsLetter)).ToUpperInvariant();
}
