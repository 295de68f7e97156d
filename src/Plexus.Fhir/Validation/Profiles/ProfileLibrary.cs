using System.Collections.Concurrent;
using System.Text;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>The profiles of one FHIR version, compiled when first needed and kept; one canonical may stand in any of several packs.</summary>
internal sealed class ProfileLibrary
{
    internal const string BaseDefinitions = "http://hl7.org/fhir/StructureDefinition/";

    private const int LongestCanonical = 512;

    // Plans that this thread is compiling: a profile that leads back to itself finds itself here.
    [ThreadStatic]
    private static Dictionary<(ProfileLibrary Library, string Url), ProfilePlan>? _unfinished;

    private readonly ProfilePack[] _packs;
    private readonly ConcurrentDictionary<string, ProfilePlan?> _plans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ProfilePlan?>.AlternateLookup<ReadOnlySpan<char>> _plansByText;
    private readonly ConcurrentDictionary<string, byte> _faults = new(StringComparer.Ordinal);
    private readonly ByteTable<(ProfilePack Pack, CodeSystemTable Table)?> _codeSystems = new();
    private readonly BindingPlan?[] _extensible;
    private readonly Lazy<Dictionary<string, string>> _alike;
    private int _lastNumber;

    internal ProfileLibrary(FhirModel model, IEnumerable<ProfilePack> packs)
    {
        Model = model;
        Names = new KnownNames(model);
        Invariants = new BaseInvariants(model);
        _extensible = new BindingPlan?[model.Elements.Length];
        _packs = [.. packs.Where(pack => pack.Version == model.Version)];
        _plansByText = _plans.GetAlternateLookup<ReadOnlySpan<char>>();
        _alike = new Lazy<Dictionary<string, string>>(ByLikeness);
    }

    internal FhirModel Model { get; }

    /// <summary>Null when nobody is to be asked.</summary>
    internal TerminologyCache? Terminology { get; init; }

    /// <summary>Which codes are units of UCUM.</summary>
    internal ByteTable<bool> Units { get; } = new();

    internal KnownNames Names { get; }

    internal BaseInvariants Invariants { get; }

    /// <summary>What is wrong with the profiles compiled so far, in words for whoever publishes them.</summary>
    internal IEnumerable<string> Faults => _faults.Keys.Order(StringComparer.Ordinal);

    /// <summary>Null when no pack defines the profile; a version behind a bar is ignored.</summary>
    internal ProfilePlan? Find(ReadOnlySpan<char> canonical)
    {
        canonical = Bare(canonical);
        if (_plansByText.TryGetValue(canonical, out var known))
            return known;

        // Base definitions, and whatever a document claims, are asked for again and again: no text is made of them.
        var isDefined = false;
        foreach (var pack in _packs)
            isDefined |= pack.Defines(canonical);
        if (!isDefined)
            return null;

        var url = canonical.ToString();
        if (_unfinished is not null && _unfinished.TryGetValue((this, url), out var unfinished))
            return unfinished;

        foreach (var pack in _packs)
        {
            if (pack.Find(url) is { } definition)
                return _plans.GetOrAdd(url, Compile(pack, definition));
        }

        return null;
    }

    /// <inheritdoc cref="Find(ReadOnlySpan{char})"/>
    internal ProfilePlan? Find(ReadOnlySpan<byte> canonical)
    {
        if (canonical.Length > LongestCanonical)
            return null;

        Span<char> text = stackalloc char[LongestCanonical];
        return Find(text[..Encoding.UTF8.GetChars(canonical, text)]);
    }

    /// <summary>The codes of a value set, from the packs or the base definitions; null when they are not held.</summary>
    internal CodeSet? FindCodes(string canonical)
    {
        var url = Encoding.UTF8.GetBytes(Bare(canonical).ToString());
        foreach (var pack in _packs)
        {
            if (pack.Strings.Find(url) is var number and >= 0 && pack.ValueSets.Find(number) is { IsEmpty: false } set)
                return set;
        }

        return Model.Strings.Find(url) is var text and >= 0 && Model.CodeSets.Find(text) is { IsEmpty: false } baseSet ? baseSet : null;
    }

    /// <summary>What a base definition binds extensibly, where the value set is held; what it binds harder is for the base validator.</summary>
    internal BindingPlan? ExtensibleBinding(int element)
    {
        ref var known = ref Model.Elements[element];
        if (known.Binding != BindingStrength.Extensible || known.ValueSet == 0)
            return null;

        var plan = _extensible[element] ??= Plan(Model.Strings[known.ValueSet]);
        return plan.Set is null ? null : plan;

        BindingPlan Plan(string url) => new(BindingStrength.Extensible, url, FindCodes(url), IsMaximum: false);
    }

    /// <summary>What the terminology source says of an element's codes that the packs do not decide.</summary>
    internal CodeVerdict Look(FhirElement element, string valueSet, CodeSet? set)
    {
        if (Terminology is null)
            return CodeVerdict.Unknown;

        var answers = Terminology.Find([.. CodedElements.Questions(element, valueSet, set)], out var problem);
        ProfileRun.TellUnanswered(problem);
        return CodedElements.Verdict([.. answers.Values]);
    }

    /// <summary>The display of a code; null when no pack holds it.</summary>
    internal string? FindDisplay(ReadOnlySpan<byte> system, ReadOnlySpan<byte> code)
    {
        if (!_codeSystems.TryGetValue(system, out var known))
        {
            known = FindCodeSystem(Encoding.UTF8.GetString(system));
            _codeSystems.TryAdd(system, known);
        }

        return known is { } held && held.Pack.Strings.Find(code) is var number and >= 0 && held.Table.Find(number) is { } concept
            ? held.Pack.Strings[concept.Display]
            : null;
    }

    private (ProfilePack Pack, CodeSystemTable Table)? FindCodeSystem(string url)
    {
        foreach (var pack in _packs)
        {
            if (pack.FindCodeSystem(url) is { } table)
                return (pack, table);
        }

        return null;
    }

    /// <summary>Whether a canonical is that of a base type or resource, or of one of HL7's constraints on one that add nothing here.</summary>
    internal bool IsBase(ReadOnlySpan<char> canonical) =>
        Bare(canonical) is var url
        && url.StartsWith(BaseDefinitions, StringComparison.Ordinal)
        && (Model.FindType(url[BaseDefinitions.Length..]) >= 0 || url[BaseDefinitions.Length..] is "SimpleQuantity" or "MoneyQuantity");

    /// <summary>The canonical of a profile that differs from an unknown one in scheme, case or a slash at the end alone; null when there is none.</summary>
    internal string? NearMiss(string url) => _alike.Value.GetValueOrDefault(Likeness(url));

    internal void AddFault(string text) => _faults.TryAdd(text, 0);

    internal static ReadOnlySpan<char> Bare(ReadOnlySpan<char> canonical)
    {
        canonical = canonical.Trim();
        var bar = canonical.IndexOf('|');
        return bar < 0 ? canonical : canonical[..bar];
    }

    /// <summary>What follows the bar of a canonical, without a fragment; empty when there is none.</summary>
    internal static ReadOnlySpan<char> VersionOf(ReadOnlySpan<char> canonical)
    {
        canonical = canonical.Trim();
        var bar = canonical.IndexOf('|');
        if (bar < 0)
            return default;

        var version = canonical[(bar + 1)..];
        var fragment = version.IndexOf('#');
        return fragment < 0 ? version : version[..fragment];
    }

    private Dictionary<string, string> ByLikeness()
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var url in _packs.SelectMany(pack => pack.Profiles))
            known.TryAdd(Likeness(url), url);
        for (var type = 0; type < Model.Types.Length; type++)
        {
            if (Model.Types[type].Kind != TypeKind.Backbone)
                known.TryAdd(Likeness(BaseDefinitions + Model.TypeName(type)), BaseDefinitions + Model.TypeName(type));
        }

        return known;
    }

    private static string Likeness(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var isWeb = scheme >= 0 && url.AsSpan(0, scheme) is var name && (name.Equals("http", StringComparison.OrdinalIgnoreCase) || name.Equals("https", StringComparison.OrdinalIgnoreCase));
        return (isWeb ? url[scheme..] : url).TrimEnd('/').ToUpperInvariant();
    }

    private ProfilePlan Compile(ProfilePack pack, ProfileDefinition definition)
    {
        var plan = new ProfilePlan
        {
            Url = definition.Url,
            Version = definition.Version,
            Number = Interlocked.Increment(ref _lastNumber),
            Type = Model.FindType(definition.Type),
            Base = (definition.Flags & ProfileFlags.IsDifferential) != 0 && !IsBase(definition.Base) ? definition.Base : null,
            DerivedFrom = definition.Base,
            IsModifier = (definition.Flags & ProfileFlags.IsModifier) != 0,
            Contexts = [.. definition.Contexts.Select(context => ExtensionContext.Read(Model, pack.Strings[context]))],
        };
        _unfinished ??= [];
        _unfinished.Add((this, definition.Url), plan);
        try
        {
            new OverlayCompiler(this, pack, definition, plan).Compile();
        }
        finally
        {
            _unfinished.Remove((this, definition.Url));
        }

        return plan;
    }
}

/// <summary>Names that validation itself goes by, as numbers of the model.</summary>
internal sealed class KnownNames(FhirModel model)
{
    internal int System { get; } = model.Names.Find("system");

    internal int Code { get; } = model.Names.Find("code");

    internal int Coding { get; } = model.Names.Find("coding");

    internal int Url { get; } = model.Names.Find("url");

    internal int Display { get; } = model.Names.Find("display");

    internal int Text { get; } = model.Names.Find("text");

    internal int Reference { get; } = model.Names.Find("reference");

    internal int Meta { get; } = model.Names.Find("meta");

    internal int Profile { get; } = model.Names.Find("profile");

    internal int Extension { get; } = model.Names.Find("extension");

    internal int ModifierExtension { get; } = model.Names.Find("modifierExtension");

    internal int CodingType { get; } = model.FindType("Coding");

    internal int CodeableConceptType { get; } = model.FindType("CodeableConcept");

    internal int QuantityType { get; } = model.FindType("Quantity");
}
