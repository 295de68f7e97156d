namespace Plexus.Acceptance.Installing;

/// <summary>Tests that keep both cores busy with processes of their own: one after another, after the others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyTests
{
    public const string Name = "heavy";
}
