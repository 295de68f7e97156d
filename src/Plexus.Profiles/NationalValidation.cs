using Plexus.Fhir;

namespace Plexus.Profiles;

/// <summary>Resources as they come, XML or JSON of any version, against the base definitions and every national profile.</summary>
/// <remarks>The command line, the API and the console validate through this, so that all of them find the same.</remarks>
public static class NationalValidation
{
    private static readonly FhirVersion[] Candidates = [FhirVersion.Stu3, FhirVersion.R4, FhirVersion.Dstu2];

    private static readonly Lazy<ProfileValidator> Shared = new(() => new ProfileValidator(NationalProfiles.For));

    /// <summary>Knows every national profile; one for the whole process.</summary>
    public static ProfileValidator Validator => Shared.Value;

    /// <summary>Reads and validates.</summary>
    /// <param name="bytes">The text of one resource.</param>
    /// <param name="version">Found out when null.</param>
    /// <param name="profiles">Canonicals the resource must conform to beside those it claims.</param>
    /// <param name="options">Limits of reading.</param>
    /// <param name="validator">Knows more than the national profiles; null for <see cref="Validator"/>.</param>
    public static CheckedResource Check(byte[] bytes, FhirVersion? version, ReadOnlySpan<string> profiles, FhirReaderOptions options, ProfileValidator? validator = null)
    {
        var (result, found) = Read(bytes, version, options);
        var issues = result.Document is { } document ? [.. result.Issues, .. (validator ?? Validator).Validate(document.Root, profiles)] : result.Issues;
        return new CheckedResource(found, IsXml(bytes), result.Document, issues);
    }

    /// <summary>Reads under the version that is given, or under the one that fits best: the text itself does not say it.</summary>
    /// <remarks>Best is the version under which the reader finds the fewest faults; of several the one that has a profile which the resource claims.</remarks>
    /// <param name="bytes">The text of one resource.</param>
    /// <param name="version">Found out when null.</param>
    /// <param name="options">Limits of reading.</param>
    /// <param name="likely">The version to take where several fit alike.</param>
    public static (FhirReadResult Result, FhirVersion Version) Read(byte[] bytes, FhirVersion? version, FhirReaderOptions options, FhirVersion likely = FhirVersion.Stu3)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (version is { } given)
            return (ReadAs(bytes, given, options), given);

        (FhirReadResult Result, FhirVersion Version, Fit Fit)? best = null;
        foreach (var candidate in Candidates.OrderBy(candidate => candidate != likely))
        {
            var result = ReadAs(bytes, candidate, options);
            var fit = FitOf(result, candidate);
            if (best is null || fit.IsBetterThan(best.Value.Fit))
                best = (result, candidate, fit);
            if (fit.IsPerfect)
                break;
        }

        return (best!.Value.Result, best.Value.Version);
    }

    /// <summary>Whether the first character is that of XML.</summary>
    public static bool IsXml(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            || bytes.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    /// <summary>Reads under a version, XML or JSON.</summary>
    public static FhirReadResult ReadAs(byte[] bytes, FhirVersion version, FhirReaderOptions options) =>
        IsXml(bytes) ? FhirXml.Read(bytes, version, options) : FhirJson.Read(bytes, version, options);

    private static Fit FitOf(FhirReadResult result, FhirVersion version)
    {
        if (result.Document is not { } document)
            return new Fit(int.MaxValue, false, false);
        var claims = document.Root["meta"].Elements("profile").Select(claim => claim.Value).OfType<string>().ToList();
        var known = claims.Exists(claim => NationalProfiles.For(version).Any(pack => pack.Contains(claim)));
        return new Fit(result.Issues.Count, known, claims.Count == 0);
    }

    private readonly record struct Fit(int Faults, bool KnowsAClaim, bool ClaimsNothing)
    {
        public bool IsPerfect => Faults == 0 && (KnowsAClaim || ClaimsNothing);

        public bool IsBetterThan(Fit other) => Faults != other.Faults ? Faults < other.Faults : KnowsAClaim && !other.KnowsAClaim;
    }
}

/// <summary>A resource with everything that was found in it.</summary>
/// <param name="Version">Under which it was read.</param>
/// <param name="IsXml">Otherwise it is JSON.</param>
/// <param name="Document">Null when reading stopped at a fatal issue.</param>
/// <param name="Issues">In document order: the reader's, then the validator's.</param>
public sealed record CheckedResource(FhirVersion Version, bool IsXml, FhirDocument? Document, IReadOnlyList<FhirIssue> Issues)
{
    /// <summary>Whether there is no issue of severity error or fatal.</summary>
    public bool IsValid => Issues.All(issue => issue.Severity > FhirSeverity.Error);

    /// <summary>The issues as a resource of the version at hand.</summary>
    public FhirDocument ToOutcome() => OperationOutcomes.Create(Issues, Version, Document);
}
