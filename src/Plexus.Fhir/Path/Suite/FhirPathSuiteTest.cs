using System.Xml;
using System.Xml.Linq;

namespace Plexus.Fhir;

/// <summary>One test of a suite in the format of the official FHIRPath tests.</summary>
/// <param name="Group">The group it stands in.</param>
/// <param name="Name">Its name, unique in its group.</param>
/// <param name="Expression">What is evaluated.</param>
/// <param name="InputFile">The resource evaluated on; null for none.</param>
/// <param name="Invalid"><c>syntax</c>, <c>semantic</c> or <c>execution</c> when an error is expected; null otherwise.</param>
/// <param name="IsPredicate">Whether the result is read as one truth value.</param>
/// <param name="IsStrict">Whether warnings of the compiler count as errors.</param>
/// <param name="IsOrdered">Whether the outputs must come in this order.</param>
/// <param name="Outputs">The items expected: FHIR or System type when stated, and value.</param>
public sealed record FhirPathSuiteTest(
    string Group,
    string Name,
    string Expression,
    string? InputFile,
    string? Invalid,
    bool IsPredicate,
    bool IsStrict,
    bool IsOrdered,
    IReadOnlyList<(string? Type, string Value)> Outputs)
{
    /// <summary>Reads a suite, e.g. <c>tests-fhir-r4.xml</c>.</summary>
    /// <exception cref="XmlException">The file is not well-formed XML, or is no suite.</exception>
    public static IReadOnlyList<FhirPathSuiteTest> Read(Stream suite)
    {
        using var reader = XmlReader.Create(suite, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var root = XDocument.Load(reader).Root!;
        if (root.Name != "tests")
            throw new XmlException("The root element of a suite is 'tests'.");

        return
        [
            .. from @group in root.Elements("group")
               from test in @group.Elements("test")
               select Of((string?)@group.Attribute("name") ?? "", test),
        ];
    }

    private static FhirPathSuiteTest Of(string group, XElement test)
    {
        var expression = test.Element("expression");
        return new FhirPathSuiteTest(
            group,
            (string?)test.Attribute("name") ?? "",
            expression?.Value ?? "",
            (string?)test.Attribute("inputfile") is { Length: > 0 } file ? file : null,
            (string?)expression?.Attribute("invalid") ?? (string?)test.Attribute("invalid"),
            (string?)test.Attribute("predicate") == "true",
            (string?)test.Attribute("mode") == "strict" || (string?)test.Attribute("checkOrderedFunctions") == "true",
            (string?)test.Attribute("ordered") != "false",
            [.. test.Elements("output").Select(output => ((string?)output.Attribute("type"), output.Value.Trim()))]);
    }
}
