namespace Plexus.Fhir.Definitions;

/// <summary>What a definition gets wrong, for whoever publishes it.</summary>
/// <param name="Url">Its canonical.</param>
/// <param name="Text">What is wrong, what was done about it and, where a limit was met, the remedy.</param>
internal readonly record struct DefinitionFault(string Url, string Text)
{
    public override string ToString() => $"{Url}: {Text}";
}
