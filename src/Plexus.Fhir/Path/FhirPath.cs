using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Plexus.Fhir.Paths;

namespace Plexus.Fhir;

/// <summary>FHIRPath: the normative language (2.0) with FHIR's functions, for each FHIR version.</summary>
/// <example><code>var families = FhirPath.Compile("name.where(use = 'official').family", FhirVersion.Stu3).Evaluate(patient);</code></example>
public static class FhirPath
{
    /// <summary>Compiled expressions kept; a program that makes up more than these compiles them again.</summary>
    private const int CacheSize = 8192;

    private static readonly ConcurrentDictionary<string, FhirPathExpression>[] Caches =
        [.. Enum.GetValues<FhirVersion>().Select(_ => new ConcurrentDictionary<string, FhirPathExpression>(StringComparer.Ordinal))];

    /// <summary>Compiles an expression, or finds it compiled.</summary>
    /// <param name="expression">The text.</param>
    /// <param name="version">The FHIR version whose elements and rules apply.</param>
    /// <param name="rootType">The type of the element that it will start from, when known: names are checked against it.</param>
    /// <param name="limits">Bounds on length and depth; the defaults when null.</param>
    /// <exception cref="FhirPathException">The text is not an expression, or calls what does not exist.</exception>
    public static FhirPathExpression Compile(string expression, FhirVersion version, string? rootType = null, FhirPathLimits? limits = null) =>
        TryCompile(expression, version, out var compiled, out var error, rootType, limits) ? compiled : throw new FhirPathException(error);

    /// <summary>Like <see cref="Compile"/>, with the error and its position as a result.</summary>
    public static bool TryCompile(
        string expression,
        FhirVersion version,
        [NotNullWhen(true)] out FhirPathExpression? compiled,
        [NotNullWhen(false)] out FhirPathError? error,
        string? rootType = null,
        FhirPathLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        error = null;
        var cache = Caches[(int)version];
        var key = rootType is null ? expression : $"{rootType}\0{expression}";
        if (limits is null && cache.TryGetValue(key, out compiled))
            return true;

        try
        {
            var model = FhirModel.For(version);
            var (plan, warnings) = PathCompiler.Compile(expression, model, rootType, limits ?? FhirPathLimits.Default);
            compiled = new FhirPathExpression(expression, model, plan, warnings);
        }
        catch (PathFault fault)
        {
            compiled = null;
            error = fault.ToError(expression);
            return false;
        }

        if (limits is null)
        {
            if (cache.Count >= CacheSize)
                cache.Clear();
            cache[key] = compiled;
        }

        return true;
    }
}
