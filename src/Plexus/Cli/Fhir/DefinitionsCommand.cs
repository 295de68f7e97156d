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
    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create()
    {
        var version = new Option<FhirVersion>("--fhir-version") { Description = "Dstu2, Stu3 or R4.", DefaultValueFactory = _ => FhirVersion.R4 };
        var list = new Option<bool>("--list") { Description = "Print the canonical of every profile." };
        var command = new Command("definitions", "Counts or lists the profiles that are known of a FHIR version, and times loading and compiling them.") { version, list };
        command.SetAction((parsed, _) => ShowAsync(parsed, parsed.GetValue(version), parsed.GetValue(list)));
        return command;
    }

    private sealed record Figures(string FhirVersion, int Profiles, int ConceptMaps, double BaseMilliseconds, double PacksMilliseconds, double FirstCompileMilliseconds, double MedianCompileMilliseconds, double SlowestCompileMilliseconds);

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

        var compiles = Compile(version, packs, profiles);
        Array.Sort(compiles.Times);
        var figures = new Figures(
            version.ToString(),
            profiles.Length,
            new FhirTerminology(version, packs).ConceptMaps.Count(),
            loadBase.TotalMilliseconds,
            loadPacks.TotalMilliseconds,
            compiles.First,
            compiles.Times[compiles.Times.Length / 2],
            compiles.Times[^1]);
        await output.WriteLineAsync(parsed.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(figures, Layout) : Text(figures));
        return ExitCode.Yes;
    }

    /// <summary>A resource that no profile is for is compared with nothing but the type, so what is measured is the compilation.</summary>
    private static (double First, double[] Times) Compile(FhirVersion version, IReadOnlyList<ProfilePack> packs, string[] profiles)
    {
        var validator = new ProfileValidator(packs);
        var resource = ResourceBuilder.Create(version, "Basic").Build().Root;
        validator.Validate(resource);
        var times = profiles.Select(profile =>
        {
            var started = Stopwatch.GetTimestamp();
            validator.Validate(resource, profile);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }).ToArray();
        return (times[0], times[1..]);
    }

    private static string Text(Figures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {figures.FhirVersion}: {figures.Profiles} profiles, {figures.ConceptMaps} concept maps
          base definitions loaded in {figures.BaseMilliseconds:F1} ms, packs in {figures.PacksMilliseconds:F1} ms
          a profile compiles in {figures.MedianCompileMilliseconds:F2} ms (median), {figures.SlowestCompileMilliseconds:F1} ms (slowest); the first, with the program still cold, took {figures.FirstCompileMilliseconds:F1} ms
        """);
}
