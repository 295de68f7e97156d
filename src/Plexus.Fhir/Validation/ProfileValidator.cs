using Plexus.Fhir.Packs;
using Plexus.Fhir.Validation;
using Plexus.Fhir.Validation.Profiles;

namespace Plexus.Fhir;

/// <summary>
/// Validates against the base definitions with all their invariants, and against profiles: those that resources claim in their meta,
/// those that the caller names, and those that other profiles demand of what they hold and refer to.
/// </summary>
/// <remarks>
/// Structure that a document cannot hold is reported by the reader; both together are the whole answer. A profile or value set that
/// is not known is a warning, and the base definition is used. Nothing is fetched. Thread-safe; keep one and share it.
/// </remarks>
public sealed class ProfileValidator : IMessageValidator
{
    private readonly ProfileValidatorOptions _options;
    private readonly BaseValidator _base;
    private readonly Func<FhirVersion, IEnumerable<ProfilePack>> _packs;
    private readonly ProfileLibrary?[] _libraries = new ProfileLibrary?[Enum.GetValues<FhirVersion>().Length];
    private readonly Lock _lock = new();
    private readonly FhirPathOptions _pathOptions;
    private readonly TerminologyCache? _terminology;

    /// <param name="packs">The profiles to know, of any FHIR version; none is base validation with all invariants.</param>
    /// <param name="options">The defaults when null.</param>
    public ProfileValidator(IEnumerable<ProfilePack> packs, ProfileValidatorOptions? options = null)
        : this(Known(packs), options)
    {
    }

    /// <param name="packs">The profiles to know of a FHIR version, asked for when a resource of that version first comes; those first in line win.</param>
    /// <param name="options">The defaults when null.</param>
    public ProfileValidator(Func<FhirVersion, IEnumerable<ProfilePack>> packs, ProfileValidatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(packs);
        _packs = packs;
        _options = options ?? ProfileValidatorOptions.Default;
        _base = new BaseValidator(_options.Base);
        _terminology = _options.Terminology is { } source ? new TerminologyCache(source, _options) : null;
        PathOptions = new FhirPathOptions { ConformsTo = ConformsTo, MemberOf = MemberOf };
        _pathOptions = PathOptions with { AsFilters = true };
    }

    /// <summary>
    /// Gives a FHIRPath evaluation what the validator knows: <c>memberOf()</c> its value sets and terminology, <c>conformsTo()</c> its
    /// profiles, those of the version of the document at hand. Like the validator to be shared.
    /// </summary>
    public FhirPathOptions PathOptions { get; }

    /// <summary>What is wrong with the profiles themselves, as far as they have been used: for their publishers.</summary>
    public IReadOnlyList<string> ProfileFaults => [.. _libraries.OfType<ProfileLibrary>().SelectMany(library => library.Faults)];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The element does not exist.</exception>
    public IReadOnlyList<FhirIssue> Validate(FhirElement resource) => Validate(resource, []);

    /// <summary>Like <see cref="Validate(FhirElement)"/>, with profiles that the resource must conform to beside those it claims.</summary>
    /// <exception cref="ArgumentException">The element does not exist.</exception>
    public IReadOnlyList<FhirIssue> Validate(FhirElement resource, params ReadOnlySpan<string> profiles)
    {
        if (resource.Document is not { } document)
            throw new ArgumentException("There is no element to validate.", nameof(resource));

        var found = new ValidationRun(document, _options.Base);
        _base.Check(found, resource.Index);
        var run = ProfileRun.Start(found, LibraryOf(document.Model), _options, _pathOptions);
        try
        {
            foreach (var profile in profiles)
                Apply(run, resource.Index, profile);
            for (var node = resource.Index; node < document.Nodes[resource.Index].End; node++)
                Check(run, node);
            run.AskOpenCodes();
            run.ReportUnanswered(resource.Index);
            if (document.Version == FhirVersion.Dstu2)
                ReportUntranslated(run, resource.Index);
        }
        finally
        {
            run.Finish();
        }

        return found.Issues is { Count: > 1 } several ? [.. several.OrderBy(issue => issue.Line).ThenBy(issue => issue.Column)] : found.Issues;
    }

    private static void Check(ProfileRun run, int node)
    {
        ref var at = ref run.Document.Nodes[node];
        if (at.IsResource)
            ApplyClaims(run, node);
        else if (at.Type == run.Model.ExtensionType)
            ExtensionUse.Check(run, node);
        else if (at.Type == run.Names.CodingType || at.Type == run.Names.QuantityType || run.Model.Types[at.Type].Base == run.Names.QuantityType)
            CodeSystems.Check(run, node);

        foreach (var invariant in run.Library.Invariants.OfType(at.Type))
            OverlayPass.Check(run, node, null, invariant);
        if (at.Property < 0)
            return;

        var element = run.Model.Properties[at.Property].Element;
        foreach (var invariant in run.Library.Invariants.OfElement(element))
            OverlayPass.Check(run, node, null, invariant);
        if (run.Library.ExtensibleBinding(element) is { } binding && !run.IsBoundByProfile(node) && CodedElements.MayBeCode(run, node))
            CodedElements.Check(run, node, null, binding);
    }

    /// <summary>Says once that there are rules which nobody can check.</summary>
    private static void ReportUntranslated(ProfileRun run, int resource)
    {
        for (var node = resource; node < run.Document.Nodes[resource].End; node++)
        {
            ref var at = ref run.Document.Nodes[node];
            if (!run.Library.Invariants.LeavesOut(at.Type, at.Property < 0 ? -1 : run.Model.Properties[at.Property].Element))
                continue;

            run.Report(FhirSeverity.Information, ProfileRules.XPathOnly, node, null);
            return;
        }
    }

    private static void ApplyClaims(ProfileRun run, int resource)
    {
        var meta = run.Document.FirstChild(resource, run.Names.Meta);
        if (meta < 0)
            return;

        var end = run.Document.Nodes[meta].End;
        for (var claim = run.Document.FirstChild(meta, run.Names.Profile); claim >= 0; claim = run.Document.NextNamed(run.Document.Nodes[claim].End, end, run.Names.Profile))
        {
            if (!run.Document.Nodes[claim].HasValue)
                continue;
            if (run.Library.Find(run.Document.Value(claim)) is { } profile)
            {
                if (run.Document.Value(claim).Contains((byte)'|'))
                    run.CheckVersion(claim, new FhirElement(run.Document, claim).Value, profile);
                run.Apply(resource, profile);
            }
            else
                run.UnknownProfile(claim, null, new FhirElement(run.Document, claim).Value!);
        }
    }

    private static void Apply(ProfileRun run, int node, string canonical)
    {
        if (run.Library.Find(canonical) is not { } profile)
        {
            run.UnknownProfile(node, null, canonical);
            return;
        }

        run.CheckVersion(node, canonical, profile);
        run.Apply(node, profile);
    }

    private ProfileLibrary LibraryOf(FhirModel model)
    {
        ref var library = ref _libraries[(int)model.Version];
        if (library is not null)
            return library;

        lock (_lock)
            return library ??= new ProfileLibrary(model, _packs(model.Version)) { Terminology = _terminology };
    }

    private static Func<FhirVersion, IEnumerable<ProfilePack>> Known(IEnumerable<ProfilePack> packs)
    {
        ArgumentNullException.ThrowIfNull(packs);
        ProfilePack[] all = [.. packs];
        return _ => all;
    }

    private bool? ConformsTo(FhirElement element, string canonical)
    {
        var document = element.Document!;
        var run = ProfileRun.Start(new ValidationRun(document, _options.Base), LibraryOf(document.Model), _options, _pathOptions);
        try
        {
            return run.Conforms(element.Index, canonical);
        }
        finally
        {
            run.Finish();
        }
    }

    private bool? MemberOf(FhirPathValue value, string canonical)
    {
        if (!value.IsElement || value.Element.Document is not { } document)
            return null;

        var library = LibraryOf(document.Model);
        var set = library.FindCodes(canonical);
        var verdict = set is null ? CodeVerdict.Unknown : Judge(library, value.Element, set);
        if (verdict == CodeVerdict.Unknown)
            verdict = library.Look(value.Element, canonical, set);
        return verdict switch
        {
            CodeVerdict.In => true,
            CodeVerdict.NotIn => false,
            _ => ProfileRun.Undecided(),
        };
    }

    private CodeVerdict Judge(ProfileLibrary library, FhirElement element, CodeSet set)
    {
        var run = ProfileRun.Start(new ValidationRun(element.Document!, _options.Base), library, _options, _pathOptions);
        try
        {
            return CodedElements.Judge(run, element.Index, set);
        }
        finally
        {
            run.Finish();
        }
    }
}
