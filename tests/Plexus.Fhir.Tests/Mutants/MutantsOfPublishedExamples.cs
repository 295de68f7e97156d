using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Plexus.Fhir.Tests.Corpus;
using Xunit.Abstractions;

namespace Plexus.Fhir.Tests.Mutants;

/// <summary>
/// Mutants of every real example, by a fixed seed. PLEXUS_MUTANTS says how many there are to be (200000 takes the better part of an
/// hour); PLEXUS_MUTANTS_SEED starts elsewhere; PLEXUS_MUTANTS_KEEP names a folder for those that show a fault.
/// </summary>
public sealed class MutantsOfPublishedExamples(ITestOutputHelper output)
{
    private const int InEveryRun = 2_500;

    // Ten times what the dearest mutants take; machines differ, exponential growth does not hide in that.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private const long MostAllocated = 400_000_000;

    [SpecificationFact]
    public void Throw_nothing_stay_within_bounds_and_are_judged_as_the_definitions_judge_them()
    {
        var (count, seed) = (Setting("PLEXUS_MUTANTS", InEveryRun), Setting("PLEXUS_MUTANTS_SEED", 20261128));
        var examples = PublishedExamples.All().Where(example => example.Bytes.Length < 1_000_000).ToArray();
        var faults = new ConcurrentDictionary<string, string>();
        var outcomes = new ConcurrentBag<Trial.Outcome>();

        Parallel.For(0, count, Local, (number, _, mutators) =>
        {
            // A big document takes the place of many small ones, so it has its turn less often.
            var random = new Random(unchecked((seed * 486_187_739) + number));
            var example = examples[random.Next(examples.Length)];
            if (example.Bytes.Length > 30_000 && random.Next(example.Bytes.Length) > 30_000)
                example = examples[random.Next(examples.Length)];
            var mutant = mutators.Mutant(example, random);
            try
            {
                var outcome = Trial.Run(mutant, example.IsXml, example.Version);
                outcomes.Add(outcome);
                if ((outcome.Disagreement ?? Excess(outcome)) is { } fault && faults.TryAdd(Kind(fault), $"{number} {example.Path} {fault}"))
                    Keep(mutant, number);
            }
            catch (Exception exception)
            {
                if (faults.TryAdd(exception.GetType().Name + exception.StackTrace?.Split('\n')[0], $"{number} {example.Path} {exception}"))
                    Keep(mutant, number);
            }

            return mutators;
        }, _ => { });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Count} mutants of {examples.Length} examples: {outcomes.Count(o => o.IsRead)} read, {outcomes.Count(o => o.IsValid)} valid; longest {outcomes.Max(o => o.Time).TotalMilliseconds:F0} ms, most allocated {outcomes.Max(o => o.Allocated) / 1_000_000} MB, {faults.Count} kinds of faults."));
        faults.Values.Order(StringComparer.Ordinal).ShouldBeEmpty();
        outcomes.Count(outcome => outcome.IsValid).ShouldBeGreaterThan(count / 50);
        outcomes.Count(outcome => outcome.IsRead && !outcome.IsValid).ShouldBeGreaterThan(count / 4);
    }

    private static Mutators Local() => new();

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : otherwise;

    private static void Keep(byte[] mutant, int number)
    {
        if (Environment.GetEnvironmentVariable("PLEXUS_MUTANTS_KEEP") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture)), mutant);
    }

    private static string? Excess(Trial.Outcome outcome) =>
        outcome.Time > Longest ? $"took {outcome.Time}" : outcome.Allocated > MostAllocated ? $"allocated {outcome.Allocated}" : null;

    /// <summary>A fault without its place, so that each kind is told once.</summary>
    private static string Kind(string fault) => fault.Contains(" at ", StringComparison.Ordinal) ? fault[..fault.IndexOf(" at ", StringComparison.Ordinal)]
        : fault.Contains(": ", StringComparison.Ordinal) ? fault[..12] + fault[fault.LastIndexOf(": ", StringComparison.Ordinal)..]
        : fault[..Math.Min(fault.Length, 30)];

    /// <summary>The mutators of one thread.</summary>
    private sealed class Mutators
    {
        private readonly Dictionary<string, Func<Random, byte[]>?> _grammars = [];

        internal byte[] Mutant(PublishedExamples.Example example, Random random)
        {
            if (random.Next(4) == 0 || Grammar(example) is not { } grammar)
                return ByteMutator.Next(example.Bytes, random);
            return grammar(random);
        }

        private Func<Random, byte[]>? Grammar(PublishedExamples.Example example)
        {
            if (_grammars.TryGetValue(example.Path, out var known))
                return known;

            try
            {
                known = example.IsXml ? new XmlMutator(example.Bytes).Next : new JsonMutator(example.Bytes).Next;
            }
            catch (Exception exception) when (exception is XmlException or JsonException or DecoderFallbackException)
            {
                // Malformed as published: it has only its bytes to mutate.
                known = null;
            }

            return _grammars[example.Path] = known;
        }
    }
}
