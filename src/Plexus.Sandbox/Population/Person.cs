using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>Administrative gender as PDS writes it.</summary>
public enum Gender
{
    Female,
    Male,
    Other,
    Unknown,
}

/// <summary>What became of a person, seen from the first practice they were registered with.</summary>
public enum LifeCycle
{
    /// <summary>Registered and living.</summary>
    Registered,

    /// <summary>Left for another practice.</summary>
    Deducted,

    /// <summary>Died within the last six months; still on the practice's list.</summary>
    RecentlyDeceased,

    /// <summary>Died longer ago; taken off the list.</summary>
    Deceased,
}

/// <summary>A time on a practice's list.</summary>
/// <param name="Practice">The practice.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while it lasts.</param>
public sealed record Registration(OdsCode Practice, DateOnly From, DateOnly? To = null);

/// <summary>A person's name.</summary>
/// <param name="Prefix">Title; may be empty.</param>
/// <param name="Given">Forenames in order, at least one.</param>
/// <param name="Family">Surname.</param>
public sealed record PersonName(string Prefix, IReadOnlyList<string> Given, string Family);

/// <summary>One invented person. Values are replaced as a whole; changes go through <see cref="Population.Change"/>.</summary>
public sealed record Person
{
    public required NhsNumber NhsNumber { get; init; }
    public required PersonName Name { get; init; }
    public required DateOnly DateOfBirth { get; init; }
    public required Gender Gender { get; init; }
    public required Address Address { get; init; }
    public string Telephone { get; init; } = "";

    /// <summary>Null while living.</summary>
    public DateOnly? DateOfDeath { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Registration> Registrations { get; init; } = [];

    /// <summary>The practice the person is registered with now; null for nobody's.</summary>
    public OdsCode? Practice => Registrations is [.., { To: null } last] ? last.Practice : null;

    /// <summary>Counts the changes of this record, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Never the person: records turn up in logs and exceptions.</summary>
    public override string ToString() => $"person {NhsNumber}";
}
