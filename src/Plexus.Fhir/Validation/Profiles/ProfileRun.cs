using System.Globalization;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>One validation with profiles: what has been applied where, and what was found. Reused by its thread.</summary>
internal sealed class ProfileRun
{
    [ThreadStatic]
    private static ProfileRun? _spare;

    [ThreadStatic]
    private static ProfileRun? _current;

    private readonly HashSet<long> _applied = [];
    private readonly Dictionary<long, bool> _conforms = [];
    private readonly HashSet<string> _reportedOnce = new(StringComparer.Ordinal);
    private ValidationRun _found = null!;
    private readonly List<OpenCode> _openCodes = [];
    private readonly HashSet<int> _placedExtensions = [];
    private readonly HashSet<int> _boundByProfiles = [];
    private readonly HashSet<string> _unanswered = new(StringComparer.Ordinal);
    private ProfileRun? _outer;
    private int _silence;
    private bool _hasFailed;

    /// <summary>A code that a terminology source is still to be asked about.</summary>
    private readonly record struct OpenCode(int Node, PlanNode? Plan, BindingPlan Binding, bool IsHint);

    internal FhirDocument Document => _found.Document;

    internal FhirModel Model => _found.Model;

    internal ProfileLibrary Library { get; private set; } = null!;

    internal KnownNames Names => Library.Names;

    internal ProfileValidatorOptions Options { get; private set; } = null!;

    internal FhirPathOptions PathOptions { get; private set; } = null!;

    /// <summary>Repeats of sliced elements, as a stack: an element adds its own behind those of its ancestors.</summary>
    internal List<int> Repeats { get; } = [];

    /// <summary>Above 0 while rules are only hints: what breaks them is information.</summary>
    internal int Hints { get; set; }

    /// <summary>Whether a rule has asked about a code of which nothing is known, so that its result says nothing.</summary>
    internal bool IsUndecided { get; set; }

    internal static ProfileRun Start(ValidationRun found, ProfileLibrary library, ProfileValidatorOptions options, FhirPathOptions pathOptions)
    {
        // A rule may ask for conformance while a run of this thread is under way: it gets a run of its own.
        var run = _spare ?? new ProfileRun();
        _spare = null;
        run._found = found;
        run.Library = library;
        run.Options = options;
        run.PathOptions = pathOptions;
        (run._outer, _current) = (_current, run);
        return run;
    }

    internal void Finish()
    {
        _applied.Clear();
        _conforms.Clear();
        _reportedOnce.Clear();
        _openCodes.Clear();
        _placedExtensions.Clear();
        _boundByProfiles.Clear();
        Repeats.Clear();
        if (_outer is not null)
        {
            _outer._unanswered.UnionWith(_unanswered);
            _outer.IsUndecided |= IsUndecided;
        }

        _unanswered.Clear();
        (_current, _outer, IsUndecided) = (_outer, null, false);
        (_silence, _hasFailed, Hints) = (0, false, 0);
        (_found, Library, Options, PathOptions) = (null!, null!, null!, null!);
        _spare = this;
    }

    /// <summary>Holds an element to a profile and reports what it breaks; each element to each profile once.</summary>
    internal void Apply(int node, ProfilePlan profile)
    {
        if (_silence > 0)
        {
            _hasFailed |= !Conforms(node, profile);
            return;
        }

        if (!_applied.Add(Key(node, profile)))
            return;

        ApplyAll(node, profile);
    }

    /// <summary>Whether an element conforms to a profile, with nothing reported; null when the profile is not known.</summary>
    internal bool? Conforms(int node, string canonical) =>
        Library.Find(canonical) is { } profile ? Conforms(node, profile)
        : Library.IsBase(canonical) ? Model.IsA(Document.Nodes[node].Type, Model.FindType(ProfileLibrary.Bare(canonical)[ProfileLibrary.BaseDefinitions.Length..]))
        : null;

    internal bool Conforms(int node, ProfilePlan profile)
    {
        var key = Key(node, profile);
        if (_conforms.TryGetValue(key, out var known))
            return known;

        // Whoever comes back here on the way is told yes: what it depends on is being found out.
        _conforms[key] = true;
        var outer = _hasFailed;
        _hasFailed = false;
        _silence++;
        ApplyAll(node, profile);
        _silence--;
        var conforms = !_hasFailed;
        _hasFailed = outer;
        _conforms[key] = conforms;
        return conforms;
    }

    internal void Report(FhirSeverity severity, IssueRule rule, int node, PlanNode? plan, string? about = null, string? expected = null, string? found = null)
    {
        if (Hints > 0)
            severity = FhirSeverity.Information;
        if (_silence > 0)
        {
            _hasFailed |= severity <= FhirSeverity.Error;
            return;
        }

        // A path counts the siblings before it: it is made only for what is reported.
        if (_found.HasEnough(severity, rule, node, plan?.Profile.Url, plan?.Slice))
            return;

        var path = ElementPath.Of(Document, node);
        var text = about is null ? rule.Text : string.Format(CultureInfo.InvariantCulture, rule.Text, about);
        ref var at = ref Document.Nodes[node];
        _found.Add(new FhirIssue(severity, rule.Code, rule.Id, text, path, at.Line, at.Column)
        {
            Profile = plan?.Profile.Url,
            Slice = plan?.Slice,
            Expected = expected,
            Found = found,
        });
    }

    /// <summary>Whether the base definition already forbids where a reference leads.</summary>
    internal bool HasWrongTarget(int node) => _silence == 0 && _found.HasWrongTarget(node);

    /// <summary>For what is the same wherever it is met: the first place is enough.</summary>
    internal void ReportOnce(FhirSeverity severity, IssueRule rule, int node, PlanNode? plan, string about)
    {
        if (_silence == 0 && _reportedOnce.Add(rule.Id + about))
            Report(severity, rule, node, plan, about);
    }

    /// <summary>Has a code that the packs do not decide looked up: with all others of the document, unless something depends on it now.</summary>
    internal void Ask(int node, PlanNode? plan, BindingPlan binding)
    {
        if (_silence == 0)
        {
            _openCodes.Add(new OpenCode(node, plan, binding, Hints > 0));
            return;
        }

        CodedElements.Report(this, node, plan, binding, Library.Look(new FhirElement(Document, node), binding.Url, binding.Set));
    }

    /// <summary>Notes that a profile wants an extension where it stands.</summary>
    internal void PlaceExtension(int node)
    {
        if (_silence == 0)
            _placedExtensions.Add(node);
    }

    internal bool IsPlaced(int extension) => _placedExtensions.Contains(extension);

    /// <summary>Notes that a profile binds an element to a value set of its own.</summary>
    internal void BindByProfile(int node)
    {
        if (_silence == 0)
            _boundByProfiles.Add(node);
    }

    internal bool IsBoundByProfile(int node) => _boundByProfiles.Contains(node);

    /// <summary>Notes, for the run of this thread, what kept a terminology source from answering.</summary>
    internal static void TellUnanswered(string? problem)
    {
        if (problem is not null)
            _current?._unanswered.Add(problem);
    }

    /// <summary>Notes, for the run of this thread, that a rule depends on what nobody knows.</summary>
    internal static bool? Undecided()
    {
        if (_current is { } run)
            run.IsUndecided = true;
        return null;
    }

    /// <summary>Says once for each reason that codes could not be looked up, whatever depended on them.</summary>
    internal void ReportUnanswered(int resource)
    {
        foreach (var problem in _unanswered)
            ReportOnce(FhirSeverity.Warning, ProfileRules.Unanswered, resource, null, problem);
    }

    /// <summary>Asks for all codes that are still open, in one call.</summary>
    internal void AskOpenCodes()
    {
        if (_openCodes.Count == 0)
            return;

        var questions = _openCodes.ConvertAll(open => CodedElements.Questions(new FhirElement(Document, open.Node), open.Binding.Url, open.Binding.Set).ToArray());
        var answers = Library.Terminology!.Find([.. questions.SelectMany(each => each)], out var problem);
        TellUnanswered(problem);
        for (var i = 0; i < _openCodes.Count; i++)
        {
            var open = _openCodes[i];
            Hints = open.IsHint ? 1 : 0;
            CodedElements.Report(this, open.Node, open.Plan, open.Binding, CodedElements.Verdict([.. questions[i].Select(question => answers[question])]));
        }

        Hints = 0;
    }

    internal void UnknownProfile(int node, PlanNode? plan, string canonical)
    {
        if (Library.IsBase(canonical))
            return;

        var url = ProfileLibrary.Bare(canonical).ToString();
        ReportOnce(FhirSeverity.Warning, ProfileRules.UnknownProfile, node, plan, Library.NearMiss(url) is { } known ? $"{url}; what is known is {known}" : url);
    }

    /// <summary>Says where another version of a profile is asked for than the one that is held, and used.</summary>
    internal void CheckVersion(int node, ReadOnlySpan<char> canonical, ProfilePlan profile)
    {
        var asked = ProfileLibrary.VersionOf(canonical);
        if (asked.IsEmpty || profile.Version.Length == 0 || asked.SequenceEqual(profile.Version) || profile.Version.AsSpan().StartsWith($"{asked}."))
            return;

        ReportOnce(FhirSeverity.Warning, ProfileRules.OtherVersion, node, profile.Root, $"{profile.Url}|{profile.Version}");
    }

    private void ApplyAll(int node, ProfilePlan profile)
    {
        if (profile.Type >= 0 && !Model.IsA(Document.Nodes[node].Type, profile.Type))
        {
            Report(FhirSeverity.Error, ProfileRules.OtherType, node, profile.Root, profile.Name, Model.TypeName(profile.Type), Model.TypeName(Document.Nodes[node].Type));
            return;
        }

        OverlayPass.Apply(this, node, profile.Root);
        if (profile.Base is null)
            return;
        if (Library.Find(profile.Base) is { } parent)
            Apply(node, parent);
        else
            UnknownProfile(node, profile.Root, profile.Base);
    }

    private static long Key(int node, ProfilePlan profile) => ((long)node << 32) | (uint)profile.Number;
}
