using Plexus.Fhir.Documents;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>A rule in FHIRPath, compiled when an element first needs it.</summary>
internal sealed class InvariantPlan
{
    private readonly Lazy<FhirPathExpression?> _compiled;

    internal InvariantPlan(string key, InvariantSeverity severity, string expression, FhirModel model, string? rootType)
    {
        Key = key;
        Severity = severity == InvariantSeverity.Error ? FhirSeverity.Error : FhirSeverity.Warning;
        Expression = InvariantCorrections.Correct(key, expression);
        Rule = new IssueRule("FHIR-INV-" + key, "invariant", $"The rule {key} does not hold: {Expression}");
        _compiled = new Lazy<FhirPathExpression?>(() => Compile(Expression, model, rootType), LazyThreadSafetyMode.PublicationOnly);
    }

    internal string Key { get; }

    internal FhirSeverity Severity { get; }

    internal string Expression { get; }

    internal IssueRule Rule { get; }

    /// <summary>Null when the expression holds, else whether it is false or could not be evaluated.</summary>
    internal InvariantFailure Check(FhirElement element, FhirPathOptions options)
    {
        if (_compiled.Value is not { } compiled)
            return InvariantFailure.NotEvaluated;

        try
        {
            return compiled.Predicate(element, options) ? InvariantFailure.None : InvariantFailure.NotTrue;
        }
        catch (FhirPathException)
        {
            return InvariantFailure.NotEvaluated;
        }
    }

    private static FhirPathExpression? Compile(string expression, FhirModel model, string? rootType) =>
        FhirPath.TryCompile(expression, model.Version, out var typed, out _, rootType) ? typed
        : FhirPath.TryCompile(expression, model.Version, out var untyped, out _) ? untyped
        : null;
}

internal enum InvariantFailure
{
    None,
    NotTrue,
    NotEvaluated,
}

/// <summary>The invariants of a base definition that are expressions, by type and by element.</summary>
internal sealed class BaseInvariants(FhirModel model)
{
    private readonly InvariantPlan[]?[] _byType = new InvariantPlan[]?[model.Types.Length];
    private readonly InvariantPlan[]?[] _byElement = new InvariantPlan[]?[model.Elements.Length];

    internal InvariantPlan[] OfType(int type) => _byType[type] ??= Plans(Inherited(type), model.TypeName(type));

    internal InvariantPlan[] OfElement(int element) => _byElement[element] ??= Plans(model.Elements[element].Invariants, TypeOf(element));

    private string? TypeOf(int element) =>
        model.Elements[element].PropertyCount == 1 ? model.TypeName(model.Properties[model.Elements[element].FirstProperty].Type) : null;

    private IEnumerable<int> Inherited(int type)
    {
        for (; type >= 0; type = model.Types[type].Base)
        {
            foreach (var invariant in model.Types[type].Invariants)
                yield return invariant;
        }
    }

    private InvariantPlan[] Plans(IEnumerable<int> invariants, string? rootType) =>
    [
        .. from number in invariants.Distinct()
           let invariant = model.Invariants[number]
           let key = model.Strings[invariant.Key]
           let expression = invariant.Expression != 0 ? model.Strings[invariant.Expression] : Dstu2Invariants.Find(rootType, key)
           where expression is not null && !NativeInvariants.Knows(key)
           select new InvariantPlan(key, invariant.Severity, expression, model, rootType),
    ];

    /// <summary>Whether an element of a type, or the element itself, has a rule that is published in XPath only and not translated.</summary>
    internal bool LeavesOut(int type, int element) =>
        HasUntranslated(Inherited(type), model.TypeName(type)) || (element >= 0 && HasUntranslated(model.Elements[element].Invariants, TypeOf(element)));

    private bool HasUntranslated(IEnumerable<int> invariants, string? rootType) => invariants.Any(number =>
        model.Invariants[number] is { Expression: 0 } invariant
        && model.Strings[invariant.Key] is var key
        && !NativeInvariants.Knows(key)
        && Dstu2Invariants.Find(rootType, key) is null);
}
