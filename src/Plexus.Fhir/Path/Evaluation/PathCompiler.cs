namespace Plexus.Fhir.Paths;

/// <summary>Turns syntax into closures, resolving names against the model and noting what cannot be right.</summary>
internal sealed class PathCompiler
{
    private readonly string _text;
    private readonly List<FhirPathError> _warnings = [];

    private PathCompiler(string text, FhirModel model)
    {
        _text = text;
        Model = model;
    }

    internal FhirModel Model { get; }

    /// <summary>Expressions published before R4 rely on looser rules.</summary>
    internal bool IsLegacy => Model.Version != FhirVersion.R4;

    internal static (Plan Plan, IReadOnlyList<FhirPathError> Warnings) Compile(string text, FhirModel model, string? rootType, FhirPathLimits limits)
    {
        var compiler = new PathCompiler(text, model);
        var root = rootType is null ? -1 : model.FindType(rootType);
        var plan = compiler.Compile(PathParser.Parse(text, model.Version, limits), root < 0 ? Shape.Unknown : compiler.ShapeOfType(root));
        return (plan, compiler._warnings);
    }

    /// <param name="context">What <c>$this</c> is there.</param>
    internal Plan Compile(PathSyntax syntax, Shape context) => syntax switch
    {
        LiteralSyntax literal => Plan.OfLiteral(literal.Value),
        EmptySyntax => Plan.Empty,
        SpecialSyntax special => Special(special, context),
        VariableSyntax variable => Variables.Compile(variable),
        MemberSyntax member => Member(member, context),
        CallSyntax call => Call(call, context),
        IndexerSyntax indexer => Indexer(indexer, context),
        UnarySyntax unary => Operators.Sign(Compile(unary.Operand, context), unary.Negative, unary.Position),
        BinarySyntax binary => Operators.Binary(binary, Compile(binary.Left, context), Compile(binary.Right, context)),
        TypeSyntax type => TypeOperator(type, context),
        _ => throw new InvalidOperationException("A syntax without compilation."),
    };

    internal void Warn(FhirPathErrorKind kind, string text, int position) =>
        _warnings.Add(FhirPathError.At(_text, kind, text, position));

    /// <summary>An order-dependent function behind children() or descendants() gives what no one promised.</summary>
    internal void WarnUnordered(Shape source, int position)
    {
        if (!source.IsOrdered)
            Warn(FhirPathErrorKind.TypeMismatch, "The order of these items is not defined.", position);
    }

    /// <summary>The shape of items of a type; nothing is known of an abstract one.</summary>
    internal Shape ShapeOfType(int type)
    {
        ref var definition = ref Model.Types[type];
        return definition.IsAbstract || Model.TypeName(type) is "Resource" or "DomainResource" or "Element" or "BackboneElement"
            ? Shape.Unknown
            : Shape.Of(type);
    }

    private static Plan Special(SpecialSyntax special, Shape context) => special.Name switch
    {
        "$this" => Plan.OfThis(context),
        "$index" => Plan.Of((frame, output) => output.Add(FhirPathValue.Of(frame.Index)), special.Position),
        _ => Plan.Of(
            (frame, output) =>
            {
                if (frame.Total is { } total)
                    output.AddRange(total.Items);
            },
            special.Position),
    };

    private Plan Member(MemberSyntax member, Shape context)
    {
        if (member.Source is null && LeadingType(member, context) is { } typed)
            return typed;

        var source = member.Source is null ? Plan.OfThis(context) : Compile(member.Source, context);
        var name = new MemberName(member.Name, Model.Names.Find(member.Name));
        var path = source.Path?.Then(name) ?? new MemberPath(source, [name]);
        return Plan.OfPath(path, member.Position, MemberShape(source.Shape, name, member.Position));
    }

    /// <summary>A type name at the start stands for the focus when it is of that type, for nothing when it is not.</summary>
    private Plan? LeadingType(MemberSyntax member, Shape context)
    {
        if (!char.IsAsciiLetterUpper(member.Name[0]) || Model.FindType(member.Name) is not (>= 0 and var type))
            return null;

        var isPossible = context.Types is not { } known || Array.Exists(known, candidate => Model.IsA(candidate, type));
        if (!isPossible)
            Warn(FhirPathErrorKind.UnknownType, $"The focus is never of type {member.Name}.", member.Position);

        var model = Model;
        return Plan.Of(
            (frame, output) =>
            {
                if (frame.This.IsElement && model.IsA(frame.This.Document.Nodes[frame.This.Index].Type, type))
                    output.Add(frame.This);
            },
            member.Position,
            context.Types is null || !isPossible ? ShapeOfType(type) : context);
    }

    private Shape MemberShape(Shape source, MemberName name, int position)
    {
        if (source.Types is not { } types)
            return source with { Types = null };

        var found = new HashSet<int>();
        var isOpen = false;
        var byChoiceName = false;
        foreach (var type in types)
        {
            ref var definition = ref Model.Types[type];
            for (var i = definition.FirstProperty; i < definition.FirstProperty + definition.PropertyCount; i++)
            {
                ref var property = ref Model.Properties[i];
                if (name.Id < 0 || (property.BaseNameId != name.Id && property.NameId != name.Id))
                    continue;
                found.Add(property.Type);
                isOpen |= ShapeOfType(property.Type).Types is null;
                byChoiceName |= property.IsChoice && property.BaseNameId != name.Id;
            }
        }

        if (found.Count == 0)
            Warn(FhirPathErrorKind.UnknownType, $"No element '{name.Text}' exists here.", position);
        else if (byChoiceName)
            Warn(FhirPathErrorKind.UnknownType, $"'{name.Text}' is the name of a choice with its type; FHIRPath uses the name without.", position);

        return source with { Types = found.Count == 0 || isOpen ? null : [.. found] };
    }

    private Plan Call(CallSyntax syntax, Shape context)
    {
        if (!PathFunctions.All.TryGetValue(syntax.Name, out var function))
            throw new PathFault(FhirPathErrorKind.UnknownFunction, $"No function '{syntax.Name}' exists.", syntax.Position);
        if (syntax.Arguments.Count < function.MinArguments || syntax.Arguments.Count > function.MaxArguments)
            throw new PathFault(FhirPathErrorKind.Arguments, $"'{syntax.Name}' takes {function.ArgumentText}.", syntax.Position);

        var source = syntax.Source is null ? Plan.OfThis(context) : Compile(syntax.Source, context);
        return function.Build(new FunctionCall(this, syntax, source, context));
    }

    private Plan Indexer(IndexerSyntax syntax, Shape context)
    {
        var source = Compile(syntax.Source, context);
        var index = Compile(syntax.Index, context);
        WarnUnordered(source.Shape, syntax.Position);
        return Plan.Of(
            (frame, output) =>
            {
                if (!index.TryValue(frame, syntax.Index.Position, out var number))
                    return;
                if (number.Kind != FhirPathKind.Integer)
                    throw new PathFault(FhirPathErrorKind.TypeMismatch, "An index is an integer.", syntax.Index.Position);

                var items = frame.Rent();
                source.Collect(frame, items);
                if (number.LongOrZero >= 0 && number.LongOrZero < items.Count)
                    output.Add(items[(int)number.LongOrZero]);
                frame.Return(items);
            },
            syntax.Position,
            source.Shape);
    }

    private Plan TypeOperator(TypeSyntax syntax, Shape context)
    {
        var operand = Compile(syntax.Operand, context);
        return syntax.IsCast
            ? TypeFunctions.Cast(this, operand, syntax.Type, syntax.Position)
            : TypeFunctions.Is(this, operand, syntax.Type, syntax.Position);
    }
}
