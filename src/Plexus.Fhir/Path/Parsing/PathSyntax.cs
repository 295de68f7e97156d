namespace Plexus.Fhir.Paths;

/// <summary>A part of an expression as written; <see cref="Depth"/> counts the levels below and including it.</summary>
internal abstract record PathSyntax(int Position, int Depth);

internal sealed record LiteralSyntax(FhirPathValue Value, int Position) : PathSyntax(Position, 1);

/// <summary><c>{}</c></summary>
internal sealed record EmptySyntax(int Position) : PathSyntax(Position, 1);

/// <summary><c>$this</c>, <c>$index</c>, <c>$total</c>.</summary>
internal sealed record SpecialSyntax(string Name, int Position) : PathSyntax(Position, 1);

internal sealed record VariableSyntax(string Name, int Position) : PathSyntax(Position, 1);

/// <summary>A name after a dot, or at the start of a chain when there is no source.</summary>
internal sealed record MemberSyntax(PathSyntax? Source, string Name, int Position) : PathSyntax(Position, (Source?.Depth ?? 0) + 1);

internal sealed record CallSyntax(PathSyntax? Source, string Name, IReadOnlyList<PathSyntax> Arguments, int Position)
    : PathSyntax(Position, Math.Max(Source?.Depth ?? 0, Arguments.Count == 0 ? 0 : Arguments.Max(argument => argument.Depth)) + 1);

internal sealed record IndexerSyntax(PathSyntax Source, PathSyntax Index, int Position)
    : PathSyntax(Position, Math.Max(Source.Depth, Index.Depth) + 1);

internal sealed record UnarySyntax(bool Negative, PathSyntax Operand, int Position) : PathSyntax(Position, Operand.Depth + 1);

internal sealed record BinarySyntax(string Operator, PathSyntax Left, PathSyntax Right, int Position)
    : PathSyntax(Position, Math.Max(Left.Depth, Right.Depth) + 1);

/// <summary><c>x is T</c> and <c>x as T</c>.</summary>
internal sealed record TypeSyntax(bool IsCast, PathSyntax Operand, TypeName Type, int Position) : PathSyntax(Position, Operand.Depth + 1);

/// <summary>A type as written, e.g. <c>FHIR.Patient</c> or <c>string</c>.</summary>
internal readonly record struct TypeName(string? Namespace, string Name, int Position)
{
    public override string ToString() => Namespace is null ? Name : $"{Namespace}.{Name}";
}
