namespace Plexus.Fhir.Paths;

/// <summary>A function by name, with how many arguments it takes and how a call becomes a plan.</summary>
internal sealed record PathFunction(string Name, int MinArguments, int MaxArguments, Func<FunctionCall, Plan> Build)
{
    internal string ArgumentText => MinArguments == MaxArguments
        ? MinArguments switch { 0 => "no argument", 1 => "one argument", _ => $"{MinArguments} arguments" }
        : $"{MinArguments} to {MaxArguments} arguments";
}

/// <summary>One call in an expression.</summary>
internal sealed class FunctionCall(PathCompiler compiler, CallSyntax syntax, Plan source, Shape context)
{
    internal PathCompiler Compiler => compiler;

    internal CallSyntax Syntax => syntax;

    /// <summary>What the function is called on.</summary>
    internal Plan Source => source;

    internal int Position => syntax.Position;

    internal int Count => syntax.Arguments.Count;

    internal bool Has(int argument) => argument < syntax.Arguments.Count;

    /// <summary>An argument that is evaluated once, with the caller's <c>$this</c>.</summary>
    internal Plan Argument(int index) => compiler.Compile(syntax.Arguments[index], context);

    internal Plan? OptionalArgument(int index) => Has(index) ? Argument(index) : null;

    /// <summary>An argument that is evaluated for each item, which is its <c>$this</c>.</summary>
    internal Plan Lambda(int index) => compiler.Compile(syntax.Arguments[index], source.Shape);

    internal Plan? OptionalLambda(int index) => Has(index) ? Lambda(index) : null;

    /// <summary>An argument that names a type.</summary>
    internal TypeName TypeArgument(int index) => syntax.Arguments[index] switch
    {
        MemberSyntax { Source: null } member => new TypeName(null, member.Name, member.Position),
        MemberSyntax { Source: MemberSyntax { Source: null, Name: "FHIR" or "System" } space } member => new TypeName(space.Name, member.Name, member.Position),

        // Early expressions give the type as a string.
        LiteralSyntax { Value.Kind: FhirPathKind.String } literal => new TypeName(null, literal.Value.StringOrEmpty, literal.Position),
        var other => throw new PathFault(FhirPathErrorKind.Arguments, $"'{syntax.Name}' takes the name of a type.", other.Position),
    };

    internal PathFault Fault(FhirPathErrorKind kind, string text) => new(kind, text, syntax.Position);

    /// <summary>Whether some item of the source meets a criterion, or fails to; stops at the first.</summary>
    internal bool AnyItem(Frame frame, Plan criterion, bool meets)
    {
        var items = frame.Rent();
        source.Collect(frame, items);
        var (outer, outerIndex) = (frame.This, frame.Index);
        var found = false;
        for (var i = 0; i < items.Count && !found; i++)
        {
            frame.Charge();
            frame.This = items[i];
            frame.Index = i;
            found = (criterion.Test(frame) == Truth.True) == meets;
        }

        frame.This = outer;
        frame.Index = outerIndex;
        frame.Return(items);
        return found;
    }

    /// <summary>Runs over the items of the source with each as <c>$this</c> in turn; stops when the visitor says so.</summary>
    internal void ForEach(Frame frame, Func<Frame, FhirPathValue, bool> visit)
    {
        var items = frame.Rent();
        source.Collect(frame, items);
        var (outer, outerIndex) = (frame.This, frame.Index);
        for (var i = 0; i < items.Count; i++)
        {
            frame.Charge();
            frame.This = items[i];
            frame.Index = i;
            if (!visit(frame, items[i]))
                break;
        }

        frame.This = outer;
        frame.Index = outerIndex;
        frame.Return(items);
    }
}
