namespace Plexus.Fhir.Paths;

/// <summary>What <c>type()</c> says of an item.</summary>
internal sealed record PathTypeInfo(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
