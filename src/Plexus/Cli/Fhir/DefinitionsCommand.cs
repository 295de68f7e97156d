using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir;

/// <summary><c>plexus fhir definitions</c>: which profiles are known of a FHIR version, and what loading and compiling them costs.</summary>
internal static class DefinitionsCommand
{
    private const int WarmRounds = 3;

    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create()
    {
        var version = new Option<FhirVersion>("--fhir-version") { Description = "Dstu2, Stu3 or R4.", DefaultValueFactory = _ => FhirVersion.R4 };
        var list = new Option<bool>("--list") { Description = "Print the canonical of every profile." };
        var command = new Command("definitions", "Counts or lists the profiles that are known of a FHIR version, and times loading and compiling them.") { version, list };
        command.SetAction((parsed, _) => ShowAsync(parsed, parsed.GetValue(version), parsed.GetValue(list)));
        return command;
    }

    private sealed record Figures(string FhirVersion, int Profiles, int ConceptMaps, double BaseMilliseconds, double PacksMilliseconds, CompileFigures Cold, CompileFigures Warm);

    /// <param name="FirstMilliseconds">The first profile of the round.</param>
    /// <param name="MedianMilliseconds">Of those behind it.</param>
    /// <param name="SlowestMilliseconds">Of those behind it.</param>
    /// <param name="Slowest">Which that was.</param>
    private sealed record CompileFigures(double FirstMilliseconds, double MedianMilliseconds, double SlowestMilliseconds, string Slowest);

    private static async Task<int> ShowAsync(ParseResult parsed, FhirVersion version, bool list)
    {
        var output = parsed.InvocationConfiguration.Output;
        var started = Stopwatch.GetTimestamp();
        _ = FhirModel.For(version);
        var loadBase = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        var packs = NationalProfiles.For(version);
        var loadPacks = Stopwatch.GetElapsedTime(started);
        var profiles = packs.SelectMany(pack => pack.Profiles).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (list)
        {
            foreach (var profile in profiles)
                await output.WriteLineAsync(profile);
            return ExitCode.Yes;
        }

        var resource = ResourceBuilder.Create(version, "Basic").Build().Root;
        var figures = new Figures(
            version.ToString(),
            profiles.Length,
            new FhirTerminology(version, packs).ConceptMaps.Count(),
            loadBase.TotalMilliseconds,
            loadPacks.TotalMilliseconds,
            Summary(Compile(packs, profiles, resource)),
            Summary(Least([.. Enumerable.Range(0, WarmRounds).Select(_ => Compile(packs, profiles, resource))])));
        await output.WriteLineAsync(parsed.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(figures, Layout) : Text(figures));
        return ExitCode.Yes;
    }

    /// <summary>A resource that no profile is for is compared with nothing but the type, so what is measured is the compilation.</summary>
    private static (string Profile, double Milliseconds)[] Compile(IReadOnlyList<ProfilePack> packs, string[] profiles, FhirElement resource)
    {
        var validator = new ProfileValidator(packs);
        validator.Validate(resource);
        return [.. profiles.Select(profile =>
        {
            var started = Stopwatch.GetTimestamp();
            validator.Validate(resource, profile);
            return (profile, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        })];
    }

    /// <summary>Of each profile the round that nothing else on the machine held up.</summary>
    private static (string Profile, double Milliseconds)[] Least((string Profile, double Milliseconds)[][] rounds) =>
        [.. rounds[0].Select((times, at) => (times.Profile, rounds.Min(round => round[at].Milliseconds)))];

    private static CompileFigures Summary((string Profile, double Milliseconds)[] times)
    {
        var behindTheFirst = times[1..].OrderBy(t => t.Milliseconds).ToArray();
        return new CompileFigures(times[0].Milliseconds, behindTheFirst[behindTheFirst.Length / 2].Milliseconds, behindTheFirst[^1].Milliseconds, behindTheFirst[^1].Profile);
    }

    private static string Text(Figures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {figures.FhirVersion}: {figures.Profiles} profiles, {figures.ConceptMaps} concept maps
          base definitions loaded in {figures.BaseMilliseconds:F1} ms, packs in {figures.PacksMilliseconds:F1} ms
          a profile compiles in {figures.Warm.MedianMilliseconds:F2} ms (median), {figures.Warm.SlowestMilliseconds:F1} ms (slowest: {figures.Warm.Slowest})
          with the program still cold in {figures.Cold.MedianMilliseconds:F2} ms (median), {figures.Cold.SlowestMilliseconds:F1} ms (slowest: {figures.Cold.Slowest}); the first took {figures.Cold.FirstMilliseconds:F1} ms
        """);
}
