using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>What an organisation of the sandbox does.</summary>
public enum OrganisationKind
{
    Practice,
    Pharmacy,
    Trust,
    Nhs111,
}

/// <summary>A postal address: street, town and postcode. Every one is invented.</summary>
public sealed record Address(string Line, string Town, string Postcode);

/// <summary>An invented organisation with an ODS code.</summary>
/// <param name="Ods">ODS code.</param>
/// <param name="Name">Name in capitals, as ODS writes it.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Address">Where it is.</param>
public sealed record Organisation(OdsCode Ods, string Name, OrganisationKind Kind, Address Address);
