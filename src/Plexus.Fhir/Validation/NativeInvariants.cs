using System.Collections.Concurrent;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation;

/// <summary>The invariants that hold nearly everywhere, as code. The definitions say which types have them; the code says what they mean.</summary>
internal sealed class NativeInvariants
{
    internal delegate bool Rule(FhirElement element);

    private static readonly ConcurrentDictionary<FhirModel, NativeInvariants> ByModel = new();

    // ele-1 is checked for every element by the validator itself, txt-1 and txt-2 with the narrative.
    private static readonly Dictionary<string, Rule> Rules = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["ext-1"] = element => element["extension"].Exists != element["value"].Exists,
        ["dom-1"] = ContainedRules.HaveNoNarrative,
        ["dom-2"] = ContainedRules.ContainNothing,
        ["dom-3"] = ContainedRules.AreReferredTo,
        ["dom-4"] = ContainedRules.HaveNoVersion,
        ["dom-5"] = ContainedRules.HaveNoSecurity,
        ["ref-1"] = ContainedRules.HoldsLocalTarget,
        ["per-1"] = ValueRules.StartsBeforeItEnds,
        ["rng-2"] = ValueRules.LowIsNotAboveHigh,
        ["rat-1"] = element => element["numerator"].Exists == element["denominator"].Exists && (element["numerator"].Exists || element["extension"].Exists),
        ["cpt-2"] = element => !element["value"].Exists || element["system"].Exists,
        ["qty-3"] = element => !element["code"].Exists || element["system"].Exists,
        ["att-1"] = element => !element["data"].Exists || element["contentType"].Exists,
        ["bdl-1"] = BundleRules.TotalFits,
        ["bdl-2"] = BundleRules.SearchFits,
        ["bdl-3"] = BundleRules.RequestsFit,
        ["bdl-4"] = BundleRules.ResponsesFit,
        ["bdl-5"] = entry => entry["resource"].Exists || entry["request"].Exists || entry["response"].Exists,
        ["bdl-6"] = entry => entry["fullUrl"].Exists == entry["resource"].Exists,
        ["bdl-7"] = BundleRules.FullUrlsAreDistinct,
        ["bdl-8"] = BundleRules.FullUrlHasNoVersion,
        ["bdl-9"] = BundleRules.DocumentHasIdentifier,
        ["bdl-10"] = BundleRules.DocumentHasTimestamp,
    };

    private readonly FhirModel _model;
    private readonly KeyedRule[]?[] _byType;
    private readonly int _bundle;
    private readonly int _domainResource;

    private NativeInvariants(FhirModel model)
    {
        _model = model;
        _bundle = model.FindType("Bundle");
        _domainResource = model.FindType("DomainResource");
        _byType = new KeyedRule[]?[model.Types.Length];
    }

    private sealed record KeyedRule(string Key, Rule Rule);

    internal static NativeInvariants For(FhirModel model) => ByModel.GetOrAdd(model, static model => new NativeInvariants(model));

    /// <summary>Whether a rule is here, so that an expression engine need not run it.</summary>
    internal static bool Knows(string key) => Rules.ContainsKey(key) || key is "ele-1" or "txt-1" or "txt-2" or "txt-3" or "dom-6" or "bdl-11" or "bdl-12";

    internal void Check(ValidationRun run, int node, FhirValidatorOptions options)
    {
        ref var at = ref run.Document.Nodes[node];
        var element = new FhirElement(run.Document, node);
        foreach (var (key, rule) in _byType[at.Type] ??= RulesOf(_model, at.Type))
        {
            // A DSTU2 document of GP Connect has no fullUrls either.
            var isLenient = key == "bdl-6" && !options.WarnOfMissingFullUrls;
            if (!isLenient && !rule(element))
                run.Error(ValidationRules.Invariant(key), node);
        }

        if (at.IsResource)
            ContainedRules.CheckIds(run, element);
        if (at.Type == _bundle)
            BundleRules.Check(run, element, options);
        if (options.WarnOfMissingNarrative && at.IsResource && run.Model.Version == FhirVersion.R4 && !element["text"].Exists && run.Model.IsA(at.Type, _domainResource))
            run.Report(FhirSeverity.Warning, ValidationRules.Invariant("dom-6"), node);
    }

    /// <summary>Rules stated on the type, on its ancestors, or on the element whose anonymous type it is.</summary>
    private static KeyedRule[] RulesOf(FhirModel model, int type)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        for (var ancestor = type; ancestor >= 0; ancestor = model.Types[ancestor].Base)
            Add(model.Types[ancestor].Invariants);

        if (model.Types[type].Kind == TypeKind.Backbone)
        {
            foreach (var element in model.Elements)
            {
                if (element.Types.Length == 1 && element.Types[0].Type == type && (element.Flags & ElementFlags.ContentReference) == 0)
                    Add(element.Invariants);
            }
        }

        return [.. keys.Where(Rules.ContainsKey).Select(key => new KeyedRule(key, Rules[key]))];

        void Add(int[] invariants)
        {
            foreach (var invariant in invariants)
                keys.Add(model.Strings[model.Invariants[invariant].Key]);
        }
    }
}
