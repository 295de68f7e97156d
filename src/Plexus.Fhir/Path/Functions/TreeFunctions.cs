using System.Text;
using Plexus.Fhir.Validation;

namespace Plexus.Fhir.Paths;

/// <summary>Tree navigation (FHIRPath N1, section 5.8) and the functions that FHIR adds.</summary>
internal static class TreeFunctions
{
    private const string Definitions = "http://hl7.org/fhir/StructureDefinition/";

    internal static readonly PathFunction[] All =
    [
        new("children", 0, 0, Children),
        new("descendants", 0, 0, Descendants),
        new("extension", 1, 1, Extension),
        new("hasExtension", 1, 1, HasExtension),
        new("resolve", 0, 0, Resolve),
        new("memberOf", 1, 1, MemberOf),
        new("conformsTo", 1, 1, ConformsTo),
        new("htmlChecks", 0, 0, HtmlChecks),
        new("htmlchecks", 0, 0, HtmlChecks),
    ];

    private static Plan Children(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            call.Source.Collect(frame, items);
            for (var i = 0; i < items.Count; i++)
            {
                if (!items[i].IsElement)
                    continue;

                var nodes = items[i].Document.Nodes;
                var end = nodes[items[i].Index].End;
                for (var child = items[i].Index + 1; child < end; child = nodes[child].End)
                {
                    frame.Charge();
                    output.Add(FhirPathValue.Of(items[i].Document, child));
                }
            }

            frame.Return(items);
            frame.CheckCount(output);
        },
        call.Position,
        new Shape(null, IsOrdered: false));

    /// <summary>The nodes of a subtree lie side by side.</summary>
    private static Plan Descendants(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            call.Source.Collect(frame, items);
            for (var i = 0; i < items.Count; i++)
            {
                if (!items[i].IsElement)
                    continue;

                var document = items[i].Document;
                var start = items[i].Index + 1;
                var end = document.Nodes[items[i].Index].End;
                frame.Charge(end - start);
                if (output.Count + end - start > frame.Limits.MaxResults)
                    throw call.Fault(FhirPathErrorKind.Limit, "A collection holds more items than the limit.");
                for (var node = start; node < end; node++)
                    output.Add(FhirPathValue.Of(document, node));
            }

            frame.Return(items);
        },
        call.Position,
        new Shape(null, IsOrdered: false));

    private static Plan Extension(FunctionCall call)
    {
        var url = call.Argument(0);
        var extension = call.Compiler.Model.Names.Find("extension");
        var urlName = call.Compiler.Model.Names.Find("url");
        var constant = url.Literal is { Kind: FhirPathKind.String } literal ? Encoding.UTF8.GetBytes(literal.StringOrEmpty) : null;
        return Plan.Of(
            (frame, output) =>
            {
                var wanted = constant;
                if (wanted is null)
                {
                    if (!TextFunctions.TryText(call, frame, url, out var text))
                        return;
                    wanted = Encoding.UTF8.GetBytes(text);
                }

                var items = frame.Rent();
                call.Source.Collect(frame, items);
                for (var i = 0; i < items.Count; i++)
                    AddExtensions(frame, items[i], extension, urlName, wanted, output);
                frame.Return(items);
            },
            call.Position,
            Shape.Of(call.Compiler.Model.ExtensionType) with { IsOrdered = call.Source.Shape.IsOrdered });
    }

    private static Plan HasExtension(FunctionCall call)
    {
        var extensions = Extension(call);
        return Plan.OfTest(frame => Truths.Of(extensions.Any(frame)));
    }

    private static void AddExtensions(Frame frame, in FhirPathValue item, int extension, int urlName, byte[] wanted, NodeSeq output)
    {
        if (!item.IsElement)
            return;

        var document = item.Document;
        var end = document.Nodes[item.Index].End;
        for (var child = document.FirstChild(item.Index, extension); child >= 0; child = document.NextNamed(document.Nodes[child].End, end, extension))
        {
            frame.Charge();
            var url = document.FirstChild(child, urlName);
            if (url >= 0 && document.Nodes[url].HasValue && document.Value(url).SequenceEqual(wanted))
                output.Add(FhirPathValue.Of(document, child));
        }
    }

    /// <summary>References, and texts that are references, to the resources they point at; what leads nowhere is left out.</summary>
    private static Plan Resolve(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            call.Source.Collect(frame, items);
            for (var i = 0; i < items.Count; i++)
            {
                frame.Charge();
                var target = items[i].IsElement ? items[i].Element.Resolve() : ResolveText(frame, items[i]);
                if (!target.Exists && frame.Options.Resolve is { } resolve && Reference(items[i]) is { } reference)
                    target = resolve(reference);
                if (target.Exists && ReferenceEquals(target.Document!.Model, frame.Model))
                    output.Add(FhirPathValue.Of(target));
            }

            frame.Return(items);
        },
        call.Position);

    private static FhirElement ResolveText(Frame frame, in FhirPathValue item) =>
        item.Kind == FhirPathKind.String && frame.Context is { Exists: true } context
            ? context.Document!.References.Resolve(context.Index, item.StringOrEmpty, context.Document.ReferencePolicy, out _)
            : default;

    private static string? Reference(in FhirPathValue item) => item.Kind switch
    {
        FhirPathKind.String => item.StringOrEmpty,
        FhirPathKind.Element => item.Element.IsPrimitive ? item.Element.Value : item.Element["reference"].Value,
        _ => null,
    };

    private static Plan MemberOf(FunctionCall call)
    {
        var valueSet = call.Argument(0);
        return Plan.OfTest(frame =>
        {
            if (!call.Source.TrySingle(frame, call.Position, out var code) || !TextFunctions.TryText(call, frame, valueSet, out var url))
                return Truth.Unknown;
            if (frame.Options.MemberOf is not { } memberOf)
                throw call.Fault(FhirPathErrorKind.ServiceUnavailable, "No terminology was given to the evaluation.");
            return Truths.Of(memberOf(code, url));
        });
    }

    private static Plan ConformsTo(FunctionCall call)
    {
        var profile = call.Argument(0);
        return Plan.OfTest(frame =>
        {
            if (!call.Source.TrySingle(frame, call.Position, out var item) || !TextFunctions.TryText(call, frame, profile, out var url))
                return Truth.Unknown;
            if (!item.IsElement)
                return Truth.False;
            if (frame.Options.ConformsTo?.Invoke(item.Element, url) is { } answer)
                return Truths.Of(answer);

            // Of the base types the document itself knows; a profile nobody knows is an error by the specification.
            var model = item.Document.Model;
            var type = url.StartsWith(Definitions, StringComparison.Ordinal) ? model.FindType(url.AsSpan(Definitions.Length)) : -1;
            return type >= 0
                ? Truths.Of(model.IsA(item.Document.Nodes[item.Index].Type, type))
                : throw call.Fault(FhirPathErrorKind.ServiceUnavailable, "The profile is not known.");
        });
    }

    private static Plan HtmlChecks(FunctionCall call) => Plan.OfTest(frame =>
    {
        if (!call.Source.TrySingle(frame, call.Position, out var item))
            return Truth.Unknown;
        if (!item.IsElement)
            return Truth.False;
        return Truths.Of(frame.Options.HtmlChecks is { } check ? check(item.Element) : IsNarrative(item.Element));
    });

    private static bool IsNarrative(FhirElement element) =>
        element.HasValue && NarrativeRules.Examine(element.Document!.ValueMemory(element.Index)) is { IsAllowed: true, HasContent: true };
}
