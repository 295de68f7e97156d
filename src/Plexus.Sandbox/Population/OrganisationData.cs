using Plexus.Primitives;

namespace Plexus.Sandbox;

/// <summary>The invented organisations. Their codes have the right shape and are meant to belong to nobody.</summary>
internal static class OrganisationData
{
    internal static IReadOnlyList<Organisation> All { get; } =
    [
        //  code      name                              kind                       where
        Of("A99901", "ALDER ROW SURGERY", OrganisationKind.Practice, "3 Alder Row", "Little Marlow End", "ZZ99 1AA"),
        Of("A99902", "CANAL WHARF MEDICAL CENTRE", OrganisationKind.Practice, "12 Canal Wharf", "Upper Thornby", "ZZ99 2AA"),
        Of("A99903", "HERON WAY PRACTICE", OrganisationKind.Practice, "40 Heron Way", "Saltmarsh", "ZZ99 3AA"),
        Of("A99904", "KINGSFERRY HEALTH CENTRE", OrganisationKind.Practice, "1 Foundry Street", "Kingsferry", "ZZ99 4AA"),
        Of("A99905", "HOLLOWBRIDGE SURGERY", OrganisationKind.Practice, "7 Ivy Mews", "Hollowbridge", "ZZ99 5AA"),
        Of("FZ991", "BRAMBLE LANE PHARMACY", OrganisationKind.Pharmacy, "2 Bramble Lane", "Little Marlow End", "ZZ99 1AB"),
        Of("FZ992", "WHARF CHEMIST", OrganisationKind.Pharmacy, "14 Canal Wharf", "Upper Thornby", "ZZ99 2AB"),
        Of("FZ993", "SALTMARSH PHARMACY", OrganisationKind.Pharmacy, "38 Heron Way", "Saltmarsh", "ZZ99 3AB"),
        Of("RZ9", "MARLOW AND THORNBY NHS FOUNDATION TRUST", OrganisationKind.Trust, "Hospital Road", "Upper Thornby", "ZZ99 2AC"),
        Of("NZ911", "FERRY VALLEY NHS 111", OrganisationKind.Nhs111, "Signal House", "Kingsferry", "ZZ99 4AC"),
    ];

    private static Organisation Of(string code, string name, OrganisationKind kind, string line, string town, string postcode) =>
        new(OdsCode.Parse(code), name, kind, new Address(line, town, postcode));
}
