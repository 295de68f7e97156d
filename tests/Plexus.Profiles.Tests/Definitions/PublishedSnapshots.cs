using System.Text.Json;
using DefinitionCompiler;
using Plexus.Fhir;
using Plexus.Fhir.Definitions;
using Plexus.Fhir.Tests;

namespace Plexus.Profiles.Tests.Definitions;

/// <summary>Profiles that were published with a snapshot are merged anew from their differentials, and must say the same.</summary>
public sealed class PublishedSnapshots
{
    private static readonly string GoldenFile =
        Path.Combine(Specifications.Repository, "tests", "Plexus.Profiles.Tests", "Definitions", "snapshot-differences.tsv");

    [SpecificationFact]
    public void Say_what_merging_the_differentials_gives_but_for_differences_with_a_reason()
    {
        var known = File.ReadAllLines(GoldenFile).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1]);

        var found = new[] { FhirVersion.Stu3, FhirVersion.R4 }.SelectMany(Differences).Distinct().Order(StringComparer.Ordinal).ToArray();

        found.Except(known.Keys).ShouldBeEmpty("kinds of differences that nobody has explained");
        known.Keys.Except(found).ShouldBeEmpty("these are gone");
        known.Values.ShouldAllBe(reason => reason.Length > 20);
    }

    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, 561, 150)]
    [InlineData(FhirVersion.R4, 442, 436)]
    public void Are_the_same_in_every_part_for_most(FhirVersion version, int compared, int same)
    {
        var profiles = Compare(version).ToArray();

        profiles.Length.ShouldBeGreaterThanOrEqualTo(compared);
        profiles.Count(profile => profile.Length == 0).ShouldBeGreaterThanOrEqualTo(same);
    }

    private static IEnumerable<string> Differences(FhirVersion version) => Compare(version).SelectMany(differences => differences).Select(difference => $"{version} {difference}");

    private static IEnumerable<string[]> Compare(FhirVersion version)
    {
        JsonElement[] sources =
        [
            .. new ProfileSources(Specifications.Folder!, version).Read().Concat(Hl7PackCompiler.Sources(version, Specifications.Folder!))
                .Where(source => source.Text("resourceType") == "StructureDefinition"),
        ];
        var model = new ModelElements(FhirModel.For(version));
        var published = new ProfileCompiler(model.Model, sources, []);
        var merged = new ProfileCompiler(model.Model, sources, []) { IgnoresSnapshots = true };
        return from source in sources
               where source.Child("snapshot") is not null && source.Child("differential") is not null
               let url = source.Text("url")!.Trim()
               let one = published.Compile(url)
               let other = merged.Compile(url)
               where one is not null && other is not null && (other.Flags & Plexus.Fhir.Packs.ProfileFlags.IsDifferential) == 0
               select Differences(ElementLines.Of(model, one.Root), ElementLines.Of(model, other.Root)).ToArray();
    }

    private static IEnumerable<string> Differences(SortedDictionary<string, string> published, SortedDictionary<string, string> merged)
    {
        foreach (var line in published.Keys.Union(merged.Keys))
        {
            var (one, other) = (published.GetValueOrDefault(line), merged.GetValueOrDefault(line));

            // What a profile of the element says need not be repeated.
            if (one != other && !line.EndsWith(ElementLines.Below, StringComparison.Ordinal))
                yield return $"{Kind(line)} {(one is null ? "only merged" : other is null ? "only published" : "differs")}";
        }
    }

    /// <summary>The part that differs and the last name of the path.</summary>
    private static string Kind(string line)
    {
        var parts = line.Split('\t');
        return $"{parts[1]} of {parts[0][(parts[0].LastIndexOf('.') + 1)..].Split(':')[0]}";
    }
}
