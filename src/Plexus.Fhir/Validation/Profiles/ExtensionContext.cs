namespace Plexus.Fhir.Validation.Profiles;

internal enum ExtensionContextKind
{
    /// <summary>On a type, or on an element by its path.</summary>
    Element,

    /// <summary>In another extension.</summary>
    Extension,

    /// <summary>Where an expression leads.</summary>
    FhirPath,

    /// <summary>Anywhere, or where nothing here can tell: a mapping of STU3 names concepts of other standards.</summary>
    Any,
}

/// <summary>One place where a definition lets its extension stand, made ready for being asked again and again.</summary>
internal sealed class ExtensionContext
{
    private ExtensionContext(ExtensionContextKind kind, string text) => (Kind, Text) = (kind, text);

    internal ExtensionContextKind Kind { get; }

    /// <summary>The path, the url or the expression.</summary>
    internal string Text { get; }

    /// <summary>The name of a part of a complex extension, which stands behind a hash; null for an extension as a whole.</summary>
    internal string? Part { get; private init; }

    /// <summary>The path step by step; the names of slices in it say nothing about where the element is.</summary>
    internal Step[] Steps { get; private init; } = [];

    /// <summary>A name on a path.</summary>
    /// <param name="Name">Without [x] and slice.</param>
    /// <param name="Backbone">The type that is named by the path up to here; -1 when there is none. For the first step the type it begins with.</param>
    internal readonly record struct Step(string Name, int Backbone);

    /// <param name="model">The base definitions.</param>
    /// <param name="context">As <c>kind:place</c>.</param>
    internal static ExtensionContext Read(FhirModel model, string context)
    {
        var colon = context.IndexOf(':', StringComparison.Ordinal);
        var place = context[(colon + 1)..];
        return context[..Math.Max(colon, 0)] switch
        {
            "element" or "resource" or "datatype" => place is "*" or "Element" or "Any" or ""
                ? new ExtensionContext(ExtensionContextKind.Any, place)
                : new ExtensionContext(ExtensionContextKind.Element, place) { Steps = StepsOf(model, place) },
            "extension" => new ExtensionContext(ExtensionContextKind.Extension, place) { Part = place.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? place[(hash + 1)..] : null },
            "fhirpath" => new ExtensionContext(ExtensionContextKind.FhirPath, place),
            _ => new ExtensionContext(ExtensionContextKind.Any, place),
        };
    }

    private static Step[] StepsOf(FhirModel model, string place)
    {
        var names = place.Split('.');
        var steps = new Step[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i].Split(':')[0];
            var plain = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name;
            steps[i] = new Step(plain, model.FindType(string.Join('.', names, 0, i + 1)));
        }

        return steps;
    }
}
