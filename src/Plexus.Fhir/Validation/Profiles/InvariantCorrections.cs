namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Published expressions that do not say what their rule means, with what does. A text published anew is used as it is.</summary>
internal static class InvariantCorrections
{
    private const string Decimals = "'.'";

    // Many conformance resources state it, each under a key of its own. A name that is not given breaks no rule about names.
    private const string ComputableName = "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')";
    private const string ComputableNameIfGiven = "name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')";

    /// <summary>No component's code is that of the observation itself. Two codings are one code by system and code, whatever their display.</summary>
    internal const string NoComponentOfTheSameCode =
        "component.empty() or component.code.coding.where(system.exists() and code.exists()).select(system & '|' & code).intersect(code.coding.where(system.exists() and code.exists()).select(system & '|' & code)).empty()";

    private static readonly (string Key, string Published, string Corrected)[] Corrections =
    [
        // Compare collections or codings as a whole, where the published XPath compares systems and codes: a component of another code, or
        // another display, satisfies them.
        ("obs-7", "value.empty() or code!=component.code", "value.empty() or " + NoComponentOfTheSameCode),
        ("obs-7", "value.empty() or component.code.where( (coding.code = %resource.code.coding.code) and (coding.system = %resource.code.coding.system)).empty()", "value.empty() or " + NoComponentOfTheSameCode),
        ("obs-7", "value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()", "value.empty() or " + NoComponentOfTheSameCode),

        // An element as a truth value.
        ("mny-1", "(code or value.empty()) and (system.empty() or system = 'urn:iso:std:iso:4217')", "(code.exists() or value.empty()) and (system.empty() or system = 'urn:iso:std:iso:4217')"),
        ("dis-1", "(code or value.empty()) and (system.empty() or system = %ucum)", "(code.exists() or value.empty()) and (system.empty() or system = %ucum)"),
        ("age-1", "(code or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value > 0)", "(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value > 0)"),
        ("cnt-3", $"(code or value.empty()) and (system.empty() or system = %ucum) and (code.empty() or code = '1') and (value.empty() or value.toString().contains({Decimals}).not())", $"(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (code.empty() or code = '1') and (value.empty() or value.toString().contains({Decimals}).not())"),

        // Takes an abatement that is no Boolean for one.
        ("con-4", "abatement.empty() or (abatement as boolean).not()  or clinicalStatus='resolved' or clinicalStatus='remission' or clinicalStatus='inactive'", "abatement.empty() or (abatement is boolean and (abatement as boolean).not()) or clinicalStatus='resolved' or clinicalStatus='remission' or clinicalStatus='inactive'"),

        // Empty where nothing is stated.
        ("con-3", "verificationStatus='entered-in-error' or clinicalStatus.exists()", "(verificationStatus.exists() and verificationStatus='entered-in-error') or clinicalStatus.exists()"),
        ("con-3", "clinicalStatus.exists() or verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = 'entered-in-error').exists() or category.select($this='problem-list-item').empty()", "clinicalStatus.exists() or verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = 'entered-in-error').exists() or category.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-category' and code = 'problem-list-item').empty()"),
        ("ras-2", "probability is decimal implies (probability as decimal) <= 100", "(probability.exists() and probability is decimal) implies (probability as decimal) <= 100"),
        ("ras-2", "probability is decimal implies probability.as(decimal) <= 100", "(probability.exists() and probability is decimal) implies (probability as decimal) <= 100"),

        // Empty where a binding only describes its value set.
        ("eld-12", "valueSet.is(uri).not() or valueSet.as(uri).startsWith('http:') or valueSet.as(uri).startsWith('https') or valueSet.as(uri).startsWith('urn:')", "valueSet.empty() or valueSet.is(uri).not() or valueSet.as(uri).startsWith('http:') or valueSet.as(uri).startsWith('https') or valueSet.as(uri).startsWith('urn:')"),

        ("que-7", "operator = 'exists' implies (answer is Boolean)", "operator = 'exists' implies (answer is boolean)"),
        ("que-12", "enableWhen.count() > 2 implies enableBehavior.exists()", "enableWhen.count() >= 2 implies enableBehavior.exists()"),

        // Several occasions are several items, which "in" does not take.
        ("tim-9", "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))", "offset.empty() or (when.exists() and when.where($this in ('C' | 'CM' | 'CD' | 'CV')).empty())"),

        // A day is the least precision that a vital sign may have.
        ("vs-1", "($this as dateTime).toString().length() >= 8", "($this as dateTime).toString().length() >= 10"),
    ];

    // By key and text as one string: a table of pairs would have to be compiled anew at every start.
    private static readonly Dictionary<string, string> Table = Corrections.ToDictionary(entry => Entry(entry.Key, entry.Published), entry => entry.Corrected, StringComparer.Ordinal);

    /// <summary>Every correction by key, for the test that the published text is one and that the corrected one compiles.</summary>
    internal static IEnumerable<(string Key, string Published, string Corrected)> All => Corrections;

    internal static string Correct(string key, string expression) =>
        expression == ComputableName ? ComputableNameIfGiven : Table.GetValueOrDefault(Entry(key, expression), expression);

    private static string Entry(string key, string expression) => $"{key} {expression}";
}
