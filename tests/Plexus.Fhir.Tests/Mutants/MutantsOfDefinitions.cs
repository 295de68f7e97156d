using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Plexus.Fhir.Tests.Mutants;

/// <summary>
/// Mutants of definitions that a user may bring, by a fixed seed: cut short, bits turned, values swapped, names that lead to
/// themselves. PLEXUS_MUTANTS says how many there are to be, PLEXUS_MUTANTS_SEED where to start.
/// </summary>
public sealed partial class MutantsOfDefinitions(ITestOutputHelper output)
{
    private const int InEveryRun = 1_500;
    private const string Root = "https://example.org/";

    // Many times what the dearest mutants take.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly DefinitionLimits Limits = new() { MaxProfileElements = 500, MaxElements = 2_000, MaxCodes = 50_000 };

    private static readonly byte[][] Originals =
    [
        .. new[]
        {
            Profile("StructureDefinition/Base", "Patient", "Patient", "{'id':'Patient.name','path':'Patient.name','min':1,'max':'3','slicing':{'discriminator':[{'type':'value','path':'use'}],'rules':'open'}},{'id':'Patient.name:official','path':'Patient.name','sliceName':'official','min':1},{'id':'Patient.name:official.use','path':'Patient.name.use','fixedCode':'official'},{'id':'Patient.birthDate','path':'Patient.birthDate','minValueDate':'1900-01-01','maxValueDate':'2100-01-01'}"),
            Profile("StructureDefinition/Derived", "Patient", Root + "StructureDefinition/Base", "{'id':'Patient.name:official.period','path':'Patient.name.period','min':1},{'id':'Patient.extension:e','path':'Patient.extension','sliceName':'e','type':[{'code':'Extension','profile':['" + Root + "StructureDefinition/Extension']}]},{'id':'Patient.extension:e.extension:in','path':'Patient.extension.extension','sliceName':'in','min':1},{'id':'Patient.gender','path':'Patient.gender','binding':{'strength':'required','valueSet':'" + Root + "ValueSet/two'}}"),
            Profile("StructureDefinition/Extension", "Extension", "Extension", "{'id':'Extension.url','path':'Extension.url','fixedUri':'" + Root + "StructureDefinition/Extension'},{'id':'Extension.extension:in','path':'Extension.extension','sliceName':'in','type':[{'code':'Extension','profile':['" + Root + "StructureDefinition/Inner']}]},{'id':'Extension.value[x]','path':'Extension.value[x]','max':'0'}"),
            Profile("StructureDefinition/Inner", "Extension", "Extension", "{'id':'Extension.url','path':'Extension.url','fixedUri':'" + Root + "StructureDefinition/Inner'},{'id':'Extension.value[x]','path':'Extension.value[x]','type':[{'code':'CodeableConcept'}],'patternCodeableConcept':{'coding':[{'system':'" + Root + "CodeSystem/things'}]},'constraint':[{'key':'x-1','severity':'error','human':'x','expression':'value.exists()'}]}"),
            Profile("StructureDefinition/Questions", "Questionnaire", "Questionnaire", "{'id':'Questionnaire.item.item','path':'Questionnaire.item.item','max':'4'},{'id':'Questionnaire.item.item.item.text','path':'Questionnaire.item.item.item.text','min':1}"),
            "{'resourceType':'CodeSystem','url':'" + Root + "CodeSystem/things','status':'active','caseSensitive':true,'content':'complete','property':[{'code':'under','uri':'http://hl7.org/fhir/concept-properties#parent','type':'code'}],'concept':[{'code':'a','display':'A','concept':[{'code':'b','concept':[{'code':'c'}]}]},{'code':'d','property':[{'code':'under','valueCode':'b'},{'code':'child','valueCode':'a'},{'code':'legs','valueInteger':4}]}]}",
            Set("ValueSet/one", "{'system':'" + Root + "CodeSystem/things','filter':[{'property':'concept','op':'is-a','value':'a'},{'property':'concept','op':'regex','value':'[a-c]{1,3}(x|y)*'}]}"),
            Set("ValueSet/two", "{'system':'" + Root + "CodeSystem/things','concept':[{'code':'d'}]},{'valueSet':['" + Root + "ValueSet/one','http://hl7.org/fhir/ValueSet/administrative-gender']},{'valueSet':['" + Root + "ValueSet/one']}"),
            Map("ConceptMap/one", "ConceptMap/two"),
            Map("ConceptMap/two", "ConceptMap/one"),
        }.Select(definition => Encoding.UTF8.GetBytes(definition.Replace('\'', '"'))),
    ];

    private static readonly string[] Canonicals =
        [.. Originals.SelectMany(original => Addresses().Matches(Encoding.UTF8.GetString(original))).Select(match => match.Value).Distinct()];

    [Fact]
    public void Throw_nothing_and_stay_within_bounds()
    {
        var (count, seed) = (Setting("PLEXUS_MUTANTS", InEveryRun), Setting("PLEXUS_MUTANTS_SEED", 20261128));
        var mutators = Array.ConvertAll(Originals, original => new JsonMutator(original));
        var faults = new ConcurrentDictionary<string, string>();
        var (built, told) = (0, 0);
        var longest = new ConcurrentBag<TimeSpan>();

        Parallel.For(0, count, number =>
        {
            var definitions = Mutants(mutators, new Random(unchecked((seed * 486_187_739) + number)));
            var started = ProcessorTime.OfThread();
            try
            {
                var builder = Use(definitions);
                Interlocked.Add(ref built, builder.Count);
                Interlocked.Add(ref told, builder.Faults.Count);
            }
            catch (Exception exception)
            {
                faults.TryAdd(exception.GetType().Name + exception.StackTrace?.Split('\n')[0], $"{number} {exception}");
            }

            var time = ProcessorTime.OfThread() - started;
            longest.Add(time);
            if (time > Longest)
                faults.TryAdd("time", $"{number} took {time}");
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} mutants: {built} definitions built, {told} faults told; longest {longest.Max().TotalMilliseconds:F0} ms."));
        faults.Values.Order(StringComparer.Ordinal).ShouldBeEmpty();
        built.ShouldBeGreaterThan(count * Originals.Length / 2);
        told.ShouldBeGreaterThan(count);
    }

    private static byte[][] Mutants(JsonMutator[] mutators, Random random)
    {
        var definitions = Originals.ToArray();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(definitions.Length);
            definitions[at] = random.Next(4) switch
            {
                0 => ByteMutator.Next(Originals[at], random),
                1 => mutators[at].Next(random),
                _ => Misled(definitions[at], random),
            };
        }

        return definitions;
    }

    /// <summary>Makes a definition name another one, or itself, where it named something.</summary>
    private static byte[] Misled(byte[] definition, Random random)
    {
        var text = Encoding.UTF8.GetString(definition);
        var addresses = Addresses().Matches(text);
        if (addresses.Count == 0)
            return definition;

        var address = addresses[random.Next(addresses.Count)];
        return Encoding.UTF8.GetBytes(text[..address.Index] + Canonicals[random.Next(Canonicals.Length)] + text[(address.Index + address.Length)..]);
    }

    /// <summary>Builds what can be read, and does with it all that can be done.</summary>
    private static ProfilePackBuilder Use(byte[][] definitions)
    {
        var builder = new ProfilePackBuilder(FhirVersion.R4, Hl7Definitions.R4) { Limits = Limits };
        foreach (var definition in definitions)
        {
            if (FhirJson.Read(definition, FhirVersion.R4, FhirReaderOptions.Lenient).Document is { } document)
                builder.Add(document.Root, "mutant.json");
        }

        var pack = builder.Build();
        pack.Profiles.Sum(url => pack.Find(url)?.Rows.Length ?? 0).ShouldBeLessThanOrEqualTo(Limits.MaxElements);
        var validator = new ProfileValidator([pack, Hl7Definitions.R4]);
        foreach (var profile in pack.Profiles)
        {
            foreach (var resource in Resources)
                validator.Validate(resource.Root, profile);
        }

        var codes = new FhirTerminology(FhirVersion.R4, pack);
        foreach (var url in Canonicals)
        {
            _ = (codes.Contains(url, Root + "CodeSystem/things", "a"), codes.Codes(url)?.Count, codes.Display(url, "a"));
            _ = (codes.Translate(url, null, "a"), codes.TranslateTo("urn:t", "urn:s", "a"));
        }

        return builder;
    }

    private static readonly FhirDocument[] Resources =
    [
        .. new[]
        {
            "{'resourceType':'Patient','extension':[{'url':'" + Root + "StructureDefinition/Extension','extension':[{'url':'" + Root + "StructureDefinition/Inner','valueCodeableConcept':{'coding':[{'system':'" + Root + "CodeSystem/things','code':'a'}]}}]}],'name':[{'use':'official','family':'Example'}],'gender':'female','birthDate':'1970-01-01'}",
            "{'resourceType':'Questionnaire','status':'draft','item':[{'linkId':'1','type':'group','item':[{'linkId':'2','type':'group','item':[{'linkId':'3','type':'display','text':'x'}]}]}]}",
        }.Select(resource => FhirJson.Read(Encoding.UTF8.GetBytes(resource.Replace('\'', '"')), FhirVersion.R4).Document!),
    ];

    private static string Profile(string name, string type, string parent, string elements) =>
        "{'resourceType':'StructureDefinition','url':'" + Root + name + "','name':'X','status':'active','kind':'resource','abstract':false,'type':'" + type
        + "','baseDefinition':'" + (parent.Contains(':', StringComparison.Ordinal) ? parent : "http://hl7.org/fhir/StructureDefinition/" + parent) + "','derivation':'constraint','differential':{'element':[{'id':'" + type + "','path':'" + type + "'}," + elements + "]}}";

    private static string Set(string name, string includes) =>
        "{'resourceType':'ValueSet','url':'" + Root + name + "','status':'active','compose':{'include':[" + includes + "]}}";

    private static string Map(string name, string other) =>
        "{'resourceType':'ConceptMap','url':'" + Root + name + "','status':'active','group':[{'source':'" + Root + "CodeSystem/things','target':'urn:t','element':[{'code':'a','target':[{'code':'1','equivalence':'equal'}]}],'unmapped':{'mode':'other-map','url':'" + Root + other + "'}}]}";

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : otherwise;

    [GeneratedRegex("https?://[^\"]+")]
    private static partial Regex Addresses();
}
