namespace Plexus.Fhir.Paths;

/// <summary>Environment variables: the caller's, those of FHIR, and the value set and extension short cuts.</summary>
internal static class Variables
{
    private const string ValueSets = "http://hl7.org/fhir/ValueSet/";
    private const string Extensions = "http://hl7.org/fhir/StructureDefinition/";

    internal static Plan Compile(VariableSyntax syntax)
    {
        var name = syntax.Name;
        var text = Text(name);
        return Plan.Of(
            (frame, output) =>
            {
                if (frame.Options.Variables is { } variables && variables.TryGetValue(name, out var values))
                    AddAll(frame, values, output);
                else if (text is { } known)
                    output.Add(known);
                else
                    AddElement(frame, name, syntax.Position, output);
            },
            syntax.Position);
    }

    private static FhirPathValue? Text(string name) => name switch
    {
        "ucum" => FhirPathValue.Of("http://unitsofmeasure.org"),
        "sct" => FhirPathValue.Of("http://snomed.info/sct"),
        "loinc" => FhirPathValue.Of("http://loinc.org"),
        _ when name.StartsWith("vs-", StringComparison.Ordinal) => FhirPathValue.Of(ValueSets + name[3..]),
        _ when name.StartsWith("ext-", StringComparison.Ordinal) => FhirPathValue.Of(Extensions + name[4..]),
        _ => null,
    };

    private static void AddAll(Frame frame, IReadOnlyList<FhirPathValue> values, NodeSeq output)
    {
        foreach (var value in values)
        {
            // Names are numbers of one model; an element of another version would be misread.
            if (value.IsElement && !ReferenceEquals(value.Document.Model, frame.Model))
                throw new PathFault(FhirPathErrorKind.TypeMismatch, "A variable holds an element of another FHIR version.", 0);
            output.Add(value);
        }
    }

    private static void AddElement(Frame frame, string name, int position, NodeSeq output)
    {
        var element = name switch
        {
            "context" => frame.Context,
            "resource" => ResourceOf(frame.Context),
            "rootResource" => RootResourceOf(frame.Context),
            _ => throw new PathFault(FhirPathErrorKind.UnknownVariable, "No variable of this name is set.", position),
        };
        if (element.Exists)
            output.Add(FhirPathValue.Of(element));
    }

    /// <summary>The nearest enclosing resource: a contained one is itself, one in a Bundle is the entry's.</summary>
    private static FhirElement ResourceOf(FhirElement element)
    {
        while (element.Exists && !element.IsResource)
            element = element.Parent;
        return element;
    }

    /// <summary>The container of a contained resource, any other resource itself.</summary>
    private static FhirElement RootResourceOf(FhirElement element)
    {
        var resource = ResourceOf(element);
        return resource.Parent is { IsResource: true } container ? container : resource;
    }
}
