namespace Plexus.Fhir.Paths;

/// <summary>What is known of a collection before evaluation.</summary>
/// <param name="Types">The FHIR types that its items can have; null when that is not known.</param>
/// <param name="IsOrdered">False behind <c>children()</c> and <c>descendants()</c>.</param>
internal readonly record struct Shape(int[]? Types, bool IsOrdered)
{
    internal static Shape Unknown { get; } = new(null, true);

    internal static Shape Of(int type) => new([type], true);
}
