using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plexus.Fhir.Tests.Paths;

/// <summary>One case of the shared fhirpath.js files.</summary>
internal sealed record JavaScriptCase(string File, string Expression, Dictionary<string, object> Fields, Dictionary<string, object>? Subject)
{
    internal const string Cases = "fhirpath-tests/fhirpath-js/cases";
    private const string Resources = "fhirpath-tests/fhirpath-js/resources/r4";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal string Key => $"{File}\t{string.Join('|', new[] { Text("inputfile"), Text("model") }.Where(text => text is not null))}\t{JsonSerializer.Serialize(Expression, Readable)}";

    private bool ExpectsError => Text("error") == "true";

    private FhirVersion Version => Text("model") switch
    {
        "stu3" => FhirVersion.Stu3,
        "dstu2" => FhirVersion.Dstu2,
        _ => FhirVersion.R4,
    };

    internal static IEnumerable<JavaScriptCase> ReadAll() =>
        from path in Specifications.Files(Cases, "*.yaml")
        from one in Read(path)
        select one;

    private static IEnumerable<JavaScriptCase> Read(string path)
    {
        var content = YamlReader.Read(System.Text.Encoding.UTF8.GetString(Specifications.Read(path)));
        return Walk(System.IO.Path.GetFileName(path), (List<object>)content["tests"], content.GetValueOrDefault("subject") as Dictionary<string, object>);
    }

    private static IEnumerable<JavaScriptCase> Walk(string file, List<object> tests, Dictionary<string, object>? subject)
    {
        foreach (var test in tests.OfType<Dictionary<string, object>>())
        {
            if (test.Keys.FirstOrDefault(key => key.StartsWith("group", StringComparison.Ordinal)) is { } group)
            {
                foreach (var inner in Walk(file, test[group] as List<object> ?? [], subject))
                    yield return inner;
            }

            foreach (var expression in Expressions(test.GetValueOrDefault("expression")))
                yield return new JavaScriptCase(file, expression, test, subject);
        }
    }

    private static IEnumerable<string> Expressions(object? value) => value switch
    {
        YamlScalar scalar => [scalar.Text],
        List<object> list => list.Cast<YamlScalar>().Select(scalar => scalar.Text),
        _ => [],
    };

    internal string? Text(string field) => (Fields.GetValueOrDefault(field) as YamlScalar)?.Text;

    /// <summary>Why the case says nothing about this engine; null when it does.</summary>
    internal string? Inapplicable()
    {
        if (Text("disable") == "true")
            return "switched off at its source";
        if (Text("model") == "r5")
            return "FHIR R5";
        if (Text("preciseMath") == "false")
            return "expects the rounding of binary fractions; decimals are exact here";
        if (Fields.ContainsKey("context"))
            return "evaluates on an inline object that is no FHIR resource";
        return Text("inputfile") is null && Subject is not null && !IsResource(Subject) && UsesSubject ? "evaluates on an inline object that is no FHIR resource" : null;
    }

    private static bool IsResource(Dictionary<string, object> subject) =>
        subject.GetValueOrDefault("resourceType") is YamlScalar type && FhirModel.For(FhirVersion.R4).IsResourceType(type.Text);

    /// <summary>Whether the expression names the subject or one of its properties.</summary>
    private bool UsesSubject
    {
        get
        {
            var names = Subject!.Keys.Append((Subject.GetValueOrDefault("resourceType") as YamlScalar)?.Text ?? "").Append("nothing").Append("ups").Append("unexists").Append("not_el").Append("empty");
            var words = Expression.Split([.. " .()[]|,=<>~!+-*/&\n"], StringSplitOptions.RemoveEmptyEntries);
            return words.Intersect(names).Any() || words.Any(word => word is "%resource" or "%context");
        }
    }

    /// <summary>What is wrong with our answer; null when it is the one expected.</summary>
    internal string? Failure()
    {
        var input = Input();
        if (Text("inputfile") is not null && !input.Exists)
            return "the input cannot be read";
        if (!FhirPath.TryCompile(Expression, Version, out var compiled, out var error))
            return ExpectsError ? null : error.ToString();
        if (!compiled.TryEvaluate(input, new FhirPathOptions { Variables = Variables() }, out var result, out error))
            return ExpectsError ? null : error!.ToString();
        if (ExpectsError)
            return "no error";

        // A primitive without value prints as nothing there.
        var actual = result.Where(item => !(item.IsElement && item.Element.IsPrimitive && !item.Element.HasValue)).ToList();
        var expected = Fields.GetValueOrDefault("result") as List<object> ?? [];
        var matches = expected.Count == actual.Count && (Expression.Contains("descendants", StringComparison.Ordinal) || Expression.Contains("children", StringComparison.Ordinal)
            ? expected.TrueForAll(wanted => actual.Exists(item => Fits(wanted, item)))
            : expected.Zip(actual).All(pair => Fits(pair.First, pair.Second)));
        return matches ? null : $"gives [{string.Join(", ", actual.Select(item => item.Text ?? item.TypeName))}]";
    }

    private FhirElement Input()
    {
        if (Text("inputfile") is { } file)
            return Parse(Specifications.Read($"{Resources}/{file}"));
        return Subject is not null && IsResource(Subject) ? Parse(JsonSerializer.SerializeToUtf8Bytes(ToJson(Subject))) : default;
    }

    private FhirElement Parse(byte[] json) => FhirJson.Read(json, Version, FhirReaderOptions.Lenient).Document?.Root ?? default;

    private Dictionary<string, IReadOnlyList<FhirPathValue>>? Variables() =>
        (Fields.GetValueOrDefault("variables") as Dictionary<string, object>)?.ToDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<FhirPathValue>)[.. (pair.Value as List<object> ?? [pair.Value]).Where(item => item is not YamlScalar { IsNull: true }).Select(Variable)]);

    private FhirPathValue Variable(object value) => value is YamlScalar scalar
        ? FhirPathValue.Of(int.Parse(scalar.Text, CultureInfo.InvariantCulture))
        : FhirPathValue.Of(Parse(JsonSerializer.SerializeToUtf8Bytes(ToJson(value))));

    private static JsonNode? ToJson(object value) => value switch
    {
        Dictionary<string, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, ToJson(pair.Value)))),
        List<object> list => new JsonArray([.. list.Select(ToJson)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsQuoted: false, Text: "true" or "false" } truth => JsonValue.Create(truth.Text == "true"),
        YamlScalar { IsQuoted: false } number when decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => JsonValue.Create(parsed),
        YamlScalar text => JsonValue.Create(text.Text),
        _ => throw new InvalidOperationException("Not YAML."),
    };

    private static bool Fits(object expected, FhirPathValue actual)
    {
        if (expected is Dictionary<string, object> map)
            return actual.Kind == FhirPathKind.TypeInfo
                ? actual.Text == $"{((YamlScalar)map["namespace"]).Text}.{((YamlScalar)map["name"]).Text}"
                : actual.IsElement && map.All(pair => pair.Value is not YamlScalar scalar || actual.Element[pair.Key].Value == scalar.Text);
        if (expected is not YamlScalar text || actual.Text is not { } value)
            return false;

        return value == text.Text
            || (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted) && number == wanted)
            || (value.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var moment) && DateTimeOffset.TryParse(text.Text, CultureInfo.InvariantCulture, out var wantedMoment) && moment == wantedMoment);
    }
}
