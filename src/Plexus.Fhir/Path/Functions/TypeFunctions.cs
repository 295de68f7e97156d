namespace Plexus.Fhir.Paths;

/// <summary>Types: FHIRPath N1, sections 6.3 and 10.</summary>
internal static class TypeFunctions
{
    internal static readonly PathFunction[] All =
    [
        new("is", 1, 1, call => Is(call.Compiler, call.Source, call.TypeArgument(0), call.Position)),
        new("as", 1, 1, call => Cast(call.Compiler, call.Source, call.TypeArgument(0), call.Position)),
        new("ofType", 1, 1, OfType),
        new("type", 0, 0, TypeOf),
    ];

    internal static Plan Is(PathCompiler compiler, Plan operand, TypeName name, int position)
    {
        var type = TypeTest.Resolve(compiler.Model, name);
        return Plan.OfTest(frame => operand.TrySingle(frame, position, out var item) ? Truths.Of(type.Is(item)) : Truth.Unknown);
    }

    internal static Plan Cast(PathCompiler compiler, Plan operand, TypeName name, int position)
    {
        var type = TypeTest.Resolve(compiler.Model, name);
        var filters = compiler.IsLegacy;
        return Plan.Of(
            (frame, output) =>
            {
                if (filters || frame.Options.AsFilters)
                    Filter(frame, operand, type, output);
                else if (operand.TrySingle(frame, position, out var item) && type.TryCast(item, out var cast))
                    output.Add(cast);
            },
            position,
            Narrowed(compiler, operand.Shape, type));
    }

    private static Plan OfType(FunctionCall call)
    {
        var type = TypeTest.Resolve(call.Compiler.Model, call.TypeArgument(0));
        return Plan.Of((frame, output) => Filter(frame, call.Source, type, output), call.Position, Narrowed(call.Compiler, call.Source.Shape, type));
    }

    private static void Filter(Frame frame, Plan source, TypeTest type, NodeSeq output)
    {
        var items = frame.Rent();
        source.Collect(frame, items);
        for (var i = 0; i < items.Count; i++)
        {
            frame.Charge();
            if (type.TryCast(items[i], out var cast))
                output.Add(cast);
        }

        frame.Return(items);
    }

    private static Shape Narrowed(PathCompiler compiler, Shape source, TypeTest type) =>
        source with { Types = type.FhirType < 0 ? null : compiler.ShapeOfType(type.FhirType).Types };

    private static Plan TypeOf(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            call.Source.Collect(frame, items);
            for (var i = 0; i < items.Count; i++)
                output.Add(FhirPathValue.Of(Describe(items[i])));
            frame.Return(items);
        },
        call.Position);

    private static PathTypeInfo Describe(in FhirPathValue item)
    {
        if (!item.IsElement)
            return new PathTypeInfo("System", item.Kind == FhirPathKind.TypeInfo ? "ClassInfo" : item.Kind.ToString());
        if (TypeTest.IsSystemElement(item))
            return new PathTypeInfo("System", "String");

        var model = item.Document.Model;
        ref var type = ref model.Types[item.Document.Nodes[item.Index].Type];
        return new PathTypeInfo("FHIR", type.Kind == Packs.TypeKind.Backbone && type.Base >= 0 ? model.TypeName(type.Base) : item.Element.TypeName);
    }
}
