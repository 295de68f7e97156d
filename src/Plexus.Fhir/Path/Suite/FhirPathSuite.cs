namespace Plexus.Fhir;

/// <summary>What came of one test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Failure">What was expected and what was given; null when it passed.</param>
public sealed record FhirPathSuiteOutcome(FhirPathSuiteTest Test, string? Failure)
{
    public bool HasPassed => Failure is null;
}

/// <summary>Runs suites in the format of the official FHIRPath tests (<c>tests-fhir-r4.xml</c>).</summary>
public sealed class FhirPathSuite
{
    private readonly FhirVersion _version;
    private readonly Func<string, FhirElement> _input;
    private readonly FhirPathOptions _options;
    private readonly Dictionary<string, FhirElement> _inputs = new(StringComparer.Ordinal);

    /// <param name="version">The FHIR version of the inputs.</param>
    /// <param name="input">The resource of a file that tests name; nothing when there is no such file.</param>
    /// <param name="options">Services and limits of the evaluations.</param>
    public FhirPathSuite(FhirVersion version, Func<string, FhirElement> input, FhirPathOptions? options = null)
    {
        _version = version;
        _input = input;
        _options = options ?? FhirPathOptions.Default;
    }

    /// <summary>Reads input files from a folder, as XML or JSON by their content; a file may be there under the other extension.</summary>
    public static Func<string, FhirElement> Folder(string folder, FhirVersion version) => file =>
    {
        // A suite names files, never places: anything that leads out of the folder is not there.
        var name = System.IO.Path.GetFileName(file);
        var path = new[] { name, System.IO.Path.ChangeExtension(name, ".xml"), System.IO.Path.ChangeExtension(name, ".json") }
            .Select(candidate => System.IO.Path.Combine(folder, candidate))
            .FirstOrDefault(File.Exists);
        if (path is null)
            return default;

        var bytes = File.ReadAllBytes(path);
        var isXml = bytes.AsSpan().TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
        var read = isXml ? FhirXml.Read(bytes, version, FhirReaderOptions.Lenient) : FhirJson.Read(bytes, version, FhirReaderOptions.Lenient);
        return read.Document?.Root ?? default;
    };

    public IEnumerable<FhirPathSuiteOutcome> Run(IEnumerable<FhirPathSuiteTest> tests)
    {
        ArgumentNullException.ThrowIfNull(tests);
        return tests.Select(test => new FhirPathSuiteOutcome(test, FailureOf(test)));
    }

    private string? FailureOf(FhirPathSuiteTest test)
    {
        FhirElement input = default;
        if (test.InputFile is { } file)
        {
            if (!_inputs.TryGetValue(file, out input))
                _inputs.Add(file, input = _input(file));
            if (!input.Exists)
                return $"the input {file} cannot be read";
        }

        if (!FhirPath.TryCompile(test.Expression, _version, out var compiled, out var error, input.Exists ? input.TypeName : null))
            return test.Invalid is null ? $"does not compile: {error}" : null;
        if (test.Invalid == "syntax")
            return "compiles, though its syntax is wrong";
        if (test.IsStrict && compiled.Warnings.Count > 0)
            return test.Invalid is null ? $"warns: {compiled.Warnings[0]}" : null;
        if (!compiled.TryEvaluate(input, _options, out var result, out error))
            return test.Invalid is null ? $"ends with an error: {error}" : null;
        if (test.Invalid is not null)
            return $"gives {Describe(result)} where an error is expected";

        return test.IsPredicate ? PredicateFailure(test, result) : OutputFailure(test, result);
    }

    private static string? PredicateFailure(FhirPathSuiteTest test, IReadOnlyList<FhirPathValue> result)
    {
        var actual = result is [{ BooleanValue: { } value }] ? value : result.Count > 0;
        var expected = test.Outputs is [var output] && output.Value == "true";
        return actual == expected ? null : $"is {actual}, expected {expected}";
    }

    private static string? OutputFailure(FhirPathSuiteTest test, IReadOnlyList<FhirPathValue> result)
    {
        var expected = test.Outputs.Select(output => (output.Type, Value: Normalise(output.Value))).ToList();
        var matches = expected.Count == result.Count
            && (test.IsOrdered
                ? expected.Zip(result).All(pair => Fits(pair.First, pair.Second))
                : result.All(item => expected.FindIndex(output => Fits(output, item)) is var index and >= 0 && Remove(expected, index)));
        return matches ? null : $"gives {Describe(result)}, expected [{string.Join(", ", test.Outputs.Select(output => output.Value))}]";
    }

    private static bool Remove<T>(List<T> list, int index)
    {
        list.RemoveAt(index);
        return true;
    }

    private static bool Fits((string? Type, string Value) expected, FhirPathValue actual)
    {
        if (Normalise(actual.Text ?? "") != expected.Value)
            return false;
        return expected.Type is null || string.Equals(expected.Type, actual.TypeName[(actual.TypeName.IndexOf('.', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Suites write dates and times as literals.</summary>
    private static string Normalise(string value) =>
        value.StartsWith("@T", StringComparison.Ordinal) ? value[2..]
        : value.StartsWith('@') ? value[1..].TrimEnd('T')
        : value;

    private static string Describe(IReadOnlyList<FhirPathValue> result) =>
        $"[{string.Join(", ", result.Select(item => item.Text ?? item.ToString()))}]";
}
